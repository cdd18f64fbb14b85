/** Events of one account as the venue writes them, without their wrapping. */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import { worthOf } from "../../exchange/ledger/holds.ts";
import type { AssetBalance, ExecutionReport } from "../../exchange/reports.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Atoms } from "../../exchange/words.ts";
import { priceText, quantityText, type TimeUnit, timeOf } from "../answer/numbers.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Of an order that is in no list, which all are here. */
const NO_LIST = -1;

/** Why an order expired, in the venue's words. Self-trade prevention is told by other fields. */
const EXPIRY_REASONS: ReadonlyMap<string, string> = new Map([
  ["IOC", "UNFILLED_IOC_QUANTITY_EXPIRED"],
  ["FOK", "UNFILLED_FOK_ORDER_EXPIRED"],
  ["NO_LIQUIDITY", "INSUFFICIENT_LIQUIDITY"],
]);

export type Report = {
  readonly rules: SymbolRules;
  /** Of this moment: its order has not changed since. */
  readonly report: ExecutionReport;
  /** Of the match that was prevented; NaN when none was. */
  readonly tradeGroup: number;
};

/**
 * Returns an execution report. On a cancel and an amendment `c` is the id of the request, and `C` that
 * of the order before it.
 */
export function reportText({ rules, report, tradeGroup }: Report, unit: TimeUnit): string {
  const { order, fill, at } = report;
  const time = timeOf(at, unit);
  return JSON.stringify({
    e: "executionReport",
    E: time,
    s: order.symbol,
    c: report.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: quantityText(rules, order.lots),
    p: priceText(rules, order.type.includes("LIMIT") ? order.priceTicks : 0),
    P: priceText(rules, order.stopTicks),
    F: quantityText(rules, order.icebergLots),
    g: NO_LIST,
    C: report.origClientOrderId,
    x: report.type,
    X: order.status,
    r: "NONE",
    i: order.orderId,
    l: quantityText(rules, fill?.lots ?? 0),
    z: quantityText(rules, order.executedLots),
    L: priceText(rules, fill?.priceTicks ?? 0),
    n: fill === null ? "0" : atomsTextOf(fill.fee),
    N: fill?.feeAsset ?? null,
    T: time,
    t: fill?.tradeId ?? -1,
    I: report.executionId,
    w: order.isWorking,
    m: fill?.isMaker ?? false,
    M: fill !== null,
    O: timeOf(order.createdAt, unit),
    Z: atomsTextOf(order.executedQuote),
    Y: atomsTextOf(fill === null ? 0n : worthOf(rules, fill.priceTicks, fill.lots)),
    Q: atomsTextOf(order.quoteAtoms ?? 0n),
    V: order.stp,
    ...conditionalFields({ rules, report, tradeGroup }, unit),
  });
}

/** What changed, each asset as it is now. */
export function positionText(changed: readonly AssetBalance[], at: number, unit: TimeUnit): string {
  const time = timeOf(at, unit);
  const balances = changed.map(({ asset, free, locked }) => ({
    a: asset,
    f: atomsTextOf(free),
    l: atomsTextOf(locked),
  }));
  return JSON.stringify({ e: "outboundAccountPosition", E: time, u: time, B: balances });
}

/** A deposit or withdrawal, signed. */
export function balanceUpdateText(asset: string, delta: Atoms, at: number, unit: TimeUnit): string {
  const time = timeOf(at, unit);
  return JSON.stringify({ e: "balanceUpdate", E: time, a: asset, d: atomsTextOf(delta), T: time });
}

/** Nothing comes on a subscription after this. */
export function terminatedText(at: number, unit: TimeUnit): string {
  return `{"e":"eventStreamTerminated","E":${timeOf(at, unit)}}`;
}

/** What only some reports have. */
function conditionalFields({ rules, report, tradeGroup }: Report, unit: TimeUnit): Fields {
  const { order, prevention, reason } = report;
  const expiry = EXPIRY_REASONS.get(reason);
  return {
    ...(order.workingAt < 0 ? {} : { W: timeOf(order.workingAt, unit) }),
    ...(expiry === undefined ? {} : { eR: expiry }),
    ...(order.preventedLots === 0
      ? {}
      : { v: order.preventedMatchId, A: quantityText(rules, order.preventedLots) }),
    ...(prevention === null
      ? {}
      : {
          B: quantityText(rules, prevention.lots),
          u: tradeGroup,
          U: prevention.counterOrderId,
          Cs: order.symbol,
          pl: quantityText(rules, prevention.lots),
          pL: priceText(rules, prevention.priceTicks),
          pY: atomsTextOf(worthOf(rules, prevention.priceTicks, prevention.lots)),
        }),
  };
}
