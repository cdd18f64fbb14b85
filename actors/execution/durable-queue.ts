/**
 * New orders and amendments that wait until their approval is on the disk. The journal's board says up to which
 * sequence of risk's topic all is; one sync frees the whole queue. Nothing else is compared.
 *
 * Invariant: an order that is given out has its approval on the disk, or the desk keeps no journal.
 * Cancels never wait here.
 */
import type { Approved } from "../../src/desk/message/approved.ts";
import { deskFactsOf, riskOf } from "../../src/desk/message/desk-facts.ts";
import type { Durable } from "../../src/desk/message/durable.ts";
import type { BodyOf, Context, Messages } from "../../src/runtime/actor/context.ts";

/** An approved order, and where its approval stands in risk's topic. */
export type WaitingOrder = {
  readonly order: Readonly<BodyOf<typeof Approved>>;
  readonly sequence: number;
  /** When risk committed it. Nanoseconds. */
  readonly committedAt: number;
};

export type QueueContext = Pick<
  Context<Messages, Messages, never, { durable: typeof Durable }>,
  "read" | "common" | "now"
>;

/** Most orders that wait; the next one is refused. */
export const WAITING_ORDERS_MAX = 1_024;

export class DurableQueue {
  /** In the order of their sequences. */
  #waiting: WaitingOrder[] = [];

  get count(): number {
    return this.#waiting.length;
  }

  /** False when too many wait. */
  add(order: WaitingOrder): boolean {
    if (this.#waiting.length >= WAITING_ORDERS_MAX) return false;
    this.#waiting.push(order);
    return true;
  }

  /** Takes the new order out that waits under this id; null when none does. */
  remove(orderId: string): WaitingOrder | null {
    const at = this.#waiting.findIndex(
      ({ order }) => order.orderId === orderId && order.action !== "AMEND",
    );
    return at === -1 ? null : (this.#waiting.splice(at, 1)[0] ?? null);
  }

  /** Takes out what may leave now, oldest first, and what can never leave as its time is over. */
  takeDue(ctx: QueueContext): readonly WaitingOrder[] {
    if (this.#waiting.length === 0) return [];
    const durable = durableOf(ctx);
    const now = ctx.now();
    const isDue = ({ order, sequence }: WaitingOrder) =>
      (sequence >= durable.since && sequence <= durable.sequence) || !(now <= order.validUntil);
    const due = this.#waiting.filter(isDue);
    if (due.length > 0) this.#waiting = this.#waiting.filter((one) => !isDue(one));
    return due;
  }

  /** Takes out all of them. */
  takeAll(): readonly WaitingOrder[] {
    return this.#waiting.splice(0);
  }
}

/** The order that works, and that an approval is to replace or to amend; empty of any other. */
export function namedBy({
  action,
  orderId,
  replaces,
}: Pick<WaitingOrder["order"], "action" | "orderId" | "replaces">): string {
  if (action === "AMEND") return orderId;
  return action === "REPLACE" ? replaces : "";
}

/**
 * Why an order did not leave: the one that it names does not work. Without an id, so that people
 * read a sentence and all of them count as one; which one it was stands in the approval. At most 31 characters, as each text of an event.
 */
export function notWorking({ action }: Pick<WaitingOrder["order"], "action">): string {
  return `order to ${action === "AMEND" ? "amend" : "replace"} is not working`;
}

/** Which of risk's records are on the disk. Of a desk without a journal all count; in doubt, none. */
function durableOf(ctx: QueueContext): { readonly since: number; readonly sequence: number } {
  const facts = deskFactsOf(ctx);
  if (facts.durability === "none") return { since: 0, sequence: Number.POSITIVE_INFINITY };
  const risk = riskOf(facts);
  const durable = risk === null ? null : ctx.read.durable(risk);
  return durable ?? { since: Number.NaN, sequence: Number.NaN };
}
