/** A recorded day while the venue halts and changes its ticks: the book is the recorded one again. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import type { SymbolRules } from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { type Levels, type Played, Recording } from "../kit/recording.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const OPENING = 2;

/** 100.00 bid for 100, 99.99 for 200; 100.10 asked for 300, 100.14 for 400. */
function opened(): Recording {
  return new Recording()
    .lose()
    .depth([], [])
    .snapshot(
      [
        [10_000, 100],
        [9_999, 200],
      ],
      [
        [10_010, 300],
        [10_014, 400],
      ],
    );
}

function tick(played: Played, text: string): undefined {
  played.change("TICK_CHANGED", { tick: text });
}

describe("a halt", () => {
  test("leaves the book as it is, and its end makes it what was recorded meanwhile", () => {
    const played = opened()
      .depth(
        [
          [10_000, 500],
          [9_999, 0],
          [9_998, 50],
        ],
        [],
      )
      .trade("BUY", 10_010, 20)
      .depth([], [[10_014, 410]])
      .open();
    played.next(OPENING);
    played.change("HALT");
    played.next();
    expect(played.book.bids).toEqual([
      [10_000, 100],
      [9_999, 200],
    ]);
    played.resume();
    // The print is the first to come behind the halt: what was recorded within it is there before.
    played.next();
    expect(played.prints).toEqual([[10_010, 20, "SELL"]]);
    played.next();
    expect(played.book).toEqual({
      bids: [
        [10_000, 500],
        [9_998, 50],
      ],
      asks: [
        [10_010, 300],
        [10_014, 410],
      ],
    });
  });

  test("prints nothing, and fills nobody", () => {
    const played = opened()
      .trade("SELL", 9_999, 10)
      .depth([[9_990, 1]], [])
      .open();
    played.next(OPENING);
    const ours = played.place("BUY", 10_000, 6_000);
    played.change("MAINTENANCE");
    played.next();
    played.resume();
    played.next();
    expect(played.prints).toEqual([]);
    expect(ours.executedLots).toBe(0);
    expect(played.exchange.lotsAhead(ours)).toBe(100);
  });

  test("does not bring back what we took before it", () => {
    const played = opened()
      .depth([], [[10_010, 30_000]])
      .depth([[9_990, 1]], [])
      .depth([[9_990, 2]], [])
      .open();
    played.next(OPENING + 1);
    played.place("BUY", 10_010, 25_000);
    played.change("HALT");
    played.next();
    played.resume();
    played.next();
    expect(played.book.asks[0]).toEqual([10_010, 5_000]);
  });
});

describe("a delisted symbol", () => {
  test("prints nothing more, and its book stands still", () => {
    const played = opened()
      .depth([[10_000, 7]], [])
      .trade("SELL", 10_000, 5)
      .open();
    played.next(OPENING);
    played.change("DELISTED");
    played.next(2);
    expect([played.prints, played.book.bids[0]]).toEqual([[], [10_000, 100]]);
  });
});

describe("another tick", () => {
  test("has the recorded book in it: bids rounded down, asks up, what meets is one level", () => {
    const played = opened()
      .depth([[9_998, 50]], [])
      .open();
    played.next(OPENING);
    tick(played, "0.1");
    expect(played.book).toEqual({ bids: [], asks: [] });
    played.next();
    expect(played.book).toEqual({
      bids: [
        [1_000, 100],
        [999, 250],
      ],
      asks: [
        [1_001, 300],
        [1_002, 400],
      ],
    });
  });

  test("has the recorded prints in it, at the level where the passive side is", () => {
    const played = opened().trade("SELL", 9_999, 150).trade("BUY", 10_014, 30).open();
    played.next(OPENING);
    tick(played, "0.1");
    played.next(2);
    expect(played.prints).toEqual([
      [999, 150, "BUY"],
      [1_002, 30, "SELL"],
    ]);
  });

  test("that is finer has the same prices", () => {
    const played = opened()
      .depth([[10_000, 70]], [])
      .open();
    played.next(OPENING);
    tick(played, "0.001");
    played.next();
    expect(played.book.bids).toEqual([
      [100_000, 70],
      [99_990, 200],
    ]);
  });

  test("forgets what we took, also where another price has the same number now", () => {
    const played = opened()
      .depth(
        [],
        [
          [10_010, 30_000],
          [100_100, 40_000],
        ],
      )
      .depth([[9_990, 1]], [])
      .open();
    played.next(OPENING + 1);
    played.place("BUY", 10_010, 25_000);
    tick(played, "0.1");
    played.next();
    expect(played.book.asks).toEqual([
      [1_001, 30_000],
      [1_002, 400],
      [10_010, 40_000],
    ]);
  });

  test("that is taken back before the next line has the whole book too", () => {
    const played = opened()
      .depth([[9_990, 1]], [])
      .open();
    played.next(OPENING);
    tick(played, "0.1");
    tick(played, "0.01");
    played.next();
    expect(played.book.bids).toEqual([
      [10_000, 100],
      [9_999, 200],
      [9_990, 1],
    ]);
  });
});

