/** The orders that are to be gone, as they stand on the gateway's board for its next life. */
import type { EndingOrder } from "../../../src/desk/message/ending-order.ts";
import { OPEN_ORDERS_MAX } from "../../../src/desk/message/open-order.ts";
import type { Context, Messages } from "../../../src/runtime/actor/context.ts";
import { fittingText } from "../../../src/runtime/codec/fitting-text.ts";

/** What the board needs of a context. */
export type EndingContext = Pick<
  Context<Messages, { ending: typeof EndingOrder }, never, { ownEnding: typeof EndingOrder }>,
  "board" | "read" | "self"
>;

/** One for the life of a gateway. */
export class EndingOrders {
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #next = 0;

  /** Takes up what an earlier life left, and returns why each is to be gone, by order. */
  restore(ctx: EndingContext): ReadonlyMap<string, string> {
    const reasons = new Map<string, string>();
    for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
      const row = ctx.read.ownEnding(slot, ctx.self.name);
      if (row === null) break;
      const { orderId, reason } = row;
      this.#next = slot + 1;
      if (orderId === "") this.#free.push(slot);
      else {
        this.#slots.set(orderId, slot);
        reasons.set(orderId, reason);
      }
    }
    return reasons;
  }

  /** @param reason Null of one that is over, or goes on. */
  note(orderId: string, reason: string | null, ctx: EndingContext): undefined {
    const known = this.#slots.get(orderId);
    if (reason === null) {
      if (known === undefined) return;
      this.#slots.delete(orderId);
      this.#free.push(known);
      ctx.board.ending.put(known, { orderId: "", reason: "" });
      return;
    }
    const slot = known ?? this.#free.pop() ?? this.#next;
    // No more orders than that are open.
    if (slot >= OPEN_ORDERS_MAX) return;
    this.#next = Math.max(this.#next, slot + 1);
    this.#slots.set(orderId, slot);
    // Whatever its words are, it must be kept.
    ctx.board.ending.put(slot, { orderId, reason: fittingText(reason) });
  }
}
