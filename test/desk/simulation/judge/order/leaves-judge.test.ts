/** What the exchange has left of each order tells against a desk that counts less, or other orders. */
import { describe, expect, test } from "bun:test";
import { LeavesJudge } from "../../../../../src/desk/simulation/judge/order/leaves-judge.ts";
import { defineInstrument } from "../../../../../src/trading/market/instrument.ts";
import { defineSymbol } from "../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { Venue } from "../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { order } from "../../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { approvedOf, courtAt, eventOf, ORDER_ID, say } from "../judged.ts";

const UNIT = 10n ** 8n;
const BTC = defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" });
const [DESK, OTHER] = [0, 1];
const NONE = { orderId: Number.NaN, newClientOrderId: "" } as const;

/** An exchange where the desk has an order of 1,000 lots to buy, watched by a judge. */
function stage() {
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
  const judge = new LeavesJudge(court, [BTC]);
  const nothing = () => undefined;
  venue.listen({
    execution: (report) => judge.take(report),
    balances: nothing,
    balanceUpdate: nothing,
    trade: nothing,
    level: nothing,
    rules: nothing,
  });
  judge.begin(venue);
  const place = (account: number, side: "BUY" | "SELL", lots: number, clientOrderId = "") => {
    const limit = { type: "LIMIT", timeInForce: "GTC", priceTicks: 1_000_000 } as const;
    const placed = exchange.place(account, order({ side, lots, clientOrderId, ...limit }), 1);
    if (!placed.ok) throw new Error(placed.failure.msg);
  };
  place(DESK, "BUY", 1_000, ORDER_ID);
  const amend = (lots: number, newClientOrderId = ORDER_ID) => {
    const request = { ...NONE, symbol: "BTCUSDT", clientOrderId: ORDER_ID, lots, newClientOrderId };
    if (!exchange.amend(DESK, request, 2).ok) throw new Error("it was not amended");
  };
  const ask = (lots: number) =>
    say(judge.hearings, "approved", approvedOf({ action: "AMEND", lots }));
  const hear = (kind: Parameters<typeof eventOf>[0], leavesLots: number) =>
    say(judge.hearings, "order-event", eventOf(kind, { orderLots: 1_000, leavesLots }));
  const differs = (
    open: Readonly<Record<string, number>>,
    counted: readonly [buy: number, sell: number] | null = null,
  ) =>
    judge.whatDiffers({
      open: new Map(Object.entries(open)),
      counted: () =>
        counted === null ? null : { workingBuyLots: counted[0], workingSellLots: counted[1] },
    });
  const sell = (lots: number) => place(OTHER, "SELL", lots);
  return { court, sell, amend, ask, hear, differs };
}

const textOf = ({ court }: ReturnType<typeof stage>) => court.violation?.text ?? "";

describe("an order that becomes smaller at the exchange", () => {
  test("may, as an approval asked for, under its own id", () => {
    const one = stage();
    one.ask(600);
    one.ask(400);
    one.amend(600);
    one.amend(400);
    expect(one.court.violation).toBeNull();
  });

  test("may not to lots that no approval asked for", () => {
    const one = stage();
    one.ask(600);
    one.amend(599);
    expect(textOf(one)).toContain(`order ${ORDER_ID} has 599 lots at the exchange: nobody was`);
  });

  test("may not for another order's approval", () => {
    const one = stage();
    one.amend(600);
    expect(textOf(one)).toContain("nobody was allowed to ask for it");
  });

  test("may not be called otherwise from then on", () => {
    const one = stage();
    one.ask(600);
    one.amend(600, "another");
    expect(textOf(one)).toContain(`order ${ORDER_ID} is called another behind an amendment`);
  });
});

describe("what the desk says is left of an order", () => {
  test("is what is left there, or what was before a fill or an amendment that it has not heard of", () => {
    const one = stage();
    one.ask(600);
    one.hear("ACK", 1_000);
    one.amend(600);
    one.hear("UNKNOWN", 1_000);
    one.sell(100);
    one.hear("AMENDED", 600);
    one.hear("FILL", 500);
    expect(one.court.violation).toBeNull();
  });

  test.each(["SENT", "ACK", "FILL", "UNKNOWN", "AMENDED", "AMEND_REJECTED"] as const)(
    "is never less than is left there, by %s",
    (kind) => {
      const one = stage();
      one.hear(kind, 999);
      expect(textOf(one)).toBe(
        `${kind} says that 999 lots are left of order ${ORDER_ID}: 1000 there`,
      );
    },
  );
});

describe("at rest", () => {
  test("the desk shows each open order as it is, and risk counts what works", () => {
    const one = stage();
    one.ask(600);
    one.amend(600);
    one.sell(250);
    expect(one.differs({ [ORDER_ID]: 350 }, [350, 0])).toBeNull();
    expect([...one.court.sometimes]).toEqual(["open orders at rest", "an amended order at rest"]);
    one.sell(350);
    expect(one.differs({}, [0, 0])).toBeNull();
  });

  test.each<[string, Readonly<Record<string, number>>, readonly [number, number], RegExp]>([
    ["an order that it does not show", {}, [1_000, 0], /^0 lots are left of order .*: 1000 there$/],
    ["fewer lots than it shows", { [ORDER_ID]: 1_001 }, [1_000, 0], /^1001 lots are left/],
    [
      "no order that it shows",
      { [ORDER_ID]: 1_000, o2: 5 },
      [1_000, 0],
      /^5 lots are left of order o2: 0 there$/,
    ],
    [
      "more lots than risk counts",
      { [ORDER_ID]: 1_000 },
      [999, 0],
      /^risk counts 999 lots to buy and 0 to sell of BTC-USDT@binance: 1000 and 0 work there$/,
    ],
    ["fewer lots of a side than risk counts", { [ORDER_ID]: 1_000 }, [1_000, 1], /and 1 to sell/],
    ["more than NaN", { [ORDER_ID]: 1_000 }, [Number.NaN, 0], /^risk counts NaN/],
  ])("it differs from an exchange that has %s", (_, open, counted, text) => {
    expect(stage().differs(open, counted)).toMatch(text);
  });

  test("a risk that has said nothing yet counts nothing wrong", () => {
    expect(stage().differs({ [ORDER_ID]: 1_000 })).toBeNull();
  });
});
