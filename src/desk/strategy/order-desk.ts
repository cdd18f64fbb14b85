/**
 * A strategy's own orders of one instrument: what it sends, and what became of it. A pure fold of
 * order events, so acknowledged, partly filled, refused, expired and unknown are handled before the
 * author knows the words.
 */
import type { LimitStyle } from "../../trading/order/limit-style.ts";
import type { OpenOrders } from "../../trading/order/open-orders.ts";
import { leavesLotsOf } from "../../trading/order/order.ts";
import { type OrderStatus, statusOf } from "../../trading/order/order-status.ts";
import type { OrderDraft, OrderSender, UnsaidReason } from "./order-sender.ts";

/** How long a decision is good for when the strategy does not say. Milliseconds. */
export const VALID_FOR_MS = 250;

export type OrderOptions = {
  /** Later than this after the decision it is refused, and never sent. Milliseconds. */
  readonly validForMs?: number;
  /** GTC by default: it works until it is filled or cancelled. */
  readonly style?: LimitStyle;
};

/** What differs in the order that takes another's place. */
export type ReplaceOptions = OrderOptions & {
  /** Of the order that goes, by default. */
  readonly priceTicks?: number;
  /** What the order that goes leaves, by default. */
  readonly lots?: number;
};

/** One order that is not over. */
export type WorkingOrder = {
  readonly orderId: string;
  readonly side: "BUY" | "SELL";
  readonly priceTicks: number;
  /** Filled until now. */
  readonly filledLots: number;
  readonly leavesLots: number;
  readonly status: OrderStatus;
};

export class OrderDesk {
  readonly #instrument: number;
  readonly #orders: OpenOrders;
  readonly #sender: OrderSender;

  constructor(instrument: number, orders: OpenOrders, sender: OrderSender) {
    this.#instrument = instrument;
    this.#orders = orders;
    this.#sender = sender;
  }

  /** Orders that may still fill: working, on their way, or unknown. */
  get working(): number {
    return this.#orders.workingOf(this.#instrument);
  }

  /** The same, one by one, oldest first. */
  get open(): readonly WorkingOrder[] {
    const own: WorkingOrder[] = [];
    for (const order of this.#orders.open) {
      if (order.instrument !== this.#instrument) continue;
      const { id: orderId, side, priceTicks } = order;
      own.push({
        orderId,
        side,
        priceTicks,
        filledLots: order.cumLots,
        leavesLots: leavesLotsOf(order),
        status: statusOf(order),
      });
    }
    return own;
  }

  /**
   * @param lots Positive integer.
   * @param priceTicks Positive integer: no order is without a price.
   * @returns The order's id, or 0 when it could not be said: `unsaid` says why. Try again at the next
   * settle, which comes too when risk and the execution are there again.
   */
  buy(lots: number, priceTicks: number, options: OrderOptions = {}): string | 0 {
    return this.#send({ side: "BUY", lots, priceTicks }, options);
  }

  /** The same of a sale. */
  sell(lots: number, priceTicks: number, options: OrderOptions = {}): string | 0 {
    return this.#send({ side: "SELL", lots, priceTicks }, options);
  }

  /**
   * Asks for a new order in the place of one that works: the old one is cancelled, and only if that
   * succeeds is the new one placed. It has an id of its own and goes to the end of the queue. Until the
   * venue has answered, both count.
   *
   * @returns The new order's id, or 0 when it could not be said: `unsaid` says why. The old one then
   * goes on.
   */
  replace(
    orderId: string,
    { validForMs = VALID_FOR_MS, ...wanted }: ReplaceOptions = {},
  ): string | 0 {
    return this.#sender.replace(orderId, wanted, validForMs);
  }

  /**
   * Asks for an order to be made smaller. It keeps its id and its place in the queue.
   *
   * @param lots In all from then on, what is filled included: fewer than now, and more than are filled.
   * @returns False when it could not be said: `unsaid` says why.
   */
  amend(orderId: string, lots: number, options: Pick<OrderOptions, "validForMs"> = {}): boolean {
    return this.#sender.amend(orderId, lots, options.validForMs ?? VALID_FOR_MS);
  }

  /** Why the last call that asked for something did not say it; null when it did. */
  get unsaid(): UnsaidReason | null {
    return this.#sender.unsaid;
  }

  /** Asks for the cancel of one of its orders, once. False when it could not be said. */
  cancel(orderId: string): boolean {
    return this.#sender.cancel(orderId);
  }

  /** Asks for the cancel of each of its orders, once. */
  cancelAll(): undefined {
    for (const { orderId } of this.open) this.#sender.cancel(orderId);
  }

  #send(
    draft: Omit<OrderDraft, "instrument">,
    { validForMs = VALID_FOR_MS, style = "GTC" }: OrderOptions,
  ) {
    return this.#sender.submit({ ...draft, style, instrument: this.#instrument }, validForMs);
  }
}
