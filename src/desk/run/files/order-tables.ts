/** What is known of an execution's orders, as the tables of its boards. */
import type { MessageType } from "../../../runtime/codec/message-type.ts";
import { hashSchema } from "../../../runtime/codec/schema-hash.ts";
import type { StateTable } from "../../../runtime/supervisor/state/state-part.ts";
import { Filled } from "../../message/filled.ts";
import { OpenOrder } from "../../message/open-order.ts";
import type { OrderImage } from "../../record/order-image.ts";

/** Of the boards `openOrder` and `filled`, in this order. */
export function orderTables({
  orders,
  filled,
}: Pick<OrderImage, "orders" | "filled">): readonly [StateTable, StateTable] {
  return [tableOf("openOrder", OpenOrder, orders), tableOf("filled", Filled, filled)];
}

function tableOf<Body>(name: string, type: MessageType<Body>, bodies: readonly Body[]): StateTable {
  const values = bodies.map((body, slot) => {
    const data = new DataView(new ArrayBuffer(type.codec.sizeOf(body)));
    type.codec.write(data, 0, body);
    return [slot, new Uint8Array(data.buffer)] as const;
  });
  const { name: typeName, version, schema } = type;
  return {
    name,
    type: typeName,
    version,
    hash: hashSchema(schema),
    values: new Map(values),
  };
}
