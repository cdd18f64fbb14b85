/**
 * Makes the ids of a strategy's orders, and says its intents. One for all its instruments.
 *
 * Invariant: no id is made twice, whatever restarts: run epoch, actor and incarnation are in it.
 */

import type { OpenOrders } from "../../trading/order/open-orders.ts";
import { isOver } from "../../trading/order/order.ts";
import { makeOrderId, type OrderOrigin } from "../../trading/order/order-id.ts";

/** The newest market message that a strategy has seen. */
export type Basis = {
  /** Number of the actor that said it; -1 before the first. */
  readonly basisFrom: number;
  /** Its place in that actor's topic; NaN before the first. */
  readonly basisSequence: number;
  /** Its commit. Nanoseconds; NaN before the first. */
  readonly basisAt: number;
};

export type OrderDraft = {
  readonly instrument: number;
  readonly side: "BUY" | "SELL";
  readonly priceTicks: number;
  readonly lots: number;
};

/** An intent as it goes over the wire. */
export type IntentBody = OrderDraft &
  Basis & {
    readonly action: "NEW" | "CANCEL";
    readonly validUntil: number;
    readonly decidedAt: number;
    readonly orderId: string;
  };

/** What the sender needs of the strategy's context. */
export type SenderPort = {
  /** False when risk is a whole ring behind. */
  send(intent: IntentBody): boolean;
  now(): number;
  /** Whether risk and the execution of the instrument take orders: without them none is sent. */
  isServed(instrument: number): boolean;
  /** Told of each order that was not sent for that. */
  onPaused(): undefined;
  readonly basis: Basis;
};

/** Nanoseconds. */
const REFUSAL_PAUSE_NS = 100e6;

export class OrderSender {
  readonly #origin: OrderOrigin;
  readonly #orders: OpenOrders;
  readonly #port: SenderPort;
  readonly #validUntil = new Map<string, number>();
  /** Until when an instrument's new orders are held back, after a refusal. Nanoseconds. */
  readonly #heldUntil = new Map<number, number>();
  #counter = 0;

  constructor(origin: OrderOrigin, orders: OpenOrders, port: SenderPort) {
    this.#origin = origin;
    this.#orders = orders;
    this.#port = port;
  }

  /** @returns The order's id, or 0 when it could not be said, or nobody is there to take it. */
  submit(draft: OrderDraft, validForMs: number): string | 0 {
    const orderId = makeOrderId(this.#origin, this.#counter);
    const { instrument, side, priceTicks, lots } = draft;
    if (!(Number.isSafeInteger(lots) && lots > 0)) return 0;
    if (!this.#port.isServed(instrument)) {
      this.#port.onPaused();
      return 0;
    }
    const now = this.#port.now();
    if (now < (this.#heldUntil.get(instrument) ?? 0)) return 0;
    const taken = this.#orders.add({ id: orderId, instrument, side, priceTicks, orderLots: lots });
    if (!taken) return 0;
    const sent = this.#port.send({
      ...draft,
      action: "NEW",
      validUntil: now + validForMs * 1e6,
      decidedAt: now,
      ...this.#port.basis,
      orderId,
    });
    if (!sent) {
      this.#orders.forget(orderId);
      return 0;
    }
    this.#counter += 1;
    this.#validUntil.set(orderId, now + validForMs * 1e6);
    return orderId;
  }

  /**
   * The gate refused an order of `instrument`: the same one, decided again at once, would only be
   * refused again. New orders of it are held back for a moment; cancels are not.
   */
  holdBack(instrument: number): undefined {
    this.#heldUntil.set(instrument, this.#port.now() + REFUSAL_PAUSE_NS);
  }

  /** Last moment at which the order could have left. Nanoseconds; 0 of an order of an earlier life. */
  validUntil(orderId: string): number {
    return this.#validUntil.get(orderId) ?? 0;
  }

  /** The order is over: nobody asks for its validity again. */
  forget(orderId: string): undefined {
    this.#validUntil.delete(orderId);
  }

  /** Asks once: an order whose cancel is under way is left alone. */
  cancel(orderId: string): boolean {
    const order = this.#orders.get(orderId);
    if (order === undefined || isOver(order) || order.pendingCancel > 0) return false;
    const { instrument, side, priceTicks, orderLots: lots } = order;
    const now = this.#port.now();
    const sent = this.#port.send({
      action: "CANCEL",
      instrument,
      side,
      priceTicks,
      lots,
      validUntil: Number.NaN,
      decidedAt: now,
      ...this.#port.basis,
      orderId,
    });
    if (sent) this.#orders.apply(orderId, { kind: "CANCEL_REQUESTED" });
    return sent;
  }
}
