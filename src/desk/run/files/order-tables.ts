/** What is known of an execution's orders, as the tables of its boards. */
import type { MessageType } from "../../../runtime/codec/message-type.ts";
import { hashSchema } from "../../../runtime/codec/schema-hash.ts";
import type { StateTable } from "../../../runtime/supervisor/state/state-part.ts";
import { Filled } from "../../message/filled.ts";
import { OpenOrder } from "../../message/open-order.ts";
import { ToldTrade } from "../../message/told-trade.ts";
import type { OrderImage } from "../../record/order-image.ts";

/** Of the boards `openOrder`, `filled` and `told`, in this order; a gateway without the last has no use for it. */
export function orderTables({
  orders,
  filled,
  told,
}: Pick<OrderImage, "orders" | "filled" | "told">): readonly [StateTable, StateTable, StateTable] {
  return [
    tableOf("openOrder", OpenOrder, orders),
    tableOf("filled", Filled, filled),
    { ...tableOf("told", ToldTrade, told.trades), isOptional: true },
  ];
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
