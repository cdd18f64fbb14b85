/**
 * Makes the ids of a strategy's orders, and says its intents. One for all its instruments.
 *
 * Invariant: no id is made twice, whatever restarts: run epoch, actor and incarnation are in it.
 */

import type { LimitStyle } from "../../trading/order/limit-style.ts";
import type { OpenOrders } from "../../trading/order/open-orders.ts";
import { isOver, leavesLotsOf, type Order } from "../../trading/order/order.ts";
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
  /** GTC by default. */
  readonly style?: LimitStyle;
};

/** What differs in the order that takes another's place: its price and what is left, by default none. */
export type Replacement = {
  readonly priceTicks?: number;
  readonly lots?: number;
  readonly style?: LimitStyle;
};

/** An intent as it goes over the wire. */
export type IntentBody = Required<OrderDraft> &
  Basis & {
    readonly action: "NEW" | "CANCEL" | "REPLACE" | "AMEND";
    readonly validUntil: number;
    readonly decidedAt: number;
    readonly orderId: string;
    readonly replaces: string;
  };

/** Why the desk did not say what a strategy wanted. */
export type UnsaidReason =
  /** Its lots or its price are no positive integer. */
  | "bad lots"
  | "bad price"
  /** The order is not known to work, or something was asked of it that is not answered. */
  | "not working"
  | "request under way"
  /** An amendment must be to fewer lots, and more than are filled. */
  | "not smaller"
  /** Risk or the execution is not there, or the gate refused a moment ago, or a ring is full. */
  | "paused"
  | "held back"
  | "too many open"
  | "no room";

/** What the sender needs of the strategy's context. */
export type SenderPort = {
  /** False when risk is a whole ring behind. */
  send(intent: IntentBody): boolean;
  now(): number;
  /** Whether risk and the execution of the instrument take orders: without them none is sent. */
  isServed(instrument: number): boolean;
  /** Told of each thing that was not said, and why. */
  onUnsaid(reason: UnsaidReason, what: Partial<OrderDraft>): undefined;
  readonly basis: Basis;
};

/** Nanoseconds. */
const REFUSAL_PAUSE_NS = 100e6;

export class OrderSender {
  readonly #origin: OrderOrigin;
  readonly #orders: OpenOrders;
  readonly #port: SenderPort;
  readonly #validUntil = new Map<string, number>();
  /** By order that is to take another's place: which one. */
  readonly #replaces = new Map<string, string>();
  /** Until when an instrument's new orders are held back, after a refusal. Nanoseconds. */
  readonly #heldUntil = new Map<number, number>();
  #counter = 0;
  #unsaid: UnsaidReason | null = null;

  constructor(origin: OrderOrigin, orders: OpenOrders, port: SenderPort) {
    this.#origin = origin;
    this.#orders = orders;
    this.#port = port;
  }

  /** Why the last thing that was asked for was not said; null when it was. */
  get unsaid(): UnsaidReason | null {
    return this.#unsaid;
  }

  /** @returns The order's id, or 0 when it could not be said: `unsaid` says why. */
  submit(draft: OrderDraft, validForMs: number): string | 0 {
    return this.#submit(draft, validForMs, null);
  }

  /**
   * Asks for a new order in the place of one that works.
   *
   * @returns The new order's id, or 0 when it could not be said: `unsaid` says why.
   */
  replace(oldId: string, wanted: Replacement, validForMs: number): string | 0 {
    const old = this.#orders.get(oldId);
    const reason = busyReasonOf(old);
    if (old === undefined || reason !== null) return this.#say0(reason ?? "not working", {});
    const { instrument, side } = old;
    const { priceTicks = old.priceTicks, lots = leavesLotsOf(old), style = "GTC" } = wanted;
    const orderId = this.#submit({ instrument, side, priceTicks, lots, style }, validForMs, oldId);
    if (orderId === 0) return 0;
    // The old order stays as large as it is until the venue has ended it.
    const { orderLots } = old;
    this.#orders.apply(oldId, { kind: "REPLACE_REQUESTED", id: orderId, orderLots, priceTicks });
    this.#replaces.set(orderId, oldId);
    return orderId;
  }

