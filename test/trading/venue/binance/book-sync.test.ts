/**
 * Synchronisation: what each input does in each state, and a book that is never wrong, whatever is
 * lost, late or double.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { Book } from "../../../../src/trading/market/book.ts";
import { BookSync } from "../../../../src/trading/venue/binance/book-sync.ts";
import type { DepthFrame } from "../../../../src/trading/venue/binance/frame.ts";
import type { DepthSnapshot } from "../../../../src/trading/venue/binance/snapshot.ts";
import { change, snapshotAt } from "./frames.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function sync(bufferMax = 1_000) {
  const book = new Book();
  return { book, machine: new BookSync(book, { snapshotLimit: 1_000, bufferMax }) };
}

/** A machine that was synchronised at update 100. */
function synced() {
  const { book, machine } = sync();
  machine.depth(change(90, 95));
  machine.snapshot(snapshotAt(100));
  return { book, machine };
}

describe("BookSync before the first snapshot", () => {
  test("asks for a snapshot once, at the first change, and keeps what comes", () => {
    const { machine } = sync();
    expect([machine.state, machine.needsSnapshot]).toEqual(["EMPTY", false]);
    expect(machine.depth(change(101, 105)).kind).toBe("NEED_SNAPSHOT");
    expect(machine.depth(change(106, 110)).kind).toBe("BUFFERED");
    expect([machine.state, machine.needsSnapshot, machine.isLive]).toEqual([
      "BUFFERING",
      true,
      false,
    ]);
  });

  test("ignores a snapshot that came before any change: it may be of an earlier connection", () => {
    const { machine, book } = sync();
    expect(machine.snapshot(snapshotAt(100)).kind).toBe("IGNORED");
    expect(book.bids.count).toBe(0);
  });

  test.each([
    ["ends before the first change begins, a hole between", 98, "NEED_SNAPSHOT"],
    ["ends where the first change begins next", 99, "SYNCED"],
    ["lies within the first change", 103, "SYNCED"],
    ["ends where the first change ends", 105, "SYNCED"],
    ["is later than all changes", 200, "SYNCED"],
  ] as const)("a snapshot that %s gives %s", (_, lastUpdateId, kind) => {
    const { machine } = sync();
    machine.depth(change(100, 105));
    expect(machine.snapshot(snapshotAt(lastUpdateId)).kind).toBe(kind);
  });

  test("drops what the snapshot has, and applies the rest in order", () => {
    const { machine, book } = sync();
    machine.depth(change(90, 95, [100, 9]));
    machine.depth(change(96, 102, [100, 7]));
    machine.depth(change(103, 104, [99, 5]));
    const outcome = machine.snapshot(snapshotAt(95));
    expect(outcome).toMatchObject({ kind: "SYNCED", isResync: false });
    expect(outcome.kind === "SYNCED" && outcome.changes.map(({ updateId }) => updateId)).toEqual([
      102, 104,
    ]);
    expect([book.bestBidLots, book.bids.lotsAt(99), machine.updateId]).toEqual([7, 5, 104]);
  });

  test("finds a hole in what it kept, and asks again", () => {
    const { machine, book } = sync();
    machine.depth(change(90, 95));
    machine.depth(change(98, 99));
    expect(machine.snapshot(snapshotAt(94))).toEqual({ kind: "GAP", expectedId: 96, firstId: 98 });
    expect([machine.state, machine.gapCount, book.bids.count]).toEqual(["GAP", 1, 0]);
    expect(machine.snapshot(snapshotAt(96)).kind).toBe("NEED_SNAPSHOT");
    expect(machine.snapshot(snapshotAt(97)).kind).toBe("SYNCED");
  });

  test("keeps a bounded number of changes: the oldest go first", () => {
    const { machine } = sync(3);
    for (let id = 1; id <= 5; id += 1) machine.depth(change(id, id));
    expect(machine.snapshot(snapshotAt(1)).kind).toBe("NEED_SNAPSHOT");
    expect(machine.snapshot(snapshotAt(2)).kind).toBe("SYNCED");
    expect(machine.updateId).toBe(5);
  });
});

