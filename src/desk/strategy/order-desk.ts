/**
 * A strategy's own orders of one instrument: what it sends, and what became of it. A pure fold of
 * order events, so acknowledged, partly filled, refused, expired and unknown are handled before the
 * author knows the words.
 */
import type { OpenOrders } from "../../trading/order/open-orders.ts";
import { leavesLotsOf } from "../../trading/order/order.ts";
import { type OrderStatus, statusOf } from "../../trading/order/order-status.ts";
import type { OrderDraft, OrderSender } from "./order-sender.ts";

/** How long a decision is good for when the strategy does not say. Milliseconds. */
export const VALID_FOR_MS = 250;

export type OrderOptions = {
  /** Later than this after the decision it is refused, and never sent. Milliseconds. */
  readonly validForMs?: number;
};

/** One order that is not over. */
export type WorkingOrder = {
  readonly orderId: string;
  readonly side: "BUY" | "SELL";
  readonly priceTicks: number;
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
        leavesLots: leavesLotsOf(order),
        status: statusOf(order),
      });
    }
    return own;
  }

  /**
   * @returns The order's id, or 0 when it could not be said: try again at the next settle, which comes
   * too when risk and the execution are there again.
   */
  buy(lots: number, priceTicks: number, options: OrderOptions = {}): string | 0 {
    return this.#send({ side: "BUY", lots, priceTicks }, options);
  }

  /** The same of a sale. */
  sell(lots: number, priceTicks: number, options: OrderOptions = {}): string | 0 {
    return this.#send({ side: "SELL", lots, priceTicks }, options);
  }

  /** Asks for the cancel of one of its orders, once. False when it could not be said. */
  cancel(orderId: string): boolean {
    return this.#sender.cancel(orderId);
  }

  /** Asks for the cancel of each of its orders, once. */
  cancelAll(): undefined {
    for (const { orderId } of this.open) this.#sender.cancel(orderId);
  }

  #send(draft: Omit<OrderDraft, "instrument">, { validForMs = VALID_FOR_MS }: OrderOptions) {
    return this.#sender.submit({ ...draft, instrument: this.#instrument }, validForMs);
  }
}
