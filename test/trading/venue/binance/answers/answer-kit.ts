/** Answers as the venue writes them, for the tests of who reads them. */

import { defineInstrument } from "../../../../../src/trading/market/instrument.ts";
import {
  apiFrameOf,
  type Reply,
  replyOfHttp,
} from "../../../../../src/trading/venue/binance/answers/reply.ts";
import { bySymbol } from "../../../../../src/trading/venue/binance/endpoints.ts";

export const btc = defineInstrument({
  number: 0,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.00001",
});
export const INSTRUMENTS = bySymbol([btc]);
export const ID = "o00001030000000z";

/** An order as the query of one answers it. */
export const ORDER = {
  symbol: "BTCUSDT",
  orderId: 12_569_099_453,
  orderListId: -1,
  clientOrderId: ID,
  price: "23416.10000000",
  origQty: "0.00847000",
  executedQty: "0.00100000",
  cummulativeQuoteQty: "23.41610000",
  status: "PARTIALLY_FILLED",
  timeInForce: "GTC",
  type: "LIMIT",
  side: "SELL",
  stopPrice: "0.00000000",
  icebergQty: "0.00000000",
  time: 1_660_801_715_639,
  updateTime: 1_660_801_717_945,
  isWorking: true,
  workingTime: 1_660_801_715_639,
  origQuoteOrderQty: "0.00000000",
  selfTradePreventionMode: "EXPIRE_TAKER",
};

/** The answer to a cancel: its own id is the client order id, and the order's is the original one. */
export const CANCELLED = {
  ...ORDER,
  origClientOrderId: ID,
  clientOrderId: "91fe37ce9e69c90d6358c0",
  status: "CANCELED",
  transactTime: 1_684_804_350_068,
  updateTime: undefined,
};

/** Returns an HTTP answer. A body that is no text is made JSON. */
export function http(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return replyOfHttp({ status, headers: new Headers(headers), body: text, failure: null });
}

/** Returns an answer of the WebSocket API. */
export function framed(status: number, rest: Readonly<Record<string, unknown>>): Reply {
  const frame = apiFrameOf(JSON.stringify({ id: "1", status, ...rest }));
  if (frame.kind !== "REPLY") throw new Error(`no reply: ${JSON.stringify(frame)}`);
  return frame.reply;
}

/** Both ways in which an error comes. */
export function refusals(
  status: number,
  code: number,
  msg: string,
  data?: unknown,
): readonly Reply[] {
  return [http(status, { code, msg, data }), framed(status, { error: { code, msg, data } })];
}
