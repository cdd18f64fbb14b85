/** Every reader of what Binance sends, and texts that each of them takes: for those who damage them. */
import {
  accountOutcome,
  keyPermissionsOutcome,
  orderLimitsOutcome,
  subscribeOutcome,
  timeOutcome,
} from "../../../../src/trading/venue/binance/answers/account-answers.ts";
import {
  orderOutcome,
  ordersOutcome,
  replaceOutcome,
  tradesOutcome,
} from "../../../../src/trading/venue/binance/answers/order-answers.ts";
import {
  apiFrameOf,
  type Reply,
  replyOfHttp,
} from "../../../../src/trading/venue/binance/answers/reply.ts";
import { rulesOutcome } from "../../../../src/trading/venue/binance/answers/rules-answer.ts";
import type { PrivateEvent } from "../../../../src/trading/venue/binance/private/private-event.ts";
import { readEvent } from "../../../../src/trading/venue/binance/private/read-event.ts";
import { callOf } from "../../../../src/trading/venue/binance/requests/venue-call.ts";
import { CANCELLED, INSTRUMENTS, ORDER } from "./answers/answer-kit.ts";

const call = callOf("order.cancel", "CANCEL", {});
const ERROR = { code: -2021, msg: "Order cancel-replace partially failed." };
/** A private event that is a fill. */
export const REPORT =
  '{"e":"executionReport","E":1499405658658,"s":"BTCUSDT","c":"o00001030000000z","S":"BUY","o":"LIMIT",' +
  '"f":"GTC","q":"0.01","p":"23416.10","g":-1,"C":"","x":"TRADE","X":"PARTIALLY_FILLED","r":"NONE",' +
  '"i":4293153,"l":"0.006","z":"0.007","L":"23416.00","n":"0.000006","N":"BTC","T":1499405658657,' +
  '"t":28457,"I":8641984,"w":true,"m":true,"M":false,"Z":"0.0","V":"NONE"}';
/** What the venue sends, at least one for each reader. */
export const SAMPLES: readonly string[] = [
  JSON.stringify(ORDER),
  JSON.stringify([ORDER, ORDER]),
  JSON.stringify({ ...ERROR, data: { cancelResult: "SUCCESS", cancelResponse: CANCELLED } }),
  JSON.stringify({ id: "1", status: 200, result: ORDER, rateLimits: [{ interval: "DAY" }] }),
  JSON.stringify({ canTrade: true, balances: [{ asset: "BTC", free: "1", locked: "0" }] }),
  JSON.stringify({ symbols: [{ symbol: "BTCUSDT", filters: [{ filterType: "LOT_SIZE" }] }] }),
  JSON.stringify({ code: -2011, msg: "Unknown order sent." }),
  JSON.stringify({ code: -2010, msg: "Account has insufficient balance for requested action." }),
  REPORT,
  `{"subscriptionId":0,"event":${REPORT}}`,
  '{"e":"outboundAccountPosition","u":1616628815744,"B":[{"a":"BTC","f":"1","l":"0"}]}',
];
/** What each reader of answers makes of a reply. */
export const READERS: readonly ((reply: Reply) => { readonly kind: string })[] = [
  (reply) => orderOutcome(call, reply, INSTRUMENTS),
  (reply) => ordersOutcome(call, reply, INSTRUMENTS),
  (reply) => tradesOutcome(call, reply, INSTRUMENTS),
  (reply) => replaceOutcome(call, reply, INSTRUMENTS),
  (reply) => accountOutcome(call, reply),
  (reply) => keyPermissionsOutcome(call, reply),
  (reply) => orderLimitsOutcome(call, reply),
  (reply) => rulesOutcome(call, reply),
  (reply) => subscribeOutcome(call, reply),
  (reply) => timeOutcome(call, reply),
];

/**
 * Reads a text as a frame and as the body of an answer, by every reader there is. Returns whether it is a
 * frame at all.
 *
 * @throws {Error} When a fill came out that is none; and whatever a reader throws.
 */
export function readWire(text: string): boolean {
  const frame = apiFrameOf(text);
  const headers = new Headers();
  const replies = [200, 409].map((status) =>
    replyOfHttp({ status, headers, body: text, failure: null }),
  );
  for (const reply of frame.kind === "REPLY" ? [...replies, frame.reply] : replies) {
    for (const read of READERS) read(reply);
  }
  if (frame.kind === "EVENT") checkEvent(readEvent(frame.event, INSTRUMENTS));
  return frame.kind !== "BAD";
}

/** @throws {Error} When a failure does not say of what, or a fill is none. */
export function checkEvent(event: PrivateEvent): "FILL" | "BAD" | "OTHER" {
  if (event.kind === "BAD") {
    if (event.field === "" || event.reason === "") throw new Error("a failure names its field");
    return "BAD";
  }
  if (event.kind !== "ORDER" || event.fill === null) return "OTHER";
  const { lots, priceTicks, tradeId } = event.fill;
  const isPositive = (value: number) => Number.isSafeInteger(value) && value > 0;
  if (!isPositive(lots) || !isPositive(priceTicks)) throw new Error("a fill has lots and a price");
  if (!/^\d+$/.test(tradeId + event.venueOrderId)) throw new Error("ids are digits");
  return "FILL";
}
