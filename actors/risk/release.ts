/**
 * Orders that count and that nobody has: their approval died with the execution that was handling
 * it. Without this they would take room from every order after them.
 */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { OPEN_ORDERS_MAX, type OpenOrder } from "../../src/desk/message/open-order.ts";
import type { Context, Messages } from "../../src/runtime/actor/context.ts";
import type { Exposure } from "../../src/trading/risk/exposure.ts";

/** What risk knows of the orders that count. */
export type CountedOrders = {
  readonly exposure: Exposure;
  /** Last moment at which each order that counts could have been sent. Nanoseconds. */
  readonly validUntil: Map<string, number>;
  /** Orders that count and that the last look found on no board. */
  readonly missing: Set<string>;
};

type ReleaseContext = Pick<
  Context<Messages, Messages, never, { openOrder: typeof OpenOrder }>,
  "read" | "now" | "count" | "log" | "common"
>;

/** Beyond its validity an approval may still be on its way to its last look. Nanoseconds. */
const RELEASE_GRACE_NS = 1e9;

/** Of a new incarnation. */
export function nothingLost(): Pick<CountedOrders, "validUntil" | "missing"> {
  return { validUntil: new Map(), missing: new Set() };
}

/**
 * Releases orders that no execution has open and that could not be sent any more. Found missing
 * twice, a second apart, since a board follows its topic by a moment; a fill that comes later still
 * moves the position.
 *
 * @param show Told of each instrument whose exposure changed.
 */
export function releaseLost<State extends CountedOrders, Ctx extends ReleaseContext>(
  state: State,
  ctx: Ctx,
  show: (state: State, instrument: number, ctx: Ctx) => undefined,
): undefined {
  const { orders } = state.exposure.snapshot();
  const open = orders.length > 0 ? openOnBoards(ctx) : new Set<string>();
  for (const id of state.validUntil.keys()) {
    if (!state.exposure.has(id)) state.validUntil.delete(id);
  }
  for (const { orderId, strategy, instrument, side } of orders) {
    const mayLeave = ctx.now() <= (state.validUntil.get(orderId) ?? 0) + RELEASE_GRACE_NS;
    if (open.has(orderId) || mayLeave) {
      state.missing.delete(orderId);
    } else if (state.missing.delete(orderId)) {
      const over = { orderId, strategy, instrument, side, deltaLots: 0, leavesLots: 0 };
      state.exposure.apply({ kind: "EXPIRED", ...over });
      ctx.count("risk:released");
      ctx.log("warn", `order ${orderId} counts no more: no execution has it, and its time is over`);
      show(state, instrument, ctx);
    } else {
      state.missing.add(orderId);
    }
  }
}

function openOnBoards(ctx: ReleaseContext): ReadonlySet<string> {
  const open = new Set<string>();
  for (const { name, kind } of deskFactsOf(ctx).actors) {
    if (kind !== "execution") continue;
    for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
      const order = ctx.read.openOrder(slot, name);
      if (order === null) break;
      if (order.state !== "FREE") open.add(order.orderId);
    }
  }
  return open;
}
