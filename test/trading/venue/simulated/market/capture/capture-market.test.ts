/** A recorded day that we trade in: whose turn it is at each price, worked out by hand. */
import { describe, expect, test } from "bun:test";
import { Recording } from "../kit/recording.ts";

/** A book that is live after two lines: 10,000 bid for 50,000 and 10,010 asked for 30,000. */
function opened(): Recording {
  return new Recording()
    .lose()
    .depth([], [])
    .snapshot(
      [
        [10_000, 50_000],
        [9_990, 20_000],
      ],
      [
        [10_010, 30_000],
        [10_020, 40_000],
      ],
    );
}

const OPENING = 2;

describe("the book", () => {
  test("is the recorded one, and follows its changes", () => {
    const played = opened()
      .depth(
        [
          [10_000, 0],
          [10_005, 7],
        ],
        [[10_010, 31_000]],
      )
      .open();
    played.next(1);
    expect(played.market.isLive).toBe(false);
    played.next(1);
    expect(played.market.isLive).toBe(true);
    expect(played.book).toEqual({
      bids: [
        [10_000, 50_000],
        [9_990, 20_000],
      ],
      asks: [
        [10_010, 30_000],
        [10_020, 40_000],
      ],
    });
    played.next();
    expect(played.book.bids[0]).toEqual([10_005, 7]);
    expect(played.book.asks[0]).toEqual([10_010, 31_000]);
    expect(played.market.nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  test("stands still where a change is missing, and nothing prints, until a snapshot", () => {
    const played = opened()
      .lose()
      .depth([[10_000, 1]], [])
      .trade("SELL", 10_000, 5)
      .snapshot([[9_000, 3]], [[9_010, 4]])
      .open();
    played.next(OPENING + 2);
    expect(played.market.counts.gaps).toBe(1);
    expect(played.book.bids[0]).toEqual([10_000, 50_000]);
    expect(played.prints).toEqual([]);
    played.next();
    expect(played.book).toEqual({ bids: [[9_000, 3]], asks: [[9_010, 4]] });
  });

  test("is of few orders, however often a level grows", () => {
    const recording = opened();
    for (let lots = 50_001; lots <= 50_100; lots += 1) recording.depth([[10_000, lots]], []);
    const played = recording.open();
    played.next(OPENING + 100);
    expect(played.book.bids[0]).toEqual([10_000, 50_100]);
    const maker = [0, 1, 2].flatMap((account) => played.exchange.openOrders(account, "BTCUSDT"));
    expect(maker.filter(({ priceTicks }) => priceTicks === 10_000).length).toBeLessThanOrEqual(8);
  });

  test("counts what is no frame of the venue's, and goes on", () => {
    const bad =
      '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","p":"x","q":"1","t":1}}';
    const played = opened()
      .raw(bad)
      .depth([[10_001, 9]], [])
      .open();
    played.next(OPENING + 2);
    expect(played.market.counts).toEqual({ lines: 4, bad: 1, gaps: 0 });
    expect(played.book.bids[0]).toEqual([10_001, 9]);
  });
});

describe("a recorded print", () => {
  test("is printed, whole, where the recorded depth had less than it", () => {
    const played = opened()
      .trade("SELL", 10_000, 70_000)
      .depth([[10_000, 5_000]], [])
      .open();
    played.next(OPENING + 1);
    const [[price, first] = [], [, second] = []] = played.prints;
    expect([price, (first as number) + (second as number)]).toEqual([10_000, 70_000]);
    expect(played.book.bids[0]).toEqual([9_990, 20_000]);
    played.next();
    expect(played.book.bids[0]).toEqual([10_000, 5_000]);
  });

  test("takes from the level what the depth then says it took", () => {
    const played = opened()
      .trade("BUY", 10_010, 12_000)
      .depth([], [[10_010, 18_000]])
      .open();
    played.next(OPENING + 1);
    expect(played.book.asks[0]).toEqual([10_010, 18_000]);
    played.next();
    expect(played.book.asks[0]).toEqual([10_010, 18_000]);
    expect(played.prints).toEqual([[10_010, 12_000, "SELL"]]);
  });

  test("passes over a better price that had gone, which is back if it had not", () => {
    const played = opened()
      .trade("BUY", 10_020, 1_000)
      .depth([], [[10_020, 39_000]])
      .open();
    played.next(OPENING + 1);
    expect(played.prints).toEqual([[10_020, 1_000, "SELL"]]);
    expect(played.book.asks[0]).toEqual([10_020, 39_000]);
    played.next();
    expect(played.book.asks[0]).toEqual([10_010, 30_000]);
  });

  test("is at its own time, however the lines are cut", () => {
    const recording = opened()
      .trade("SELL", 10_000, 1_000)
      .trade("BUY", 10_010, 2_000)
      .depth([[10_000, 49_000]], [[10_010, 28_000]])
      .trade("SELL", 10_000, 3_000);
    const whole = recording.open();
    whole.market.advance(1_000_000);
    const cut = recording.open();
    for (let at = 0; at <= 10_000; at += 700) {
      while (cut.market.advance(at, 1) > 0);
      expect(cut.market.nextAt).toBeGreaterThan(at);
    }
    expect(cut.tape).toEqual(whole.tape);
    expect(whole.tape.map(({ at }) => at)).toEqual([2_000, 3_000, 5_000]);
  });
});

describe("our order", () => {
  test("waits for what was there before it", () => {
    const played = opened()
      .trade("SELL", 10_000, 30_000)
      .depth([[10_000, 20_000]], [])
      .trade("SELL", 10_000, 25_000)
      .depth([[10_000, 1_000]], [])
      .open();
    played.next(OPENING);
    const ours = played.place("BUY", 10_000, 10_000);
    expect(played.exchange.lotsAhead(ours)).toBe(50_000);
    played.next();
    expect([ours.executedLots, played.exchange.lotsAhead(ours)]).toEqual([0, 20_000]);
    played.next();
    expect([ours.executedLots, played.exchange.lotsAhead(ours)]).toEqual([0, 20_000]);
    played.next();
    // 20,000 before it, and then 5,000 of it.
    expect([ours.executedLots, played.exchange.lotsAhead(ours)]).toEqual([5_000, 0]);
    played.next();
    // The recorded 1,000 came behind it.
    expect(played.book.bids[0]).toEqual([10_000, 6_000]);
    expect(played.exchange.lotsAhead(ours)).toBe(0);
  });

  test("keeps its place while others come and go behind it, and moves up last", () => {
    const played = opened()
      .depth([[10_000, 80_000]], [])
      .depth([[10_000, 60_000]], [])
      .depth([[10_000, 50_000]], [])
      .depth([[10_000, 12_000]], [])
      .depth([[10_000, 0]], [])
      .open();
    played.next(OPENING);
    const ours = played.place("BUY", 10_000, 10_000);
    const ahead = [1, 2, 3, 4, 5].map(() => {
      played.next();
      return played.exchange.lotsAhead(ours);
    });
    expect(ahead).toEqual([50_000, 50_000, 50_000, 12_000, 0]);
    expect(played.book.bids[0]).toEqual([10_000, 10_000]);
  });

  test.each(["SELL", "BUY"] as const)(
    "is filled wholly by a print through its price, %s, at its own price",
    (aggressor) => {
      const played = opened().trade(aggressor, 9_990, 2_000).open();
      played.next(OPENING);
      const ours = played.place("BUY", 10_000, 10_000);
      played.next();
      expect(ours.status).toBe("FILLED");
      expect(ours.fills.map(({ priceTicks }) => priceTicks)).toEqual([10_000]);
      expect(played.prints.at(-1)).toEqual([9_990, 2_000, aggressor === "SELL" ? "BUY" : "SELL"]);
    },
  );

  test("that asks is filled wholly by a print through its price", () => {
    const played = opened().trade("BUY", 10_020, 1_000).open();
    played.next(OPENING);
    const ours = played.place("SELL", 10_015, 10_000);
    played.next();
    expect(ours.status).toBe("FILLED");
  });

  test("is not filled by a print that does not reach its price", () => {
    const played = opened().trade("SELL", 10_000, 50_000).open();
    played.next(OPENING);
    const ours = played.place("BUY", 9_999, 10_000);
    played.next();
    expect(ours.executedLots).toBe(0);
  });

  test("within the spread is filled by who comes to its price, as far as he comes", () => {
    const played = opened()
      .depth([], [[10_005, 4_000]])
      .depth([], [[10_005, 7_000]])
      .open();
    played.next(OPENING);
    const ours = played.place("BUY", 10_005, 10_000);
    played.next();
    expect(ours.executedLots).toBe(4_000);
    expect(played.book.asks[0]).toEqual([10_010, 30_000]);
    played.next();
    expect(ours.executedLots).toBe(7_000);
  });

  test("that takes has what is recorded, and leaves it gone until fewer are recorded there", () => {
    const played = opened()
      .depth([[9_980, 5]], [])
      .depth([], [[10_010, 45_000]])
      .depth([], [[10_010, 10_000]])
      .depth([], [[10_010, 16_000]])
      .depth([], [[10_010, 0]])
      .depth([], [[10_010, 20_000]])
      .open();
    played.next(OPENING);
    const ours = played.place("BUY", 10_020, 40_000);
    expect(ours.fills.map(({ priceTicks, lots }) => [priceTicks, lots])).toEqual([
      [10_010, 30_000],
      [10_020, 10_000],
    ]);
    const best = [1, 2, 3, 4, 5, 6].map(() => {
      played.next();
      return played.book.asks[0];
    });
    expect(best).toEqual([
      [10_020, 30_000],
      // 45,000 recorded, less our 30,000.
      [10_010, 15_000],
      // 10,000 recorded: all of it might be what we took.
      [10_020, 30_000],
      [10_010, 6_000],
      [10_020, 30_000],
      [10_010, 20_000],
    ]);
  });

  test("that is cancelled leaves the recorded book as it was", () => {
    const played = opened()
      .depth([[10_000, 60_000]], [])
      .open();
    played.next(OPENING);
    played.place("BUY", 10_000, 10_000);
    played.place("SELL", 10_010, 10_000);
    played.next();
    played.cancelAll();
    expect(played.book.bids[0]).toEqual([10_000, 60_000]);
    expect(played.book.asks[0]).toEqual([10_010, 30_000]);
  });
});