  /**
   * Asks for an order to be made smaller, in its place in the queue.
   *
   * @param lots In all from then on, what is filled included.
   * @returns False when it could not be said: `unsaid` says why.
   */
  amend(orderId: string, lots: number, validForMs: number): boolean {
    const order = this.#orders.get(orderId);
    const reason = this.#amendReasonOf(order, lots);
    if (order === undefined || reason !== null) {
      this.#say0(reason ?? "not working", { lots });
      return false;
    }
    const { priceTicks } = order;
    const about = { ...aboutOf(order), lots };
    if (!this.#send("AMEND", about, { orderId, validForMs })) return false;
    this.#orders.apply(orderId, {
      ...{ kind: "REPLACE_REQUESTED", id: orderId },
      ...{ orderLots: lots, priceTicks },
    });
    return true;
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

  /** The order is over: nobody asks for its validity again, and it takes no other's place any more. */
  forget(orderId: string): undefined {
    this.#validUntil.delete(orderId);
    const oldId = this.#replaces.get(orderId);
    this.#replaces.delete(orderId);
    if (oldId !== undefined) this.#orders.apply(oldId, { kind: "REPLACE_REJECTED", id: orderId });
  }

  /** Asks once: an order whose cancel is under way is left alone. */
  cancel(orderId: string): boolean {
    const order = this.#orders.get(orderId);
    if (order === undefined || isOver(order)) return this.#say0("not working", {}) !== 0;
    if (order.pendingCancel > 0) return this.#say0("request under way", {}) !== 0;
    const sent = this.#send("CANCEL", aboutOf(order), { orderId, validForMs: Number.NaN });
    if (sent) this.#orders.apply(orderId, { kind: "CANCEL_REQUESTED" });
    return sent;
  }

  #submit(draft: OrderDraft, validForMs: number, replaces: string | null): string | 0 {
    const orderId = makeOrderId(this.#origin, this.#counter);
    const { instrument, side, priceTicks, lots } = draft;
    const reason = this.#reasonOf(draft);
    if (reason !== null) return this.#say0(reason, draft);
    const taken = this.#orders.add({ id: orderId, instrument, side, priceTicks, orderLots: lots });
    if (!taken) return this.#say0("too many open", draft);
    const about = { style: "GTC", ...draft } as const;
    const action = replaces === null ? "NEW" : "REPLACE";
    if (!this.#send(action, about, { orderId, validForMs, replaces: replaces ?? "" })) {
      this.#orders.forget(orderId);
      return 0;
    }
    this.#counter += 1;
    this.#validUntil.set(orderId, this.#port.now() + validForMs * 1e6);
    return orderId;
  }

  #send(
    action: IntentBody["action"],
    about: Required<OrderDraft>,
    rest: { readonly orderId: string; readonly validForMs: number; readonly replaces?: string },
  ): boolean {
    const { orderId, validForMs, replaces = "" } = rest;
    const decidedAt = this.#port.now();
    const validUntil = decidedAt + validForMs * 1e6;
    const { basis } = this.#port;
    const isSaid = this.#port.send({
      ...{ ...about, action, validUntil, decidedAt, ...basis, orderId, replaces },
    });
    this.#unsaid = null;
    if (!isSaid) this.#say0("no room", about);
    return isSaid;
  }

  /** Why no new order of this kind can be said now; null when one can. */
  #reasonOf({ instrument, lots, priceTicks }: OrderDraft): UnsaidReason | null {
    if (!isCount(lots)) return "bad lots";
    if (!isCount(priceTicks)) return "bad price";
    if (!this.#port.isServed(instrument)) return "paused";
    return this.#port.now() < (this.#heldUntil.get(instrument) ?? 0) ? "held back" : null;
  }

  #amendReasonOf(order: Order | undefined, lots: number): UnsaidReason | null {
    const reason = busyReasonOf(order);
    if (order === undefined || reason !== null) return reason;
    if (!isCount(lots)) return "bad lots";
    if (!(lots < order.orderLots && lots > order.cumLots)) return "not smaller";
    return this.#port.isServed(order.instrument) ? null : "paused";
  }

  #say0(reason: UnsaidReason, what: Partial<OrderDraft>): 0 {
    this.#unsaid = reason;
    this.#port.onUnsaid(reason, what);
    return 0;
  }
}

/** Why nothing but a cancel can be asked of an order; null when it can. */
function busyReasonOf(order: Order | undefined): UnsaidReason | null {
  if (order === undefined || (order.base !== "NEW" && order.base !== "PARTIAL"))
    return "not working";
  const isBusy = order.pendingCancel > 0 || order.pendingReplace.length > 0;
  return isBusy ? "request under way" : null;
}

function aboutOf({ instrument, side, priceTicks, orderLots }: Order): Required<OrderDraft> {
  return { instrument, side, priceTicks, lots: orderLots, style: "GTC" };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
