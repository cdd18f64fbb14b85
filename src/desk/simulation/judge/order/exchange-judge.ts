/**
 * What the exchange itself has of the desk's account, against what the desk believes and was allowed:
 * one order at most for each intent, no more at stake than the limit, and at the end the same fills,
 * the same money, and nothing left open.
 */
import { stepsIn } from "../../../../core/decimal.ts";
import { atomsOf } from "../../../../core/decimal-atoms.ts";
import type { Instrument } from "../../../../trading/market/instrument.ts";
import { parseOrderId } from "../../../../trading/order/order-id.ts";
import { venueSymbolOf } from "../../../../trading/venue/binance/endpoints.ts";
import type { ExchangeOrder } from "../../../../trading/venue/simulated/exchange/order.ts";
import type { ExecutionReport } from "../../../../trading/venue/simulated/exchange/reports.ts";
import type { Venue } from "../../../../trading/venue/simulated/wire/call/venue.ts";
import { OrderEvent } from "../../../message/order-event.ts";
import { DESK_ACCOUNT } from "../../world/venue-watch.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";
import { leavesLotsOf } from "./leaves-judge.ts";
import type { EventBody } from "./venue-truth.ts";

export type ExchangeRules = {
  readonly instruments: readonly Instrument[];
  /** Largest absolute position. Lots; NaN where no file says, which allows none. */
  limitLots(strategy: number, instrument: number): number;
};

const ENDS: ReadonlySet<EventBody["kind"]> = new Set(["CANCELED", "REJECTED", "EXPIRED"]);

type Pair = { lots: number; buyLots: number; sellLots: number };
type Fill = Pick<EventBody, "side" | "instrument" | "deltaLots" | "priceTicks"> & {
  readonly feeText: string;
  readonly feeAsset: string;
};

export class ExchangeJudge {
  readonly #court: Court;
  readonly #rules: ExchangeRules;
  readonly #symbols: ReadonlyMap<string, Instrument>;
  /** Orders that were placed, by client id. */
  readonly #placed = new Map<string, number>();
  /** Of orders that the desk said are over: why. */
  readonly #over = new Map<string, string>();
  /** Fills as the desk says them, by instrument and trade id. */
  readonly #said = new Map<string, Fill>();
  /** By strategy and symbol. */
  readonly #pairs = new Map<string, Pair>();
  /** What is counted of each order, by its number. */
  readonly #counted = new Map<number, { executedLots: number; leavesLots: number }>();
  #venue: Venue | null = null;
  #began: ReadonlyMap<string, bigint> | null = null;

