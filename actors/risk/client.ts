/** A strategy as risk knows it, over the lives of both. */
import { type ActorAbout, aboutOf } from "../../src/desk/message/desk-facts.ts";
import type { RecentOrders } from "../../src/desk/message/recent-orders.ts";
import type { Context, Messages } from "../../src/runtime/actor/context.ts";
import { withOrderTime } from "../../src/trading/risk/order-rate.ts";

/** What its file says, and what its last orders were. */
export type Client = {
  readonly number: number;
  readonly about: ActorAbout;
  lastOrderId: string;
  orderTimes: readonly number[];
};

type Known = Pick<
  Context<
    Messages,
    { recentOrders: typeof RecentOrders },
    never,
    { lastOrders: typeof RecentOrders }
  >,
  "read" | "board" | "now" | "self"
>;

/**
 * A strategy that this life of risk meets: it goes on from what `before` knows of it, or from what
 * the last life showed. Orders of that one count as if all had come with its newest, which frees
 * none too early.
 */
export function clientOf(
  peer: { readonly number: number; readonly about: unknown },
  before: Client | undefined,
  ctx: Known,
): Client {
  const { number } = peer;
  const about = aboutOf(peer);
  if (before !== undefined) return { ...before, number, about };
  const last = ctx.read.lastOrders(number, ctx.self.name);
  if (last === null) return { number, about, lastOrderId: "", orderTimes: [] };
  const { lastOrderId, newestAt, count } = last;
  const now = ctx.now();
  // A time that is still to come would count until then.
  const at = Math.min(newestAt, now);
  return { number, about, lastOrderId, orderTimes: Array.from({ length: count }, () => at) };
}

/** An order of it was approved. */
export function countOrder(
  client: Client,
  order: { readonly orderId: string; readonly now: number; readonly ratePerS: number },
  ctx: Known,
): undefined {
  const { orderId: lastOrderId, now, ratePerS } = order;
  client.lastOrderId = lastOrderId;
  client.orderTimes = withOrderTime(client.orderTimes, now, ratePerS);
  const { length: count } = client.orderTimes;
  ctx.board.recentOrders.put(client.number, { count, newestAt: now, lastOrderId });
}
