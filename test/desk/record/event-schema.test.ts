/** A journal and a message log that an older program wrote: their order events count as today's do. */
import { expect, test } from "bun:test";
import { OrderEvent } from "../../../src/desk/message/order-event.ts";
import { eventLayoutOf } from "../../../src/desk/record/event-schema.ts";
import { foldRecords } from "../../../src/desk/record/fold-records.ts";
import { orderEventsIn } from "../../../src/desk/run/files/catch-up.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../../src/runtime/codec/field.ts";
import { schemaEntryOf } from "../../../src/runtime/codec/file-entry.ts";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import { RecordFile } from "../../../src/runtime/codec/record-file.ts";
import { RecordFrames } from "../../../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR, TYPE_FIRST, TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";
import { orderEventOf } from "../../kit/order-event.ts";

const EXECUTION = "execution-paper";

/** As it was committed. */
const First = defineMessage("order-event", 1, {
  kind: oneOf("SENT", "ACK", "FILL", "CANCELED", "CANCEL_REJECTED", "REJECTED", "EXPIRED"),
  side: oneOf("BUY", "SELL"),
  liquidity: oneOf("NONE", "MAKER", "TAKER"),
  instrument: int32("instrument"),
  strategy: int32("actor"),
  orderLots: float64("lots"),
  deltaLots: float64("lots"),
  cumLots: float64("lots"),
  leavesLots: float64("lots"),
  priceTicks: float64("ticks"),
  feeMinor: float64("minor units of the quote asset"),
  sentAt: float64("ns"),
  orderId: text(),
  tradeId: text(),
  reason: text(),
});

/** An order, a part of it filled, as a file has it that explains itself. */
function fileOf(type: MessageType<never>): Uint8Array {
  const frames = new RecordFrames();
  const entry = { number: TYPE_FIRST, name: type.name, version: type.version, schema: type.schema };
  frames.addEntry(TYPE_SCHEMA, schemaEntryOf(entry as never), 1);
  const actor = { number: 3, name: EXECUTION, kind: "execution", incarnation: 1 };
  frames.addEntry(TYPE_ACTOR, actor, 1);
  const order = { orderId: "o1", sentAt: 1 };
  const filled = { deltaLots: 4, cumLots: 4, leavesLots: 6, tradeId: "1" };
  const cost = { liquidity: "TAKER", feeMinor: 4, feeText: "0.4" } as const;
  const events = [
    orderEventOf({ ...order, kind: "SENT" }),
    orderEventOf({ ...order, ...filled, ...cost, kind: "FILL" }),
  ];
  events.forEach((event, at) => {
    const payload = new DataView(new ArrayBuffer(type.codec.sizeOf(event as never)));
    type.codec.write(payload, 0, event as never);
    const head = { type: TYPE_FIRST, version: type.version, actor: 3, flags: 0, wallMicros: 1 };
    frames.add({ ...head, sequence: at + 1, committedAt: at }, payload);
  });
  return frames.take().slice();
}

test.each([
  ["today's", OrderEvent as unknown as MessageType<never>],
  ["the first version's", First as unknown as MessageType<never>],
])("order events of %s layout count, in a journal and in a log", (_name, type) => {
  const file = fileOf(type);
  const { fold } = foldRecords(null, new RecordFile(file));
  const { orders, filled } = fold.imageOf(EXECUTION);
  expect(orders).toMatchObject([{ orderId: "o1", state: "WORKING", cumLots: 4 }]);
  // The first version's fee is a worth that was rounded: nobody knows what was taken.
  const feeUnknownFills = type.version === 1 ? 1 : 0;
  expect(filled).toMatchObject([{ lots: 4, fills: 1, cost: "400", feeUnknownFills }]);
  const logged = [...orderEventsIn(file, EXECUTION)];
  expect(logged.map(({ event }) => [event.kind, event.leavesLots])).toEqual([
    ["SENT", 10],
    ["FILL", 6],
  ]);
});

test("a layout that nobody committed counts for nothing", () => {
  const other = defineMessage("order-event", 1, { kind: oneOf("SENT"), orderId: text() });
  expect(eventLayoutOf(First.schema)).toBe("OLDER");
  expect(eventLayoutOf(OrderEvent.schema)).toBe("CURRENT");
  expect(eventLayoutOf(other.schema)).toBe("NONE");
});