  constructor(court: Court, rules: ExchangeRules) {
    this.#court = court;
    this.#rules = rules;
    this.#symbols = new Map(rules.instruments.map((one) => [venueSymbolOf(one), one]));
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(OrderEvent, (event) => {
        if (ENDS.has(event.kind)) this.#end(event);
        if (event.kind !== "FILL") return;
        const { side, instrument, deltaLots, priceTicks, feeText, feeAsset, tradeId } = event;
        const fill = { side, instrument, deltaLots, priceTicks, feeText, feeAsset };
        this.#said.set(`${instrument}/${tradeId}`, fill);
      }),
    ];
  }

  /** An exchange is there: the first one, or the same one once more. */
  begin(venue: Venue): undefined {
    this.#venue = venue;
    this.#began ??= moneyOf(venue);
    // While it was down its market went on: what was filled then was told to nobody.
    for (const symbol of this.#symbols.keys()) {
      for (const order of venue.exchange.allOrders(DESK_ACCOUNT, symbol))
        this.#checkExposure(order);
    }
  }

  take({ account, type, order }: ExecutionReport): undefined {
    if (account !== DESK_ACCOUNT) return;
    if (type === "NEW" && order.executedLots === 0 && order.updatedAt === order.createdAt) {
      this.#place(order);
    }
    this.#checkExposure(order);
    this.#court.note(`exchange ${type}`);
  }

  /** Nothing moves any more, and nothing should be open. */
  close(positionLots: (instrument: number) => number | null): undefined {
    const venue = this.#venue;
    if (venue === null) return;
    const open = venue.exchange.openOrders(DESK_ACCOUNT, null);
    if (open.length > 0) {
      const ids = open.map(({ clientOrderId }) => clientOrderId).join(", ");
      this.#accuse(`${open.length} orders are open at the exchange behind a cancel of all: ${ids}`);
    }
    for (const { number } of this.#rules.instruments) {
      const [desk, exchange] = [positionLots(number), this.#netLots(venue, number)];
      if (desk === null || desk === exchange) continue;
      this.#accuse(`the desk holds ${desk} lots of instrument ${number}: the exchange ${exchange}`);
    }
    this.#checkFills(venue);
    this.#checkMoney(venue);
  }

  #place({ clientOrderId }: ExchangeOrder): undefined {
    const count = (this.#placed.get(clientOrderId) ?? 0) + 1;
    this.#placed.set(clientOrderId, count);
    if (count > 1) this.#accuse(`intent ${clientOrderId} was placed ${count} times`);
    const over = this.#over.get(clientOrderId);
    if (over !== undefined) {
      this.#accuse(`intent ${clientOrderId} was placed behind its end: ${over}`);
    }
  }

  /** What is over for the desk counts no more there: it must be over at the exchange, for ever. */
  #end({ kind, orderId, sentAt, reason }: EventBody): undefined {
    this.#over.set(orderId, `${kind} (${reason})`);
    const hasLeft = !Number.isNaN(sentAt);
    if (!hasLeft && this.#placed.has(orderId)) {
      this.#accuse(`intent ${orderId} was said not to have left: it was placed`);
    }
    const open = this.#venue?.exchange.openOrders(DESK_ACCOUNT, null) ?? [];
    if (!open.some(({ clientOrderId }) => clientOrderId === orderId)) return;
    this.#accuse(
      `intent ${orderId} was said to be ${kind} (${reason}): it is open at the exchange`,
    );
  }

  #checkExposure(order: ExchangeOrder): undefined {
    const { symbol, clientOrderId } = order;
    const strategy = parseOrderId(clientOrderId)?.actor ?? Number.NaN;
    const { lots, buyLots, sellLots } = this.#countedPair(order, strategy);
    const worst = Math.max(lots + buyLots, sellLots - lots);
    const instrument = this.#symbols.get(symbol)?.number ?? Number.NaN;
    const limit = this.#rules.limitLots(strategy, instrument);
    if (worst <= limit) return;
    this.#accuse(
      `at the exchange strategy ${strategy} may hold ${worst} lots of ${symbol}: limit is ${limit}`,
    );
  }

  /** What the strategy has at stake, with the order as it is now. */
  #countedPair(order: ExchangeOrder, strategy: number): Pair {
    const key = `${strategy}/${order.symbol}`;
    const pair = this.#pairs.get(key) ?? { lots: 0, buyLots: 0, sellLots: 0 };
    this.#pairs.set(key, pair);
    const { orderId, side, executedLots } = order;
    const isBuy = side === "BUY";
    const before = this.#counted.get(orderId) ?? { executedLots: 0, leavesLots: 0 };
    const now = { executedLots, leavesLots: leavesLotsOf(order) };
    this.#counted.set(orderId, now);
    const filled = now.executedLots - before.executedLots;
    const working = now.leavesLots - before.leavesLots;
    pair.lots += isBuy ? filled : -filled;
    if (isBuy) pair.buyLots += working;
    else pair.sellLots += working;
    return pair;
  }

  #netLots({ exchange }: Venue, instrument: number): number {
    let lots = 0;
    for (const [symbol, { number }] of this.#symbols) {
      if (number !== instrument) continue;
      for (const trade of exchange.accountTrades(DESK_ACCOUNT, symbol)) {
        lots += trade.order.side === "BUY" ? trade.lots : -trade.lots;
      }
    }
    return lots;
  }

  /** Each fill of the exchange was said, and none that it has not. */
  #checkFills({ exchange }: Venue): undefined {
    const real = new Map<string, string>();
    for (const [symbol, { number, tick }] of this.#symbols) {
      for (const trade of exchange.accountTrades(DESK_ACCOUNT, symbol)) {
        const { tradeId, lots, order } = trade;
        // The venue may have had another tick then, and the desk has had but one.
        const price = stepsIn(tick, trade.priceTicks, order.rules.tick);
        const at = price.ok ? price.value : Number.NaN;
        real.set(`${number}/${tradeId}`, `${order.side} ${lots} at ${at}`);
      }
    }
    for (const [key, fill] of this.#said) {
      const text = `${fill.side} ${fill.deltaLots} at ${fill.priceTicks}`;
      if (real.get(key) === text) continue;
      this.#accuse(`the desk says fill ${key}, ${text}: the exchange has ${real.get(key)}`);
    }
    for (const [key, text] of real) {
      if (!this.#said.has(key)) this.#accuse(`fill ${key}, ${text}, was never said`);
    }
  }

  /** What the account has is what it had, and what the fills that were said have made of it. */
  #checkMoney(venue: Venue): undefined {
    const expected = new Map(this.#began);
    for (const fill of this.#said.values()) {
      for (const [asset, atoms] of this.#moved(venue, fill)) {
        expected.set(asset, (expected.get(asset) ?? 0n) + atoms);
      }
    }
    const actual = moneyOf(venue);
    for (const [asset, atoms] of expected) {
      if (actual.get(asset) === atoms) continue;
      this.#accuse(`fills make ${atoms} atoms of ${asset}: the account has ${actual.get(asset)}`);
    }
  }

  #moved({ exchange }: Venue, fill: Fill): readonly (readonly [asset: string, atoms: bigint])[] {
    const { side, instrument, deltaLots, priceTicks, feeText, feeAsset } = fill;
    const one = this.#rules.instruments[instrument];
    const rules = one === undefined ? null : exchange.rulesOf(venueSymbolOf(one));
    if (one === undefined || rules === null) return [];
    const sign = side === "BUY" ? 1n : -1n;
    const quote = BigInt(priceTicks) * BigInt(deltaLots) * rules.atomsPerTickLot;
    const fee = atomsOf(feeText === "" ? "0" : feeText);
    if (!fee.ok) this.#accuse(`a fee of ${feeText} is no decimal`);
    return [
      [one.base, sign * BigInt(deltaLots) * rules.atomsPerLot],
      [one.quote, -sign * quote],
      [feeAsset === "BASE" ? one.base : one.quote, fee.ok ? -fee.value : 0n],
    ];
  }

  #accuse(text: string): undefined {
    this.#court.accuse("exchange", text);
  }
}

/** Free and locked, by asset. */
function moneyOf({ exchange }: Venue): ReadonlyMap<string, bigint> {
  return new Map(
    exchange.balances(DESK_ACCOUNT).map(({ asset, free, locked }) => [asset, free + locked]),
  );
}
