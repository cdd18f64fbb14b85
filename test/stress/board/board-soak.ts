/**
 * Main's side of a board's soak: a writer, watchers that park until the board changes, and a reader
 * that never stops looking, each a thread of its own that is terminated at random and restarted.
 */
import type { Worker } from "node:worker_threads";
import { Prng } from "../../../src/core/prng.ts";
import { allocateBoard, recoverBoard, watchBoard } from "../../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { wakeAll } from "../../../src/runtime/ring/doorbell.ts";
import { allocateLines, attachLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import { waitFor, waitLooks } from "../kit/patience.ts";
import { Threads } from "../kit/threads.ts";
import { VALUE_BYTES_MAX } from "./board-pattern.ts";
import {
  BOARD_CONTROL,
  BOARD_CONTROL_BYTES,
  type BoardSoakMemory,
  type BoardStart,
  PUT_PHASE,
  SOAK_SLOTS,
} from "./board-soak-memory.ts";
import { BoardView, VIEW, viewBytes } from "./board-view.ts";

export type BoardSoakPlan = {
  readonly seed: number;
  readonly killsMin: number;
  /** Writers that died between the begin and the end of a put. */
  readonly puttingKillsMin: number;
};

export type BoardTally = {
  puts: number;
  writerKills: number;
  watcherKills: number;
  pollerKills: number;
  puttingKills: number;
  /** Writers that died behind a put, before all watchers had been told. */
  unrungKills: number;
  reads: number;
  wakes: number;
  torn: number;
  backwards: number;
  lost: number;
};

const THREAD = new URL("board-thread.ts", import.meta.url);
const WATCHERS = 2;
const KILLS_MAX = 500;
const PUTS_MAX = 20_000;
const LOOKS_MAX = 5;

type Life = {
  readonly role: BoardStart["role"];
  readonly watcher: number;
  readonly bellLine: number;
  readonly memory: SharedArrayBuffer;
  readonly view: BoardView;
  worker: Worker | null;
  life: number;
};

/** Runs `plan` to its end. @throws {Error} When a thread does not go on, with who and where. */
export async function soakBoard(plan: BoardSoakPlan): Promise<BoardTally> {
  const run = new BoardSoak(plan);
  try {
    await run.run();
  } finally {
    await run.threads.end();
  }
  return run.result();
}

class BoardSoak {
  readonly threads = new Threads();
  readonly #plan: BoardSoakPlan;
  readonly #prng: Prng;
  readonly #memory: BoardSoakMemory;
  readonly #control: Int32Array;
  readonly #writer: Life;
  readonly #watchers: readonly Life[];
  readonly #poller: Life;
  /** Main's own look at the board, judged as that of every reader. */
  readonly #mine = new BoardView(new SharedArrayBuffer(viewBytes(SOAK_SLOTS)));
  readonly #tally: BoardTally = emptyTally();

  constructor(plan: BoardSoakPlan) {
    this.#plan = plan;
    this.#prng = new Prng(plan.seed);
    const board = allocateBoard({ slots: SOAK_SLOTS, slotBytes: VALUE_BYTES_MAX });
    this.#watchers = Array.from({ length: WATCHERS }, (_, index) =>
      lifeOf("WATCHER", { watcher: watchBoard(board, index + 1), bellLine: index + 1 }),
    );
    this.#writer = lifeOf("WRITER");
    this.#poller = lifeOf("POLLER");
    this.#memory = {
      board,
      lines: allocateLines(),
      control: new SharedArrayBuffer(BOARD_CONTROL_BYTES),
      watching: this.#watchers.map(({ memory }) => memory),
    };
    this.#control = new Int32Array(this.#memory.control);
  }

  async run(): Promise<void> {
    for (const one of this.#readers()) this.#start(one);
    this.#start(this.#writer);
    await this.#wait(() => this.#isAlive(this.#writer));
    while (!this.#isEnough() && this.#kills() < KILLS_MAX) {
      const puts = this.#word(BOARD_CONTROL.PUTS) + this.#prng.between(1, PUTS_MAX);
      await this.#wait(() => this.#word(BOARD_CONTROL.PUTS) >= puts);
      await waitLooks(this.#prng.between(0, LOOKS_MAX));
      if (this.#prng.between(1, 2) === 1) await this.#killWriter();
      else await this.#killReader(this.#prng.pick(this.#readers()));
    }
    Atomics.store(this.#control, BOARD_CONTROL.CLOSE, 1);
    await this.#wait(() => this.#word(BOARD_CONTROL.CLOSED) === 1);
  }

  result(): BoardTally {
    const tally = { ...this.#tally, puts: this.#word(BOARD_CONTROL.PUTS) };
    for (const view of [this.#mine, this.#writer.view, ...this.#readers().map((one) => one.view)]) {
      tally.reads += view.get(VIEW.READS);
      tally.wakes += view.get(VIEW.WAKES);
      tally.torn += view.get(VIEW.TORN);
      tally.backwards += view.get(VIEW.BACKWARDS);
      tally.lost += view.get(VIEW.LOST);
    }
    return tally;
  }

  async #killWriter(): Promise<void> {
    await this.#writer.worker?.terminate();
    this.#tally.writerKills += 1;
    const phase = Atomics.exchange(this.#control, BOARD_CONTROL.PHASE, PUT_PHASE.OUTSIDE);
    if (phase === PUT_PHASE.PUTTING) this.#tally.puttingKills += 1;
    if (phase === PUT_PHASE.UNRUNG) this.#tally.unrungKills += 1;
    recoverBoard(this.#memory.board);
    wakeAll(this.#memory.lines);
    // Nobody else rings them now: what the dead one put last must reach them all the same.
    await this.#watchersSeeAll();
    this.#start(this.#writer);
    await this.#wait(() => this.#isAlive(this.#writer));
  }

  async #killReader(one: Life): Promise<void> {
    await one.worker?.terminate();
    if (one.role === "WATCHER") this.#tally.watcherKills += 1;
    else this.#tally.pollerKills += 1;
    one.view.set(VIEW.PARKED, 0);
    wakeAll(this.#memory.lines);
    this.#start(one);
    await this.#wait(() => this.#isAlive(one));
  }

  async #watchersSeeAll(): Promise<void> {
    const reader = new BoardReader(this.#memory.board);
    const newest = Array.from({ length: SOAK_SLOTS }, (_, slot) => this.#mine.look(reader, slot));
    await this.#wait(() =>
      this.#watchers.every(({ view }) =>
        newest.every((number, slot) => view.seen(slot) === number),
      ),
    );
  }

  #start(one: Life): undefined {
    one.life += 1;
    const { role, life, watcher, bellLine, memory: view } = one;
    const own = { role, life, watcher, bellLine, view, seed: this.#prng.between(1, 2 ** 31 - 1) };
    const start: BoardStart = { ...this.#memory, ...own };
    one.worker = this.threads.start(THREAD, start);
  }

  #isAlive({ role, view, life }: Life): boolean {
    return (role === "WRITER" ? this.#word(BOARD_CONTROL.LIFE) : view.get(VIEW.LIFE)) === life;
  }

  #readers(): readonly Life[] {
    return [...this.#watchers, this.#poller];
  }

  #kills(): number {
    const { writerKills, watcherKills, pollerKills } = this.#tally;
    return writerKills + watcherKills + pollerKills;
  }

  #isEnough(): boolean {
    const { killsMin, puttingKillsMin } = this.#plan;
    return this.#kills() >= killsMin && this.#tally.puttingKills >= puttingKillsMin;
  }

  #word(index: number): number {
    return Atomics.load(this.#control, index);
  }

  async #wait(condition: () => boolean): Promise<void> {
    await waitFor(
      () => {
        if (this.threads.errors.length > 0) throw new Error(this.threads.errors.join("; "));
        return condition();
      },
      () => this.#describe(),
    );
  }

  #describe(): string {
    const words = attachLines(this.#memory.lines);
    const lines = this.#watchers.map((one) => {
      const isParked = one.view.get(VIEW.PARKED) === 1;
      const hasNews = new BoardReader(this.#memory.board, one.watcher).hasDirty();
      const verdict = isParked && hasNews ? "asleep with news: LOST WAKE-UP" : "no verdict";
      const facts = {
        isParked,
        hasNews,
        bell: Atomics.load(words, bellIndex(one.bellLine)),
        torn: one.view.get(VIEW.TORN),
        backwards: one.view.get(VIEW.BACKWARDS),
        lost: one.view.get(VIEW.LOST),
      };
      return `watcher, life ${one.life}: ${verdict}; ${JSON.stringify(facts)}`;
    });
    const phase = this.#word(BOARD_CONTROL.PHASE);
    const head = `nothing goes on (seed ${this.#plan.seed}): writer, life ${this.#writer.life}, phase ${phase}`;
    return [head, ...lines].join("\n  ");
  }
}

function lifeOf(role: BoardStart["role"], place = { watcher: -1, bellLine: 0 }): Life {
  const memory = new SharedArrayBuffer(viewBytes(SOAK_SLOTS));
  return { role, ...place, memory, view: new BoardView(memory), worker: null, life: 0 };
}

function emptyTally(): BoardTally {
  return {
    puts: 0,
    writerKills: 0,
    watcherKills: 0,
    pollerKills: 0,
    puttingKills: 0,
    unrungKills: 0,
    reads: 0,
    wakes: 0,
    torn: 0,
    backwards: 0,
    lost: 0,
  };
}
