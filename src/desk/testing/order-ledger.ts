/** The orders that a played strategy has said, and what the test made of each. */
import type { BodyOf } from "../../runtime/actor/context.ts";
import { type Instrument, priceTextOf, quantityTextOf } from "../../trading/market/instrument.ts";
import type { Intent } from "../message/intent.ts";
import { listed, TestMistake } from "./test-mistake.ts";

/** DECIDED: the strategy said it, and nobody has answered. */
export type PlayedOrderState =
  | "DECIDED"
  | "WORKING"
  | "FILLED"
  | "CANCELLED"
  | "REFUSED"
  | "REJECTED"
  | "EXPIRED";

/** One order at this moment. */
export type PlayedOrder = {
  readonly id: string;
  readonly side: "BUY" | "SELL";
  readonly instrument: string;
  /** Exact decimal text, and the same in ticks. */
  readonly price: string;
  readonly priceTicks: number;
  /** Exact decimal text, and the same in lots. */
  readonly quantity: string;
  readonly lots: number;
  readonly filledLots: number;
  readonly leavesLots: number;
  readonly state: PlayedOrderState;
  /** How long the decision was good for. Milliseconds. */
  readonly validForMs: number;
  /** Cancels that the strategy asked for. */
  readonly cancels: number;
  /** Lots in all that it last asked to make it smaller to; NaN when it did not. */
  readonly amendedToLots: number;
  /** The order whose place it is to take; empty when none. */
  readonly replaces: string;
};

/** What the strategy says. */
export type IntentBody = BodyOf<typeof Intent>;

/** An order as the test's venue keeps it. */
export type LedgerOrder = {
  readonly intent: IntentBody;
  readonly instrument: Instrument;
  filledLots: number;
  state: PlayedOrderState;
  cancels: number;
  /** Lots that the strategy last asked to be left with; NaN when it did not. */
  amendedToLots: number;
  /** On the board of open orders; -1 while it is not there. */
  slot: number;
  /** When it was handed to the venue. Nanoseconds; NaN before. */
  sentAt: number;
};

export class OrderLedger {
  readonly #orders = new Map<string, LedgerOrder>();
  readonly #instruments: readonly Instrument[];

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
  }

  /** Folds what the strategy has said. */
  take(intent: IntentBody): undefined {
    if (intent.action === "CANCEL") {
      const order = this.#orders.get(intent.orderId);
      if (order !== undefined) order.cancels += 1;
      return;
    }
    if (intent.action === "AMEND") {
      const order = this.#orders.get(intent.orderId);
      if (order !== undefined) order.amendedToLots = intent.lots;
      return;
    }
    const instrument = this.#instruments[intent.instrument];
    if (instrument === undefined) return;
    const blank = {
      filledLots: 0,
      cancels: 0,
      amendedToLots: Number.NaN,
      slot: -1,
      sentAt: Number.NaN,
    };
    this.#orders.set(intent.orderId, { intent, instrument, ...blank, state: "DECIDED" });
  }

  /** All orders, as they were said. */
  all(): readonly PlayedOrder[] {
    return [...this.#orders.values()].map(shownOf);
  }

  /**
   * The order that `given` is; for none, the only one that is not over.
   *
   * @throws {TestMistake} When there is none, or several.
   */
  find(given: PlayedOrder | string | undefined): LedgerOrder {
    const open = [...this.#orders.values()].filter(isOpen);
    if (given === undefined) {
      const [only] = open;
      if (only !== undefined && open.length === 1) return only;
      throw new TestMistake(`Cannot tell which order: ${open.length} are open`, helpOf(open));
    }
    const id = typeof given === "string" ? given : given.id;
    const order = this.#orders.get(id);
    if (order !== undefined) return order;
    throw new TestMistake(
      `Cannot find order ${id}: the strategy has said no such order`,
      helpOf(open),
    );
  }
}

/** Whether something may still come of it. */
export function isOpen({ state }: Pick<LedgerOrder, "state">): boolean {
  return state === "DECIDED" || state === "WORKING";
}

/** An order as a message quotes it. */
export function nameOf({ intent, instrument }: LedgerOrder): string {
  const { orderId, side, lots, priceTicks } = intent;
  const [quantity, price] = [quantityTextOf(instrument, lots), priceTextOf(instrument, priceTicks)];
  return `${orderId} (${side} ${quantity} at ${price})`;
}

function helpOf(open: readonly LedgerOrder[]): readonly string[] {
  if (open.length === 0) return ["no order is open: see `desk.orders` for what became of each"];
  return [`open are ${listed(open.map(nameOf))}`, "take one of `desk.orders`"];
}

function shownOf(order: LedgerOrder): PlayedOrder {
  const { intent, instrument, filledLots, state, cancels } = order;
  const { orderId: id, side, priceTicks, lots, validUntil, decidedAt } = intent;
  return {
    id,
    side,
    instrument: instrument.name,
    price: priceTextOf(instrument, priceTicks),
    priceTicks,
    quantity: quantityTextOf(instrument, lots),
    lots,
    filledLots,
    leavesLots: isOpen(order) ? lots - filledLots : 0,
    state,
    validForMs: (validUntil - decidedAt) / 1e6,
    cancels,
    amendedToLots: order.amendedToLots,
    replaces: intent.replaces,
  };
}