describe("BookSync once synchronised", () => {
  test.each([
    ["joins exactly", change(101, 103), "APPLIED", 103],
    ["overlaps what is known", change(95, 103), "APPLIED", 103],
    ["is known whole", change(96, 100), "IGNORED", 100],
    ["is a second of the newest", change(100, 100), "IGNORED", 100],
    ["leaves one update out", change(102, 103), "GAP", 100],
  ] as const)("a change that %s is %p", (_, next, kind, updateId) => {
    const { machine } = synced();
    const outcome = machine.depth(next);
    expect([outcome.kind as string, machine.updateId]).toEqual([kind, updateId]);
  });

  test("removes a level that is absent without complaint", () => {
    const { machine, book } = synced();
    expect(machine.depth(change(101, 101, [55, 0])).kind).toBe("APPLIED");
    expect(book.bids.count).toBe(1);
  });

  test("ignores a snapshot that nobody asked for", () => {
    const { machine, book } = synced();
    expect(machine.snapshot(snapshotAt(500, [1, 1])).kind).toBe("IGNORED");
    expect(book.bestBidTicks).toBe(100);
  });

  test("keeps the book through a gap, not live, and the change that showed it", () => {
    const { machine, book } = synced();
    machine.depth(change(110, 111, [100, 7]));
    expect([machine.isLive, book.bestBidLots]).toEqual([false, 1]);
    const outcome = machine.snapshot(snapshotAt(109));
    expect(outcome).toMatchObject({ kind: "SYNCED", isResync: true });
    expect([machine.isLive, book.bestBidLots, machine.resyncCount]).toEqual([true, 7, 1]);
  });

  test("keeps the book through a disconnect, not live until a snapshot of the new stream", () => {
    const { machine, book } = synced();
    machine.disconnect();
    expect([machine.state, machine.isLive, book.bestBidTicks]).toEqual(["EMPTY", false, 100]);
    expect(machine.snapshot(snapshotAt(120)).kind).toBe("IGNORED");
    expect(machine.depth(change(150, 151)).kind).toBe("NEED_SNAPSHOT");
    expect(machine.snapshot(snapshotAt(150)).kind).toBe("SYNCED");
    expect([machine.gapCount, machine.resyncCount]).toEqual([0, 1]);
  });

  test("does not count the first synchronisation as a resync", () => {
    expect(synced().machine.resyncCount).toBe(0);
  });
});

/** A venue that changes one bid an update, and can say its book at any update. */
class Venue {
  readonly history: number[][] = [[...Array<number>(10).fill(0)]];
  readonly #prng: Prng;

  constructor(prng: Prng) {
    this.#prng = prng;
  }

  get updateId(): number {
    return this.history.length - 1;
  }

  /** Makes 1 to 4 updates and returns the change that says them. */
  next(): DepthFrame {
    const first = this.updateId + 1;
    const touched = new Set<number>();
    for (let update = this.#prng.between(1, 4); update > 0; update -= 1) {
      const book = [...(this.history.at(-1) ?? [])];
      const place = this.#prng.between(0, 9);
      book[place] = this.#prng.between(0, 5);
      touched.add(place);
      this.history.push(book);
    }
    const book = this.history.at(-1) ?? [];
    const levels = [...touched].flatMap((place) => [place + 1, book[place] ?? 0]);
    return { ...change(first, this.updateId), levels, bidCount: levels.length / 2 };
  }

  snapshot(): DepthSnapshot {
    const book = this.history[this.updateId] ?? [];
    const levels = book.flatMap((lots, place) => (lots > 0 ? [place + 1, lots] : []));
    const lastUpdateId = this.updateId;
    return { kind: "SNAPSHOT", lastUpdateId, levels, bidCount: levels.length / 2 };
  }
}

/** A stream that loses, repeats and cuts, and snapshots that come late. */
class BadLine {
  readonly book = new Book();
  readonly machine = new BookSync(this.book, { snapshotLimit: 1_000, bufferMax: 20 });
  readonly #prng: Prng;
  readonly #venue: Venue;
  #late: DepthSnapshot | null = null;

  constructor(prng: Prng, venue: Venue) {
    this.#prng = prng;
    this.#venue = venue;
  }

  step(): undefined {
    const next = this.#venue.next();
    const fate = this.#prng.unit();
    if (fate > 0.02) this.machine.depth(next);
    if (fate > 0.97) this.machine.depth(next);
    if (this.#prng.unit() < 0.005) this.machine.disconnect();
    if (this.#late !== null && this.#prng.unit() < 0.3) {
      this.machine.snapshot(this.#late);
      this.#late = null;
    }
    if (this.machine.needsSnapshot) this.#late ??= this.#venue.snapshot();
  }

  levels(): number[] {
    return Array.from({ length: 10 }, (_, place) => this.book.bids.lotsAt(place + 1));
  }
}

describe("BookSync under loss", () => {
  test(`is the venue's book at its update id whenever it is live (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const venue = new Venue(prng);
    const line = new BadLine(prng, venue);
    const { machine } = line;
    let lived = 0;
    for (let step = 0; step < 20_000; step += 1) {
      line.step();
      if (!machine.isLive) continue;
      lived += 1;
      expect(line.levels()).toEqual(venue.history[machine.updateId] ?? []);
    }
    expect(lived).toBeGreaterThan(5_000);
    expect(machine.gapCount).toBeGreaterThan(50);
  });
});
