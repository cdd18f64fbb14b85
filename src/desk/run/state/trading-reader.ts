/** What the boards of feeds, risk and executions say of trading, in the venue's decimals. */
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import {
  type Instrument,
  priceTextOf,
  quantityTextOf,
} from "../../../trading/market/instrument.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import type {
  MarketRow,
  OrderRow,
  TradedRow,
  TradedTotals,
} from "../../http/trading/trading-view.ts";
import { Filled, PAIRS_MAX } from "../../message/filled.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../message/open-order.ts";
import { Position } from "../../message/position.ts";
import { Top } from "../../message/top.ts";
import { boardValue } from "../board-value.ts";
import { totalsOf, tradedRowOf, type ValuedPair, valuedPair } from "./profit-rows.ts";

type Memories = Pick<ActorSystem, "boardOf" | "status">;

/** What of a desk's plan says who trades what. */
export type TradedPlan = {
  readonly instruments: DeskPlan["instruments"];
  readonly actors: readonly Pick<DeskPlan["actors"][number], "name" | "kind" | "instruments">[];
};

export class TradingReader {
  readonly #system: Memories;
  readonly #planOf: () => TradedPlan;
  readonly #now: () => number;

  /**
   * @param planOf What runs at the moment of the call.
   * @param now Monotonic nanoseconds.
   */
  constructor(system: Memories, planOf: () => TradedPlan, now: () => number) {
    this.#system = system;
    this.#planOf = planOf;
    this.#now = now;
  }

  /** Each instrument that a feed of the desk names, in the order of the desk's file. */
  markets(): readonly MarketRow[] {
    const { instruments } = this.#planOf();
    const feeds = this.#actorsOf("feed");
    return instruments.flatMap((instrument) => {
      const isFed = feeds.some((one) => one.instruments.includes(instrument.number));
      return isFed ? [this.#marketOf(instrument)] : [];
    });
  }

  /** The newest first. */
  orders(): readonly OrderRow[] {
    const rows = this.#actorsOf("execution").flatMap(({ name }) => this.#ordersOf(name));
    return rows.sort((one, other) => (one.ageMs ?? 0) - (other.ageMs ?? 0));
  }

  /** What each strategy has traded, and all of them together: of one look at the boards. */
  traded(): { readonly traded: readonly TradedRow[]; readonly totals: TradedTotals } {
    const pairs = this.#actorsOf("execution").flatMap(({ name }) => this.#pairsOf(name));
    return { traded: pairs.map(tradedRowOf), totals: totalsOf(pairs) };
  }

  #marketOf(instrument: Instrument): MarketRow {
    const { number, name } = instrument;
    const top = this.#topOf(instrument);
    const [risk] = this.#actorsOf("risk");
    const held =
      risk === undefined
        ? null
        : boardValue(this.#system.boardOf(risk.name, "position"), Position, number);
    const price = (ticks: number | undefined) => textOrNull(priceTextOf, instrument, ticks);
    const lots = (count: number | undefined) => textOrNull(quantityTextOf, instrument, count);
    return {
      instrument: name,
      state: top?.state ?? "UNKNOWN",
      bid: price(top?.bidTicks),
      bidQuantity: lots(top?.bidLots),
      ask: price(top?.askTicks),
      askQuantity: lots(top?.askLots),
      spreadBps: top === null ? null : spreadBpsOf(top.bidTicks, top.askTicks),
      position: lots(held?.lots),
      workingBuy: lots(held?.workingBuyLots),
      workingSell: lots(held?.workingSellLots),
    };
  }

  #ordersOf(execution: string): readonly OrderRow[] {
    const memory = this.#system.boardOf(execution, "openOrder");
    const rows: OrderRow[] = [];
    for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
      const order = boardValue(memory, OpenOrder, slot);
      if (order === null) break;
      const instrument = this.#planOf().instruments[order.instrument];
      if (order.state === "FREE" || instrument === undefined) continue;
      const { orderId, side, state, strategy, sentAt } = order;
      rows.push({
        orderId,
        strategy: this.#nameOf(strategy),
        instrument: instrument.name,
        side,
        price: priceTextOf(instrument, order.priceTicks),
        quantity: quantityTextOf(instrument, order.orderLots),
        filled: quantityTextOf(instrument, order.cumLots),
        state,
        ageMs: Number.isNaN(sentAt) ? null : Math.round((this.#now() - sentAt) / 1e6),
      });
    }
    return rows;
  }

  #pairsOf(execution: string): readonly ValuedPair[] {
    const memory = this.#system.boardOf(execution, "filled");
    const pairs: ValuedPair[] = [];
    for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
      const filled = boardValue(memory, Filled, slot);
      if (filled === null) break;
      const instrument = this.#planOf().instruments[filled.instrument];
      if (instrument === undefined) continue;
      const strategy = this.#nameOf(filled.strategy);
      pairs.push(valuedPair({ strategy, instrument, filled, touch: this.#topOf(instrument) }));
    }
    return pairs;
  }

  /** Of the first feed that has the instrument; null before its first quote. */
  #topOf({ number }: Instrument) {
    const feed = this.#actorsOf("feed").find(({ instruments }) => instruments.includes(number));
    return feed === undefined
      ? null
      : boardValue(this.#system.boardOf(feed.name, "top"), Top, number);
  }

  #actorsOf(kind: string) {
    return this.#planOf().actors.filter((actor) => actor.kind === kind);
  }

  #nameOf(number: number): string {
    const actor = this.#system.status().find((one) => one.number === number);
    return actor?.name ?? `actor ${number}`;
  }
}

type Text = (instrument: Instrument, count: number) => string;

/** Null for what is absent, or was never a number. */
function textOrNull(textOf: Text, instrument: Instrument, count: number | undefined) {
  return Number.isSafeInteger(count) ? textOf(instrument, count as number) : null;
}

function spreadBpsOf(bidTicks: number, askTicks: number): number | null {
  const bps = ((askTicks - bidTicks) / (bidTicks + askTicks)) * 20_000;
  return Number.isFinite(bps) ? bps : null;
}
