/** What the last life of the gateway left on its boards, as its core begins from it. */
import { deskFactsOf } from "../../../src/desk/message/desk-facts.ts";
import { TOLD_TRADES_MAX } from "../../../src/desk/message/told-trade.ts";
import { type ToldBody, ToldRing } from "../../../src/desk/record/told-ring.ts";
import type {
  LeftOver,
  RestoredOrder,
} from "../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type { EventLedger, LedgerContext, LedgerOrder, OpenBody } from "../event-ledger.ts";
import type { EndingContext, EndingOrders } from "./ending.ts";
import type { Ctx } from "./state.ts";

type Boards = {
  readonly ledger: EventLedger<LedgerOrder>;
  readonly ring: ToldRing;
  readonly ending: EndingOrders;
};

/** Takes ledger and endings up as they were, and returns what of it all the core has to know. */
export function restored(
  { ledger, ring, ending }: Boards,
  ctx: LedgerContext & EndingContext & { readonly common: unknown },
): Omit<LeftOver, "funds"> {
  const orders: RestoredOrder[] = [];
  const endings = ending.restore(ctx);
  ledger.restore(ctx, (shown) => {
    const order = ledgerOrderOf(shown);
    const instrument = deskFactsOf(ctx).instruments[shown.instrument];
    const { state, cumLots, sentAt } = shown;
    const { id, strategy, side, priceTicks, orderLots: lots } = order;
    if (instrument === undefined || state === "FREE") {
      ctx.log("error", `order ${id} is of an instrument that the desk does not have any more`);
      return order;
    }
    const about = { id, strategy, instrument, side, priceTicks, lots };
    orders.push({
      ticket: { ...about, validUntilNs: Number.NaN },
      shown: { state, cumLots, sentAt },
      ending: endings.get(id) ?? null,
    });
    return order;
  });
  // What is over by now needs no end.
  for (const id of endings.keys()) if (!ledger.has(id)) ending.note(id, null, ctx);
  const told = ring.oldestFirst();
  const { firstRunEpoch, runEpoch } = deskFactsOf(ctx);
  // What a process did whose disk was full stands nowhere here, and still is this run's.
  const isFirst = ctx.self.incarnation <= 1 && firstRunEpoch >= runEpoch;
  return { orders, told, isToldWhole: ring.isWhole, hasHistory: !isFirst };
}

function ledgerOrderOf(shown: OpenBody): LedgerOrder {
  const { orderId: id, side, strategy, instrument, priceTicks, orderLots, cumLots, sentAt } = shown;
  return { id, side, strategy, instrument, priceTicks, orderLots, cumLots, sentAt };
}

/** The trades that stand on the told board, as a ring. */
export function toldRingOf(ctx: Ctx): ToldRing {
  const trades: ToldBody[] = [];
  for (let slot = 0; slot < TOLD_TRADES_MAX; slot += 1) {
    const trade = ctx.read.ownTold(slot, ctx.self.name);
    if (trade === null) break;
    const { instrument, lots, sequence, orderId, tradeId } = trade;
    trades.push({ instrument, lots, sequence, orderId, tradeId });
  }
  return new ToldRing(trades);
}
