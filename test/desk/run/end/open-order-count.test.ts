/** What is open, by boards that a writer has filled. */
import { expect, test } from "bun:test";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../../../src/desk/message/open-order.ts";
import { countOpenOrders } from "../../../../src/desk/run/end/open-order-count.ts";
import { allocateBoard } from "../../../../src/runtime/ring/board-memory.ts";
import { BoardWriter } from "../../../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";

type State = "FREE" | "SENT" | "WORKING";

/** A board with an order of each state, from slot 0 on, and one in the last slot. */
function boardOf(states: readonly State[], last: State = "FREE"): SharedArrayBuffer {
  const memory = allocateBoard({ slots: OPEN_ORDERS_MAX, slotBytes: OpenOrder.slotBytes });
  const writer = new BoardWriter(memory, allocateLines(), 1);
  for (const [slot, state] of [...states.entries(), [OPEN_ORDERS_MAX - 1, last] as const]) {
    const body = OpenOrder.of({
      state,
      side: "BUY",
      style: "GTC",
      replaces: "",
      instrument: 0,
      strategy: 1,
      priceTicks: 100,
      orderLots: 10,
      cumLots: 0,
      sentAt: 1,
      sequence: 1,
      orderId: "0000000000000001",
    });
    const bytes = OpenOrder.codec.write(writer.data, writer.begin(slot), body);
    writer.end(slot, bytes);
  }
  return memory;
}

test("orders that work or are on their way are open, in whichever slot; those that are over are not", () => {
  const boards: Record<string, SharedArrayBuffer> = {
    "execution-a": boardOf(["WORKING", "FREE", "SENT"], "WORKING"),
    "execution-b": boardOf(["SENT", "FREE"]),
  };
  const source = { boardOf: (name: string) => boards[name] ?? null };
  expect(countOpenOrders(source, ["execution-a"])).toBe(3);
  expect(countOpenOrders(source, ["execution-a", "execution-b", "execution-none"])).toBe(4);
  expect(countOpenOrders(source, [])).toBe(0);
});
