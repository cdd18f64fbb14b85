/** An actor of the product under the test kit: risk among peers that only the test speaks for. */
import { describe, expect, test } from "bun:test";
import { playActor } from "outcry/testing";
import risk from "../../../actors/risk.ts";
import { Approved } from "../../../src/desk/message/approved.ts";
import { Intent } from "../../../src/desk/message/intent.ts";
import { Refused } from "../../../src/desk/message/refused.ts";
import { Top } from "../../../src/desk/message/top.ts";
import { makeOrderId } from "../../../src/trading/order/order-id.ts";

async function gate() {
  const actor = await playActor(risk, {
    kind: "risk",
    args: { bookAgeMsMax: 500, priceCollarBps: 50, orderPositionFractionMax: 1 },
    instruments: ["BTC-USDT"],
    reads: {
      maker: { kind: "strategy", limits: { position: "0.01", orderRatePerS: 10 } },
      feed: "feed",
      paper: "execution",
    },
  });
  const show = () => {
    const touch = { bidTicks: 9_999, bidLots: 5, askTicks: 10_001, askLots: 5 };
    const top = { state: "LIVE", ...touch, sequence: 1, receivedAt: actor.nowNs } as const;
    actor.show(Top, 0, top, { from: "feed" });
  };
  let said = 0;
  const intend = (change: { readonly lots?: number; readonly priceTicks?: number } = {}) => {
    const orderId = makeOrderId({ instance: "00", runEpoch: 1, actor: 0, incarnation: 1 }, said);
    said += 1;
    const when = {
      decidedAt: actor.nowNs,
      basisAt: actor.nowNs,
      basisFrom: 0,
      basisSequence: 1,
      validUntil: actor.nowNs + 250e6,
    };
    const kind = { action: "NEW", style: "GTC", replaces: "" } as const;
    const order = { side: "BUY", instrument: 0, priceTicks: 10_000, lots: 100, orderId } as const;
    actor.send(Intent, { ...kind, ...order, ...when, ...change }, { from: "maker" });
  };
  return { actor, show, intend };
}

describe("risk, played", () => {
  test("lets an order pass to the execution of its instrument, under its epoch", async () => {
    const { actor, show, intend } = await gate();
    show();
    intend();
    expect(actor.said(Refused)).toEqual([]);
    expect(actor.said(Approved)).toMatchObject([
      { lots: 100, execution: 2, strategy: 0, riskEpoch: 1, bookAgeNs: 0 },
    ]);
    await actor.restart();
    show();
    intend();
    expect(actor.said(Approved).at(-1)).toMatchObject({ riskEpoch: 2 });
    expect(actor.board("trading", 0)).toMatchObject({ state: "ACTIVE", epoch: 2 });
  });

  test("refuses by the limits of the strategy's file, and a book that is too old", async () => {
    const { actor, show, intend } = await gate();
    show();
    intend({ lots: 1_001 });
    intend({ priceTicks: 10_200 });
    actor.advance("501ms");
    intend();
    expect(actor.said(Approved)).toEqual([]);
    expect(actor.said(Refused).map(({ reason }) => reason)).toEqual([
      "ORDER_SIZE",
      "PRICE_COLLAR",
      "STALE_BOOK",
    ]);
    expect(actor.counters["refused:STALE_BOOK"]).toBe(1);
  });
});
