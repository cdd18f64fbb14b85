/**
 * Counts what becomes of orders at a gateway, each order in one place of each step:
 *
 * ```
 *  approved  =  refused + expired (it never left)  +  sent  +  what still waits
 *  sent      =  acked + rejected + unanswered      +  what is on its way or in doubt
 * ```
 *
 * Reasons are counted beside their step, and add up to it: `unsent:` of what never left, `rejected:` of
 * what the venue refused. Where there are too many of them the rest is one.
 *
 * Counters are of the process: an order that an earlier one sent is in no step of this one. Nor is what
 * died with a gateway between two messages.
 */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import type { OrderEvent } from "../../src/desk/message/order-event.ts";
import type { BodyOf, Context, Messages } from "../../src/runtime/actor/context.ts";
import { parseOrderId } from "../../src/trading/order/order-id.ts";

type Kind = BodyOf<typeof OrderEvent>["kind"];
type CountContext = Pick<Context<Messages, Messages, never, Messages>, "count" | "common">;

/** What a gateway declares. */
export const FUNNEL_COUNTS = [
  "funnel:sent",
  "funnel:acked",
  "funnel:rejected",
  "funnel:unanswered",
  "funnel:fills",
  "funnel:refused",
  "funnel:expired",
] as const;

/** Reasons that one life of a gateway tells apart. */
const REASONS_MAX = 16;

export class OrderFunnel {
  /** Orders that were sent and of which the venue has said nothing yet. */
  readonly #unanswered = new Set<string>();
  readonly #reasons = new Set<string>();

  /** An order that an earlier life of this gateway left without an answer. */
  restore(orderId: string, ctx: CountContext): undefined {
    if (parseOrderId(orderId)?.runEpoch !== deskFactsOf(ctx).runEpoch) return;
    this.#unanswered.add(orderId);
  }

  /** Something became of an order that had left, or leaves now. */
  said(orderId: string, kind: Kind, reason: string, ctx: CountContext): undefined {
    switch (kind) {
      case "SENT":
        ctx.count("funnel:sent");
        this.#unanswered.add(orderId);
        return;
      case "FILL":
        ctx.count("funnel:fills");
        if (this.#unanswered.delete(orderId)) ctx.count("funnel:acked");
        return;
      case "ACK":
        if (this.#unanswered.delete(orderId)) ctx.count("funnel:acked");
        return;
      case "REJECTED":
        if (!this.#unanswered.delete(orderId)) return;
        ctx.count("funnel:rejected");
        ctx.count(this.#named("rejected", reason));
        return;
      case "CANCELED":
      case "EXPIRED":
        if (this.#unanswered.delete(orderId)) ctx.count("funnel:unanswered");
        return;
      default:
        return;
    }
  }

  /** An order was over before it left. */
  unsent(kind: "EXPIRED" | "REJECTED", reason: string, ctx: CountContext): undefined {
    if (kind === "EXPIRED") ctx.count("funnel:expired");
    else ctx.count("funnel:refused");
    ctx.count(this.#named("unsent", reason));
  }

  /** Name of the counter. */
  #named(step: "unsent" | "rejected", reason: string): string {
    const words = reason.split(" ").map(wordOf).join(" ");
    const name = `${step}:${words === "" ? "without a reason" : words}`;
    if (!this.#reasons.has(name) && this.#reasons.size >= REASONS_MAX) return `${step}:other`;
    this.#reasons.add(name);
    return name;
  }
}

/** An id or a number would make a reason of its own of each order. */
function wordOf(word: string): string {
  if (parseOrderId(word) !== null) return "<id>";
  return /\d/.test(word) ? "#" : word;
}
