/**
 * The orders of an execution as its boards show them now: what a journal goes on from that has missed
 * events of it, since its disk had failed or nobody waited for it.
 */
import { Filled, PAIRS_MAX } from "../../src/desk/message/filled.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../src/desk/message/open-order.ts";
import { TOLD_TRADES_MAX, ToldTrade } from "../../src/desk/message/told-trade.ts";
import type { FilledBody } from "../../src/desk/record/filled-pair.ts";
import { type OrderBody, OrderImage } from "../../src/desk/record/order-image.ts";
import type { ToldBody } from "../../src/desk/record/told-ring.ts";
import type { Context, Messages } from "../../src/runtime/actor/context.ts";

/** The boards that are read. */
export const ORDER_BOARDS = { openOrder: OpenOrder, filled: Filled, told: ToldTrade };

type BoardContext = Pick<Context<Messages, Messages, never, typeof ORDER_BOARDS>, "read">;

/** Its writer may put between two slots: then they are read again, and the last look counts. */
const LOOKS_MAX = 8;

/** Returns what `execution` has open and has filled; null when its boards were never written. */
export function shownOrders(execution: string, ctx: BoardContext): OrderImage | null {
  let image = readBoards(execution, ctx);
  for (let looks = 1; looks < LOOKS_MAX; looks += 1) {
    const again = readBoards(execution, ctx);
    const isSame = newestOf(again) === newestOf(image);
    image = again;
    if (isSame) break;
  }
  return newestOf(image) === 0 ? null : image;
}

/** Sequence of the newest event that an image knows of; 0 of an empty one. */
export function newestOf({ orders, filled }: OrderImage): number {
  return Math.max(0, ...[...orders, ...filled].map(({ sequence }) => sequence));
}

function readBoards(execution: string, ctx: BoardContext): OrderImage {
  const orders: OrderBody[] = [];
  for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
    const order = ctx.read.openOrder(slot, execution);
    if (order === null) break;
    orders.push(order.copy());
  }
  const filled: FilledBody[] = [];
  for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
    const pair = ctx.read.filled(slot, execution);
    if (pair === null) break;
    filled.push(pair.copy());
  }
  const told: ToldBody[] = [];
  for (let slot = 0; slot < TOLD_TRADES_MAX; slot += 1) {
    const trade = ctx.read.told(slot, execution);
    if (trade === null) break;
    told.push(trade.copy());
  }
  return new OrderImage(orders, filled, told);
}
