/**
 * What of the product the scenarios run on: all that turns bytes of the venue into what the desk says.
 * A planted fault is put into a bundle of this file.
 */
import {
  apiFrameOf,
  noReply,
  replyOfHttp,
} from "../../../../../../../src/trading/venue/binance/answers/reply.ts";
import { GatewayCore } from "../../../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import { readEvent } from "../../../../../../../src/trading/venue/binance/private/read-event.ts";
import {
  renderFrame,
  renderRest,
} from "../../../../../../../src/trading/venue/binance/requests/render.ts";

export const PARTS = {
  GatewayCore,
  apiFrameOf,
  noReply,
  readEvent,
  renderFrame,
  renderRest,
  replyOfHttp,
} as const;

export type Parts = typeof PARTS;
