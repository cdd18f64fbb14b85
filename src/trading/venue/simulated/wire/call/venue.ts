/**
 * A venue: the exchange, and what stands between it and those who call - keys, limits, faults - with
 * what the wire remembers of the exchange's reports.
 */
import { Exchange } from "../../exchange/exchange.ts";
import type { ExchangeSink, ExecutionReport, MarketTrade } from "../../exchange/reports.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { AddressLimits } from "../limits/address-limits.ts";
import { OrderLimits } from "../limits/order-limits.ts";
import { addressRules, LIMITS, type LimitSettings, orderRules } from "../limits/venue-limits.ts";
import { KeyTable } from "../signature/key-table.ts";
import { AggTape } from "../tape/agg-trade.ts";
import { CandleBook } from "../tape/candle-book.ts";
import { AmendmentLog } from "./amendment-log.ts";
import { FAULTLESS, type FaultPoint } from "./fault-point.ts";

export type VenueOptions = {
  readonly symbols: readonly SymbolRules[];
  readonly limits?: LimitSettings;
  readonly faults?: FaultPoint;
  /** Makes the exchange; a plain one by default. */
  readonly exchangeOf?: (options: ConstructorParameters<typeof Exchange>[0]) => Exchange;
};

/** What is remembered of one symbol's trades. */
export type SymbolTape = { readonly aggregates: AggTape; readonly candles: CandleBook };

export class Venue {
  readonly exchange: Exchange;
  readonly keys = new KeyTable();
  readonly limits: LimitSettings;
  readonly addresses: AddressLimits;
  readonly orderLimits: OrderLimits;
  readonly amendments = new AmendmentLog();
  /** May be changed at any time. */
  faults: FaultPoint;
  /** What its clock shows to those who ask and sign, at a time of its own. Wall microseconds. */
  clockAt: (at: number) => number = (at) => at;
  readonly #listeners: ExchangeSink[] = [];
  readonly #tapes = new Map<string, SymbolTape>();
  readonly #updatedAt = new Map<number, number>();

  constructor(options: VenueOptions) {
    const { symbols, limits = LIMITS, faults = FAULTLESS } = options;
    const { exchangeOf = (given) => new Exchange(given) } = options;
    this.limits = limits;
    this.faults = faults;
    const { toleratedMax } = limits;
    this.addresses = new AddressLimits({ rules: addressRules(limits), toleratedMax });
    this.orderLimits = new OrderLimits(orderRules(limits));
    this.exchange = exchangeOf({ symbols, sink: this.#sink() });
  }

  /** Tells `listener` what the exchange says from now on, after the venue itself has seen it. */
  listen(listener: ExchangeSink): undefined {
    this.#listeners.push(listener);
  }

  /** Aggregates and candles of a symbol. */
  tape(symbol: string): SymbolTape {
    let tape = this.#tapes.get(symbol);
    if (tape === undefined) {
      tape = { aggregates: new AggTape(), candles: new CandleBook() };
      this.#tapes.set(symbol, tape);
    }
    return tape;
  }

  /** When an account's balances last changed; 0 before the first time. Wall microseconds. */
  updatedAt(account: number): number {
    return this.#updatedAt.get(account) ?? 0;
  }

  #sink(): ExchangeSink {
    const each = (tell: (listener: ExchangeSink) => undefined): undefined => {
      for (const listener of this.#listeners) tell(listener);
    };
    return {
      execution: (report) => {
        this.#onExecution(report);
        each((listener) => listener.execution(report));
      },
      balances: (account, changed, at) => {
        this.#updatedAt.set(account, at);
        each((listener) => listener.balances(account, changed, at));
      },
      balanceUpdate: (account, asset, delta, at) => {
        each((listener) => listener.balanceUpdate(account, asset, delta, at));
      },
      trade: (trade) => {
        this.#onTrade(trade);
        each((listener) => listener.trade(trade));
      },
      level: (symbol, side, priceTicks, lots, updateId, at) => {
        each((listener) => listener.level(symbol, side, priceTicks, lots, updateId, at));
      },
      rules: (symbol, at) => {
        this.#onRules(symbol);
        each((listener) => listener.rules(symbol, at));
      },
    };
  }

  #onExecution(report: ExecutionReport): undefined {
    const { type, order, account, at } = report;
    if (type === "TRADE" && order.fills.length === 1) this.orderLimits.giveBack(account, at);
    if (type === "REPLACED") this.amendments.add(report);
  }

  #onTrade(trade: MarketTrade): undefined {
    const { aggregates, candles } = this.tape(trade.symbol);
    aggregates.add(trade);
    candles.add(trade);
  }

  /** Aggregates and candles count in ticks and lots: with others they begin again. */
  #onRules(symbol: string): undefined {
    const tape = this.#tapes.get(symbol);
    if (tape === undefined || this.exchange.trades(symbol).length > 0) return;
    tape.candles.forget();
    tape.aggregates.forget();
  }
}
