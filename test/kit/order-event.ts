/** The body of an order event, of which a test says what matters to it. */
import type { OrderEvent } from "../../src/desk/message/order-event.ts";
import type { BodyOf } from "../../src/runtime/actor/context.ts";

/** Of an order of 10 lots to buy at 100. */
export function orderEventOf(
  given: Partial<BodyOf<typeof OrderEvent>> &
    Pick<BodyOf<typeof OrderEvent>, "kind" | "orderId" | "sentAt">,
): BodyOf<typeof OrderEvent> {
  return {
    side: "BUY",
    liquidity: "NONE",
    instrument: 0,
    strategy: 5,
    orderLots: 10,
    deltaLots: 0,
    cumLots: 0,
    leavesLots: 10,
    priceTicks: 100,
    feeMinor: 0,
    feeAsset: "QUOTE",
    feeText: "",
    tradeId: "",
    reason: "",
    ...given,
  };
}
