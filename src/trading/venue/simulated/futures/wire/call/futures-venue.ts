/**
 * A futures venue: the exchange, and what stands between it and those who call - keys, limits, faults -
 * with what the wire remembers of the exchange's reports.
 */

import { FAULTLESS, type FaultPoint } from "../../../wire/call/fault-point.ts";
import type { SymbolTape } from "../../../wire/call/venue.ts";
import { AddressLimits } from "../../../wire/limits/address-limits.ts";
import type { LimitRule } from "../../../wire/limits/fixed-window.ts";
import { OrderLimits } from "../../../wire/limits/order-limits.ts";
import { KeyTable } from "../../../wire/signature/key-table.ts";
import { AggTape } from "../../../wire/tape/agg-trade.ts";
import { CandleBook } from "../../../wire/tape/candle-book.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import { FuturesExchange } from "../../exchange/futures-exchange.ts";
import type { FuturesSink } from "../../exchange/reports.ts";
import { ListenKeys } from "./listen-keys.ts";

/** Those of an address: weight a minute. */
export const FUTURES_ADDRESS_RULES: readonly LimitRule[] = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 2_400 },
];
/** Those of an account. */
export const FUTURES_ORDER_RULES: readonly LimitRule[] = [
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 300 },
  { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: 1_200 },
];
const TOLERATED_MAX = 10;

export type FuturesVenueOptions = {
  readonly contracts: readonly ContractRules[];
  /** False: whoever asks too much is served all the same. True by default. */
  readonly hasLimits?: boolean;
  /** The keys of another venue, whose accounts have the same numbers here. Its own by default. */
  readonly keys?: KeyTable;
  readonly faults?: FaultPoint;
};

export class FuturesVenue {
  readonly exchange: FuturesExchange;
  readonly keys: KeyTable;
  readonly listenKeys = new ListenKeys();
  readonly addresses: AddressLimits;
  readonly orderLimits: OrderLimits;
  /** May be changed at any time. */
  faults: FaultPoint;
  /** What its clock says at a time of the wall. */
  clockAt: (at: number) => number = (at) => at;
  readonly #listeners: FuturesSink[] = [];
  readonly #tapes = new Map<string, SymbolTape>();

  constructor({ contracts, hasLimits = true, keys, faults = FAULTLESS }: FuturesVenueOptions) {
    this.keys = keys ?? new KeyTable();
    this.faults = faults;
    const rules = hasLimits ? FUTURES_ADDRESS_RULES : [];
    this.addresses = new AddressLimits({ rules, toleratedMax: TOLERATED_MAX });
    this.orderLimits = new OrderLimits(hasLimits ? FUTURES_ORDER_RULES : []);
    this.exchange = new FuturesExchange({ contracts, sink: this.#sink() });
  }

  /** Tells `listener` what the exchange says from now on, after the venue itself has seen it. */
  listen(listener: FuturesSink): undefined {
    this.#listeners.push(listener);
  }

  /** Aggregates and candles of a contract. */
  tape(symbol: string): SymbolTape {
    let tape = this.#tapes.get(symbol);
    if (tape === undefined) {
      tape = { aggregates: new AggTape(), candles: new CandleBook() };
      this.#tapes.set(symbol, tape);
    }
    return tape;
  }

  #sink(): FuturesSink {
    const each = (tell: (listener: FuturesSink) => undefined): undefined => {
      for (const listener of this.#listeners) tell(listener);
    };
    return {
      filled: (report) => each((one) => one.filled(report)),
      change: (change) => each((one) => one.change(change)),
      execution: (report) => each((one) => one.execution(report)),
      leverage: (account, symbol, leverage, at) =>
        each((one) => one.leverage(account, symbol, leverage, at)),
      trade: (trade) => {
        const { aggregates, candles } = this.tape(trade.symbol);
        aggregates.add(trade);
        candles.add(trade);
        each((one) => one.trade(trade));
      },
      level: (symbol, side, priceTicks, lots, updateId, at) =>
        each((one) => one.level(symbol, side, priceTicks, lots, updateId, at)),
      settled: (at) => each((one) => one.settled(at)),
    };
  }
}
