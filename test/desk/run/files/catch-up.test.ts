/** Boards that are behind their log are brought up to it: each event counts once. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { Filled } from "../../../../src/desk/message/filled.ts";
import { OpenOrder } from "../../../../src/desk/message/open-order.ts";
import { OrderEvent } from "../../../../src/desk/message/order-event.ts";
import type { LoggedEvent } from "../../../../src/desk/record/order-image.ts";
import { catchUp } from "../../../../src/desk/run/files/catch-up.ts";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { RecoveredState } from "../../../../src/runtime/supervisor/state/recovered-state.ts";
import { orderEventOf } from "../../../kit/order-event.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const EXECUTION = "execution-paper";
const EMPTY = new RecoveredState({
  refused: [],
  lives: new Map(),
  boards: new Map(),
  snapshots: new Map(),
});

type Change = Partial<Omit<LoggedEvent["event"], "kind">>;

function eventOf(
  sequence: number,
  kind: LoggedEvent["event"]["kind"],
  change: Change,
): LoggedEvent {
  const event = OrderEvent.of(orderEventOf({ kind, sentAt: 7, orderId: "a", ...change }));
  return { sequence, event };
}

function read<Body>(state: RecoveredState, board: string, type: MessageType<Body>): object[] {
  const values: object[] = [];
  for (let slot = 0; slot < type.slots; slot += 1) {
    const value = state.valueOf(EXECUTION, board, slot);
    if (value === null) break;
    const view = type.codec.createView();
    view.bind(new DataView(value.buffer, value.byteOffset, value.length), 0, value.length);
    values.push({ ...(view.copy() as object) });
  }
  return values;
}

const boardsOf = (state: RecoveredState) => ({
  orders: read(state, "openOrder", OpenOrder),
  filled: read(state, "filled", Filled),
});

/** Orders that begin, fill and end in any order, as an execution says it. */
function randomLog(random: Prng): LoggedEvent[] {
  const log: LoggedEvent[] = [];
  const open: { orderId: string; cumLots: number; side: "BUY" | "SELL"; instrument: number }[] = [];
  for (let sequence = 1; sequence <= 60; sequence += 1) {
    const order = open[random.between(0, 4)];
    if (order === undefined) {
      const side = random.pick(["BUY", "SELL"] as const);
      const fresh = { orderId: `o${sequence}`, cumLots: 0, side, instrument: random.between(0, 2) };
      open.push(fresh);
      log.push(eventOf(sequence, "SENT", fresh));
      continue;
    }
    const kind = random.pick(["ACK", "FILL", "CANCELED", "EXPIRED"] as const);
    if (kind === "EXPIRED") {
      log.push(
        eventOf(sequence, kind, { orderId: `x${sequence}`, leavesLots: 0, sentAt: Number.NaN }),
      );
      continue;
    }
    const deltaLots = kind === "FILL" ? random.between(1, 10 - order.cumLots) : 0;
    order.cumLots += deltaLots;
    const isOver = kind === "CANCELED" || order.cumLots === 10;
    if (isOver) open.splice(open.indexOf(order), 1);
    log.push(
      eventOf(sequence, kind, { ...order, deltaLots, leavesLots: isOver ? 0 : 10 - order.cumLots }),
    );
  }
  return log;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe("catchUp", () => {
  test("adds the fills behind the boards, and the orders that they do not have", () => {
    const log = [
      eventOf(1, "SENT", { orderId: "a" }),
      eventOf(2, "SENT", { orderId: "b", side: "SELL" }),
      eventOf(3, "FILL", { orderId: "a", deltaLots: 4, cumLots: 4, leavesLots: 6, priceTicks: 99 }),
      eventOf(4, "CANCELED", { orderId: "b", side: "SELL", leavesLots: 0 }),
      eventOf(5, "SENT", { orderId: "c" }),
    ];
    expect(boardsOf(catchUp(EMPTY, EXECUTION, log))).toMatchObject({
      orders: [
        { orderId: "a", state: "WORKING", cumLots: 4, priceTicks: 100, sequence: 3 },
        { orderId: "c", state: "SENT", sequence: 5 },
      ],
      filled: [{ strategy: 5, instrument: 0, lots: 4, fills: 1, sequence: 3 }],
    });
  });

  test(`wherever the boards were kept, the whole log brings them to the same (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    for (let round = 0; round < 30; round += 1) {
      const log = randomLog(random);
      const whole = boardsOf(catchUp(EMPTY, EXECUTION, log));
      const fills = log.filter(({ event }) => event.kind === "FILL");
      const lots = fills.map(({ event }) => event.deltaLots * (event.side === "BUY" ? 1 : -1));
      const held = whole.filled.map((pair) => (pair as { lots: number }).lots);
      expect(sumOf(held)).toBe(sumOf(lots));
      for (let cut = 0; cut <= log.length; cut += 1) {
        const kept = catchUp(EMPTY, EXECUTION, log.slice(0, cut));
        expect(boardsOf(catchUp(kept, EXECUTION, log))).toEqual(whole);
      }
    }
  });

  test("a log that has less than the boards changes nothing", () => {
    const log = randomLog(new Prng(SEED));
    const kept = catchUp(EMPTY, EXECUTION, log);
    expect(boardsOf(catchUp(kept, EXECUTION, log.slice(0, 20)))).toEqual(boardsOf(kept));
    expect(boardsOf(catchUp(kept, EXECUTION, []))).toEqual(boardsOf(kept));
  });
});
