/** Private events of the simulated exchange as the venue's own JSON. */
import { textOf } from "../../../../../../src/core/decimal.ts";
import type { ExecutionReport } from "../../../../../../src/trading/venue/simulated/exchange/reports.ts";
import type { SymbolRules } from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";

const ATOM = { digits: 1, scale: 8 };

/** What the account is told of one execution. */
export function reportText(report: ExecutionReport, rules: SymbolRules): string {
  const { order, fill, type, at } = report;
  const lots = (count: number) => textOf(count, rules.lot);
  const ticks = (count: number) => textOf(Number.isNaN(count) ? 0 : count, rules.tick);
  return JSON.stringify({
    e: "executionReport",
    E: Math.floor(at / 1_000),
    s: order.symbol,
    c: report.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: lots(order.lots),
    p: ticks(order.priceTicks),
    C: report.origClientOrderId,
    x: type,
    X: order.status,
    r: report.reason,
    i: order.orderId,
    l: lots(fill?.lots ?? 0),
    z: lots(order.executedLots),
    L: ticks(fill?.priceTicks ?? 0),
    n: fill === null ? "0" : textOf(Number(fill.fee), ATOM),
    N: fill === null ? null : fill.feeAsset,
    // As on a connection that asks for microseconds.
    T: at,
    t: fill?.tradeId ?? -1,
    w: order.isWorking,
    m: fill?.isMaker ?? false,
    A: order.preventedLots > 0 ? lots(order.preventedLots) : undefined,
  });
}