test("whatever the venue changes, the book behind a line of depth is the recorded one", () => {
  process.stderr.write(`seed of the recorded days with changed rules: ${SEED}\n`);
  for (let round = 0; round < 40; round += 1) {
    const prng = new Prng(SEED + round);
    const { recording, states } = randomDay(prng);
    const played = recording.open();
    played.next(OPENING);
    for (const state of states) {
      changeSomething(played, prng);
      played.next();
      const rules = played.exchange.rulesOf("BTCUSDT");
      if (state === null || rules === null || rules.status !== "TRADING") continue;
      expect(played.book).toEqual(state(rules));
    }
  }
});

type BookIn = (rules: SymbolRules) => { readonly bids: Levels; readonly asks: Levels };

/** Lines behind the opening, and what the book is behind each of depth; null behind a print. */
function randomDay(prng: Prng) {
  const recording = opened();
  const bids = new Map<number, number>([
    [10_000, 100],
    [9_999, 200],
  ]);
  const asks = new Map<number, number>([
    [10_010, 300],
    [10_014, 400],
  ]);
  const states: (BookIn | null)[] = [];
  for (let line = 0; line < 40; line += 1) {
    if (prng.between(0, 3) === 0) {
      const isSell = prng.between(0, 1) === 0;
      recording.trade(isSell ? "SELL" : "BUY", isSell ? 10_000 : 10_010, prng.between(1, 50));
      states.push(null);
      continue;
    }
    const bid: [number, number] = [
      prng.between(9_900, 10_000),
      prng.between(0, 2) * prng.between(0, 499),
    ];
    const ask: [number, number] = [
      prng.between(10_001, 10_100),
      prng.between(0, 2) * prng.between(0, 499),
    ];
    recording.depth([bid], [ask]);
    bids.set(...bid);
    asks.set(...ask);
    const then = { bids: [...bids], asks: [...asks] };
    states.push((rules) => ({
      bids: inTicks(then.bids, rules, Math.floor).sort(([a], [b]) => b - a),
      asks: inTicks(then.asks, rules, Math.ceil).sort(([a], [b]) => a - b),
    }));
  }
  return { recording, states };
}

/** Recorded levels, of 0.01, in the tick of `rules`. */
function inTicks(
  levels: readonly [number, number][],
  { tick: { digits, scale } }: SymbolRules,
  round: (ticks: number) => number,
): [number, number][] {
  const sums = new Map<number, number>();
  for (const [ticks, lots] of levels) {
    const own = round((ticks * 10 ** (scale + 4 - 2)) / (digits * 10 ** 4));
    if (lots > 0) sums.set(own, (sums.get(own) ?? 0) + lots);
  }
  return [...sums];
}

function changeSomething(played: Played, prng: Prng): undefined {
  for (let count = prng.between(0, 2); count > 0; count -= 1) {
    const which = prng.between(0, 5);
    if (which === 0) played.change("HALT");
    else if (which === 1) tick(played, prng.pick(["0.1", "0.5", "0.001", "0.01"]));
    else played.resume();
  }
}
