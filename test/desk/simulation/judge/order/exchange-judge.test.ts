/** What the exchange's own books tell against the desk. */
import { describe, expect, test } from "bun:test";
import { ExchangeJudge } from "../../../../../src/desk/simulation/judge/order/exchange-judge.ts";
import { defineInstrument } from "../../../../../src/trading/market/instrument.ts";
import { makeOrderId } from "../../../../../src/trading/order/order-id.ts";
import { defineSymbol } from "../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { Venue } from "../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { order } from "../../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { courtAt, eventOf, say } from "../judged.ts";

const UNIT = 10n ** 8n;
const BTC = defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" });
const STRATEGY = 5;
const [DESK, OTHER] = [0, 1];
const idOf = (counter: number) =>
  makeOrderId({ instance: "00", runEpoch: 1, actor: STRATEGY, incarnation: 1 }, counter);

/** An exchange with the desk's account and another, watched by a judge. */
function stage(limitLots = 100_000) {
  const court = courtAt();
  const symbols = [
    defineSymbol({ symbol: "BTCUSDT", base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" }),
  ];
  const venue = new Venue({ symbols });
  const { exchange } = venue;
  for (const name of ["desk", "other"]) {
    const account = exchange.openAccount({ name });
    exchange.deposit(account, "BTC", 10n * UNIT, 0);
    exchange.deposit(account, "USDT", 10_000n * UNIT, 0);
  }
  const judge = new ExchangeJudge(court, { instruments: [BTC], limitLots: () => limitLots });
  const nothing = () => undefined;
  let isDeaf = false;
  venue.listen({
    execution: (report) => (isDeaf ? undefined : judge.take(report)),
    balances: nothing,
    balanceUpdate: nothing,
    trade: nothing,
    level: nothing,
    rules: nothing,
  });
  judge.begin(venue);
  const place = (account: number, side: "BUY" | "SELL", lots: number, clientOrderId = "") => {
    const limit = { type: "LIMIT", timeInForce: "GTC", priceTicks: 10_000 } as const;
    const placed = exchange.place(account, order({ side, lots, clientOrderId, ...limit }), 1);
    if (!placed.ok) throw new Error(placed.failure.msg);
    return placed.value;
  };
  const fill = (change: object = {}) =>
    say(judge.hearings, "order-event", {
      ...eventOf("FILL", {
        side: "BUY",
        deltaLots: 50_000,
        cumLots: 50_000,
        priceTicks: 10_000,
        tradeId: "1",
        feeAsset: "BASE",
        feeText: "0.00050000",
      }),
      ...change,
    });
  const end = (kind: "CANCELED" | "REJECTED" | "EXPIRED", counter: number, sentAt = 1e9) =>
    say(judge.hearings, "order-event", {
      ...eventOf(kind, { orderId: idOf(counter), reason: "why", leavesLots: 0, sentAt }),
    });
  return {
    court,
    exchange,
    judge,
    place,
    fill,
    deaf: () => {
      isDeaf = true;
    },
    hear: () => {
      isDeaf = false;
      judge.begin(venue);
    },
    end,
    held: (lots: number | null) => judge.close(() => lots),
  };
}

/** The desk has bought 0.5 BTC at 100.00, and said so. */
function traded() {
  const one = stage();
  one.place(OTHER, "SELL", 50_000);
  one.place(DESK, "BUY", 50_000, idOf(1));
  one.fill();
  return one;
}

const textOf = ({ court }: ReturnType<typeof stage>) => court.violation?.text ?? "";

describe("an account whose fills were all said", () => {
  test("has what they make: lots, money to the atom, and nothing open", () => {
    const one = traded();
    one.held(50_000);
    expect(one.court.violation).toBeNull();
  });

  test("may have them said twice", () => {
    const one = traded();
    one.fill();
    one.held(50_000);
    expect(one.court.violation).toBeNull();
  });
});

describe("the exchange tells against a desk", () => {
  test("that counts other lots", () => {
    const one = traded();
    one.held(40_000);
    expect(textOf(one)).toContain("the desk holds 40000 lots of instrument 0: the exchange 50000");
  });

  test("that has never said a fill", () => {
    const one = stage();
    one.place(OTHER, "SELL", 50_000);
    one.place(DESK, "BUY", 50_000, idOf(1));
    one.held(null);
    expect(textOf(one)).toContain("was never said");
  });

  test.each([
    ["another price", { priceTicks: 10_001 }],
    ["another number of lots", { deltaLots: 49_999 }],
    ["a trade that the exchange does not know", { tradeId: "77" }],
  ])("that said a fill of %s", (_, change) => {
    const one = traded();
    one.fill(change);
    one.held(null);
    expect(textOf(one)).toContain("the desk says fill");
  });

  test.each([
    ["other fees", { feeText: "0.00050001" }],
    ["fees of another asset", { feeAsset: "QUOTE" }],
    ["fees that are no decimal", { feeText: "5e-4" }],
  ])("that said %s", (_, change) => {
    const one = traded();
    one.fill(change);
    one.held(null);
    expect(textOf(one)).toMatch(/the account has|is no decimal/);
  });

  test("that leaves an order open", () => {
    const one = stage();
    one.place(DESK, "BUY", 50_000, idOf(1));
    one.held(0);
    expect(textOf(one)).toContain(
      `orders are open at the exchange behind a cancel of all: ${idOf(1)}`,
    );
  });

  test("that places an intent twice, also when the first is over", () => {
    const one = traded();
    one.place(DESK, "BUY", 10_000, idOf(1));
    expect(textOf(one)).toContain(`intent ${idOf(1)} was placed 2 times`);
  });

  test.each(["CANCELED", "REJECTED", "EXPIRED"] as const)(
    "that says %s of an order that is open there",
    (kind) => {
      const one = stage();
      one.place(DESK, "BUY", 50_000, idOf(1));
      one.end(kind, 1);
      expect(textOf(one)).toContain(`intent ${idOf(1)} was said to be ${kind} (why): it is open`);
    },
  );

  test("that places an order behind its end, or says of one that was placed that it never left", () => {
    const one = stage();
    one.end("REJECTED", 1);
    expect(one.court.violation).toBeNull();
    one.place(DESK, "BUY", 50_000, idOf(1));
    expect(textOf(one)).toContain(`intent ${idOf(1)} was placed behind its end: REJECTED (why)`);
    const other = traded();
    other.end("EXPIRED", 1, Number.NaN);
    expect(textOf(other)).toContain(`intent ${idOf(1)} was said not to have left: it was placed`);
  });

  test("that has more at stake than its strategy's limit, filled and open together", () => {
    const one = traded();
    one.place(DESK, "BUY", 50_000, idOf(2));
    expect(one.court.violation).toBeNull();
    one.place(DESK, "BUY", 10_000, idOf(3));
    expect(textOf(one)).toContain("may hold 110000 lots of BTCUSDT: limit is 100000");
  });

  test("whose strategy has no limit", () => {
    const one = stage(Number.NaN);
    one.place(DESK, "BUY", 10_000, idOf(1));
    expect(textOf(one)).toContain("limit is NaN");
  });
});

test("orders that were cancelled, and those of others, count no more and not at all", () => {
  const one = stage();
  const first = one.place(DESK, "BUY", 100_000, idOf(1));
  one.place(OTHER, "BUY", 900_000);
  const { symbol, orderId } = first;
  const key = { symbol, orderId, clientOrderId: "", newClientOrderId: "" };
  one.exchange.cancel(DESK, { ...key, restriction: "NONE" }, 2);
  one.place(DESK, "BUY", 100_000, idOf(2));
  expect(one.court.violation).toBeNull();
});

test("what was filled while nobody listened counts once the exchange is there again", () => {
  const one = stage();
  one.place(DESK, "BUY", 50_000, idOf(1));
  one.deaf();
  one.place(OTHER, "SELL", 50_000);
  one.hear();
  one.place(DESK, "BUY", 50_000, idOf(2));
  expect(one.court.violation).toBeNull();
  one.place(DESK, "BUY", 10_000, idOf(3));
  expect(textOf(one)).toContain("may hold 110000 lots of BTCUSDT: limit is 100000");
});
