/**
 * One of the venue's own traders in one symbol: an account with deep deposits that pays no fee.
 *
 * It speaks in prices and sizes of 1e-8, not in ticks and lots, so that it trades on when the venue
 * changes a step. What the exchange refuses is not done, and tried anew by whoever wanted it.
 */
import type { Exchange } from "../exchange/exchange.ts";
import type { AccountOptions } from "../exchange/ledger/account.ts";
import type { ExchangeOrder, PlaceRequest } from "../exchange/order.ts";
import type { SymbolRules } from "../exchange/symbol-rules.ts";
import { ATOMS_PER_UNIT, type Side } from "../exchange/words.ts";

/** More than its orders can hold, of each asset, in units. */
const DEPOSIT_UNITS = 10n ** 15n;
const ATOM_SCALE = 8;

export type HouseTraderOptions = {
  readonly exchange: Exchange;
  readonly name: string;
  readonly rules: SymbolRules;
  /** One that {@link openHouseAccount} opened; by default it opens its own. */
  readonly account?: number;
  /** Wall microseconds. */
  readonly at: number;
};

type Placement = Pick<PlaceRequest, "side" | "type" | "timeInForce" | "priceTicks" | "lots">;

/** Opens an account of the venue's own traders, without money. Returns its number. */
export function openHouseAccount(
  exchange: Exchange,
  options: Pick<AccountOptions, "name" | "tradeGroup">,
): number {
  const free = { makerFeeMillionths: 0, takerFeeMillionths: 0 };
  return exchange.openAccount({ ...options, ...free, history: 0, isUnlimited: true });
}

export class HouseTrader {
  readonly account: number;
  readonly symbol: string;
  readonly #exchange: Exchange;

  constructor({ exchange, name, rules, account, at }: HouseTraderOptions) {
    this.#exchange = exchange;
    this.symbol = rules.symbol;
    this.account = account ?? openHouseAccount(exchange, { name });
    for (const asset of [rules.base, rules.quote]) {
      exchange.deposit(this.account, asset, DEPOSIT_UNITS * ATOMS_PER_UNIT, at);
    }
  }

  /** Takes what it can, and rests. Null: it was refused. */
  rest(side: Side, price: number, size: number, at: number): ExchangeOrder | null {
    return this.#placeAtoms({ side, type: "LIMIT", timeInForce: "GTC" }, { price, size }, at);
  }

  /** Takes at once what is there down to `price`. Null: it was refused. */
  take(side: Side, price: number, size: number, at: number): ExchangeOrder | null {
    return this.#placeAtoms({ side, type: "LIMIT", timeInForce: "IOC" }, { price, size }, at);
  }

  cancel({ orderId }: ExchangeOrder, at: number): undefined {
    const request = { orderId, clientOrderId: "", newClientOrderId: "" };
    this.#exchange.cancel(
      this.account,
      { ...request, symbol: this.symbol, restriction: "NONE" },
      at,
    );
  }

  /** Makes an order smaller by `lots`, which are fewer than it has left; it keeps its place. */
  shrink(order: ExchangeOrder, lots: number, at: number): undefined {
    const { symbol, orderId } = order;
    const key = { symbol, orderId, clientOrderId: "", newClientOrderId: "" };
    this.#exchange.amend(this.account, { ...key, lots: order.lots - lots }, at);
  }

  /** Price of the last print in 1e-8 of the quote asset; NaN before the first. */
  get lastPrice(): number {
    const rules = this.#exchange.rulesOf(this.symbol);
    return this.#exchange.lastPriceTicks(this.symbol) * (rules === null ? NaN : tickAtoms(rules));
  }

  /** The same in ticks and lots. Null: it was refused. */
  place(placement: Placement, at: number): ExchangeOrder | null {
    const placed = this.#exchange.place(
      this.account,
      {
        symbol: this.symbol,
        quoteAtoms: null,
        stopTicks: Number.NaN,
        icebergLots: Number.NaN,
        clientOrderId: "",
        stp: "NONE",
        ...placement,
      },
      at,
    );
    return placed.ok ? placed.value : null;
  }

  #placeAtoms(
    placement: Pick<Placement, "side" | "type" | "timeInForce">,
    { price, size }: { readonly price: number; readonly size: number },
    at: number,
  ): ExchangeOrder | null {
    const rules = this.#exchange.rulesOf(this.symbol);
    if (rules === null) return null;
    // A bid is rounded down and an ask up: rounding makes nobody cross.
    const round = placement.side === "BUY" ? Math.floor : Math.ceil;
    const priceTicks = round(price / tickAtoms(rules));
    const lots = Math.floor(size / Number(rules.atomsPerLot));
    return this.place({ ...placement, priceTicks, lots }, at);
  }
}

/** What is left of an order; 0 when it is over. Lots. */
export function leavesOf(order: ExchangeOrder): number {
  const isOpen = order.status === "NEW" || order.status === "PARTIALLY_FILLED";
  return isOpen ? order.lots - order.executedLots - order.preventedLots : 0;
}

/** One tick in 1e-8 of the quote asset. A tick has at most 8 places: {@link SymbolRules}. */
export function tickAtoms({ tick }: SymbolRules): number {
  return tick.digits * 10 ** (ATOM_SCALE - tick.scale);
}
