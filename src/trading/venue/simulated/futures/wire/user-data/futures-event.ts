/** Private events of USD-M, as text. Unlike spot's they come as they are, with nothing around them. */
import { atomsTextOf } from "../../../../../../core/decimal-atoms.ts";
import { type ContractRules, MARGIN_ASSET } from "../../exchange/contract-rules.ts";
import type { FuturesExchange } from "../../exchange/futures-exchange.ts";
import type { AccountChange, FuturesExecution } from "../../exchange/reports.ts";
import { averageText, ms, priceText, quantityText } from "../answer/text.ts";

/** Everything of an order, after everything that happens to it. */
export function orderUpdate(rules: ContractRules, report: FuturesExecution): string {
  const { type, order, fill, at } = report;
  const o = {
    ...{ s: order.symbol, c: order.clientOrderId, S: order.side, o: order.type },
    f: order.timeInForce,
    q: quantityText(rules, order.lots),
    p: priceText(rules, order.priceTicks),
    ap: averageText(rules, order.executedQuote, order.executedLots),
    ...{ sp: "0", x: type, X: order.status, i: order.orderId },
    l: quantityText(rules, fill?.lots ?? 0),
    z: quantityText(rules, order.executedLots),
    L: priceText(rules, fill?.priceTicks ?? Number.NaN),
    n: fill === null ? "0" : atomsTextOf(fill.fee),
    ...{ N: MARGIN_ASSET, T: ms(at), t: fill?.tradeId ?? 0, b: "0", a: "0" },
    ...{ m: fill?.isMaker ?? false, R: order.isReduceOnly, wt: "CONTRACT_PRICE" },
    ...{ ot: order.type, ps: "BOTH", cp: false, pP: false, si: 0, ss: 0 },
    rp: fill === null ? "0" : atomsTextOf(fill.realized),
    ...{ V: order.stp, pm: "NONE", gtd: 0 },
  };
  return JSON.stringify({ e: "ORDER_TRADE_UPDATE", E: ms(at), T: ms(at), o });
}

/** A fill, told first and told again by the order's own event: whoever counts fills knows the trade id. */
export function tradeLite(rules: ContractRules, { order, fill, at }: FuturesExecution): string {
  return JSON.stringify({
    ...{ e: "TRADE_LITE", E: ms(at), T: ms(at), s: order.symbol },
    q: quantityText(rules, order.lots),
    p: priceText(rules, order.priceTicks),
    ...{ m: fill?.isMaker ?? false, c: order.clientOrderId, S: order.side },
    L: priceText(rules, fill?.priceTicks ?? Number.NaN),
    l: quantityText(rules, fill?.lots ?? 0),
    ...{ t: fill?.tradeId ?? 0, i: order.orderId },
  });
}

/** The wallet, and the position that changed. `bc` is what was moved: neither profit nor fees. */
export function accountUpdate(exchange: FuturesExchange, change: AccountChange): string {
  const { account, reason: m, moved, symbol, at } = change;
  const wallet = atomsTextOf(exchange.account(account).wallet);
  const B = [{ a: MARGIN_ASSET, wb: wallet, cw: wallet, bc: atomsTextOf(moved) }];
  const rules = exchange.rulesOf(symbol);
  const P = rules === null ? [] : [positionOf(exchange, account, rules)];
  return JSON.stringify({ e: "ACCOUNT_UPDATE", E: ms(at), T: ms(at), a: { m, B, P } });
}

export function leverageUpdate(symbol: string, leverage: number, at: number): string {
  const ac = { s: symbol, l: leverage };
  return JSON.stringify({ e: "ACCOUNT_CONFIG_UPDATE", E: ms(at), T: ms(at), ac });
}

export function keyExpired(listenKey: string, at: number): string {
  return JSON.stringify({ e: "listenKeyExpired", E: ms(at), listenKey });
}

function positionOf(exchange: FuturesExchange, account: number, rules: ContractRules) {
  const { symbol } = rules;
  const position = exchange.account(account).positionOf(symbol);
  const lots = position?.lots ?? 0;
  const entry = averageText(rules, position?.cost ?? 0n, lots);
  return {
    ...{ s: symbol, pa: quantityText(rules, lots), ep: entry, bep: entry },
    cr: atomsTextOf(position?.realized ?? 0n),
    up: atomsTextOf(exchange.marginOf(account, symbol)?.unrealized ?? 0n),
    ...{ mt: "cross", iw: "0.00000000", ps: "BOTH" },
  };
}
