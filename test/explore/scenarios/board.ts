/** The newest values: a writer, readers that copy while it writes, and watchers that sleep. */
import type { Ring } from "../realm/load-ring.ts";
import type { Scenario } from "../search/scenario.ts";
import type { Thread, ThreadSpec } from "../search/thread.ts";

type Board = ReturnType<typeof boardOf>;
type Writer = InstanceType<Ring["BoardWriter"]>;
type Reader = InstanceType<Ring["BoardReader"]>;

const BYTES = 8;
const SLOT = 0;

function boardOf(ring: Ring) {
  return {
    memory: ring.allocateBoard({ slots: 2, slotBytes: BYTES }),
    lines: ring.allocateLines(),
  };
}

/** Value `n` is two words that follow from it. */
function put(writer: Writer, n: number): undefined {
  const offset = writer.begin(SLOT);
  writer.data.setInt32(offset, n, true);
  writer.data.setInt32(offset + 4, n * 7, true);
  writer.end(SLOT, BYTES);
}

/** The newest value, 0 for none. @throws When it is of two puts. */
function read(reader: Reader): number {
  const target = new DataView(new ArrayBuffer(BYTES));
  if (reader.read(SLOT, target) < 0) return 0;
  const n = target.getInt32(0, true);
  if (target.getInt32(4, true) !== n * 7) throw new Error("a value is torn");
  return n;
}

/** A writer's life that puts `values`, and tells after each. */
function puts(
  ring: Ring,
  { memory, lines }: Board,
  values: readonly number[],
  given: Partial<ThreadSpec> & { readonly joined?: string; readonly before?: number } = {},
): ThreadSpec {
  const { name = "writer", mayCrash = false, joined, before = 0 } = given;
  return {
    name,
    mayCrash,
    run(thread: Thread) {
      if (joined !== undefined) {
        thread.begin();
        thread.join(joined);
      }
      const writer = new ring.BoardWriter(memory, lines, 1);
      if (before > 0) put(writer, before);
      if (joined === undefined) thread.begin();
      for (const value of values) {
        put(writer, value);
        writer.ring();
        thread.record(value);
      }
    },
  };
}

function reads(ring: Ring, { memory }: Board, count: number): ThreadSpec {
  return {
    name: "reader",
    run(thread: Thread) {
      const reader = new ring.BoardReader(memory);
      thread.begin();
      for (let look = 0; look < count; look += 1) thread.record(read(reader));
    },
  };
}

/** Says that it sleeps, looks once more, and sleeps, as a loop does. */
function park(thread: Thread, bell: InstanceType<Ring["Doorbell"]>, reader: Reader): undefined {
  bell.prepareToSleep();
  if (!reader.hasDirty()) {
    const waiter = bell.wait();
    if (waiter !== null) thread.sleep(waiter);
  }
  bell.cancelSleep();
}

/** Sleeps until something changes, as a loop does, and ends when it has read `last`. */
function watches(ring: Ring, { memory, lines }: Board, last: number): ThreadSpec {
  return {
    name: "watcher",
    run(thread: Thread) {
      const reader = new ring.BoardReader(memory, ring.watchBoard(memory, 3));
      const bell = new ring.Doorbell(lines, 3);
      thread.begin();
      for (;;) {
        let value = 0;
        reader.takeDirty(() => {
          value = read(reader);
        });
        if (value >= last) return;
        park(thread, bell, reader);
      }
    },
  };
}

function checkReads(values: readonly unknown[], first: number, last: number): undefined {
  let newest = first;
  for (const value of values as readonly number[]) {
    if (value < newest) throw new Error(`value ${value} comes after ${newest}`);
    if (value > last) throw new Error(`value ${value} was never put`);
    newest = value;
  }
}

const whole: Scenario = {
  // rings case 59
  name: "board: a value is whole, and never older than the last one read",
  threads(ring) {
    const board = boardOf(ring);
    return [puts(ring, board, [2, 3, 4], { before: 1 }), reads(ring, board, 2)];
  },
  check: (outcomes) => checkReads(outcomes("reader").records, 1, 4),
};

const dies: Scenario = {
  name: "board: a writer dies in a put, and its last value is there",
  crashesMax: 1,
  threads(ring) {
    const board = boardOf(ring);
    const main: ThreadSpec = {
      name: "main",
      run(thread) {
        thread.begin();
        thread.join("writer");
        ring.recoverBoard(board.memory);
      },
    };
    return [
      puts(ring, board, [2, 3], { before: 1, mayCrash: true }),
      main,
      puts(ring, board, [4], { name: "second writer", joined: "main" }),
      reads(ring, board, 2),
    ];
  },
  check: (outcomes) => checkReads(outcomes("reader").records, 1, 4),
};

const watched: Scenario = {
  // rings cases 33, 34 and 59
  name: "board: a watcher that sleeps hears of the last value",
  threads(ring) {
    const board = boardOf(ring);
    return [watches(ring, board, 2), puts(ring, board, [1, 2])];
  },
  check: () => undefined,
};

const watchedDeath: Scenario = {
  // rings case 50
  name: "board: a watcher hears of what a dead writer put and did not tell",
  crashesMax: 1,
  threads(ring) {
    const board = boardOf(ring);
    const main: ThreadSpec = {
      name: "main",
      run(thread) {
        thread.begin();
        thread.join("writer");
        ring.recoverBoard(board.memory);
        ring.wakeAll(board.lines);
        if (read(new ring.BoardReader(board.memory)) > 0) return;
        const writer = new ring.BoardWriter(board.memory, board.lines, 2);
        put(writer, 1);
        writer.ring();
      },
    };
    return [watches(ring, board, 1), puts(ring, board, [1], { mayCrash: true }), main];
  },
  check: () => undefined,
};

const lateWatcher: Scenario = {
  name: "board: a watcher that comes while a value is put is told of it",
  threads(ring) {
    const board = boardOf(ring);
    const late: ThreadSpec = {
      name: "watcher",
      run(thread) {
        thread.begin();
        const reader = new ring.BoardReader(board.memory, ring.watchBoard(board.memory, 3));
        thread.join("writer");
        let value = 0;
        reader.takeDirty(() => {
          value = read(reader);
        });
        thread.record(value);
      },
    };
    return [puts(ring, board, [1]), late];
  },
  check(outcomes) {
    if (outcomes("watcher").records[0] !== 1) throw new Error("the value is never told");
  },
};

export const BOARD_SCENARIOS = [whole, dies, watched, watchedDeath, lateWatcher];
