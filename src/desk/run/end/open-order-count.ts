/** How many orders are open, by the boards of the executions: from shared memory, asking nobody. */
import { BoardReader } from "../../../runtime/ring/board-reader.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../message/open-order.ts";

/** Where a board's memory is found. */
export type BoardSource = { boardOf(name: string, board: string): SharedArrayBuffer | null };

/** Counts the open orders of `executions`, by their names. */
export function countOpenOrders(boards: BoardSource, executions: readonly string[]): number {
  const scratch = new DataView(new ArrayBuffer(Math.max(8, OpenOrder.slotBytes)));
  const view = OpenOrder.codec.createView();
  let open = 0;
  for (const name of executions) {
    const memory = boards.boardOf(name, "openOrder");
    if (memory === null) continue;
    const board = new BoardReader(memory);
    for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
      const bytes = board.read(slot, scratch);
      if (bytes < 0) continue;
      view.bind(scratch, 0, bytes);
      if (view.state !== "FREE") open += 1;
    }
  }
  return open;
}
