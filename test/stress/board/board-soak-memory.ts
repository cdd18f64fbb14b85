/** The shared memory of a board's soak, and what its threads are told. */

/** Words of the control block, each on a line of its own. */
export const BOARD_CONTROL = {
  /** 1 when the writer is to let everybody catch up, and end. */
  CLOSE: 0,
  /** Where in a put the writer is. */
  PHASE: 32,
  /** Life of the writer that has attached. */
  LIFE: 64,
  /** 1 once the writer has ended its work. */
  CLOSED: 96,
  /** Values that the writer has put. */
  PUTS: 128,
  /** What a writer waits on that must leave the core for a moment; nobody notifies it. */
  IDLE: 160,
} as const;

export const BOARD_CONTROL_BYTES = 192 * 4;

export const PUT_PHASE = {
  OUTSIDE: 0,
  /** Between the begin and the end of a put. */
  PUTTING: 1,
  /** Behind the end of a put, before its watchers have been told. */
  UNRUNG: 2,
} as const;

export const SOAK_SLOTS = 40;

export type BoardSoakMemory = {
  readonly board: SharedArrayBuffer;
  readonly lines: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  /** Of all threads that watch: the writer waits for them in quiet stretches. */
  readonly watching: readonly SharedArrayBuffer[];
};

/** One thread's life. */
export type BoardStart = BoardSoakMemory & {
  /** A watcher parks until the board changes; a poller reads all the time, and watches nothing. */
  readonly role: "WRITER" | "WATCHER" | "POLLER";
  readonly life: number;
  readonly seed: number;
  readonly watcher: number;
  readonly bellLine: number;
  /** Of this thread; the writer's own, by which it knows what its last life left. */
  readonly view: SharedArrayBuffer;
};
