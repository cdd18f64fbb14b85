/** What a test lets become of the calls of a gateway. */
import {
  type Reply,
  replyOfHttp,
} from "../../../../../../src/trading/venue/binance/answers/reply.ts";

/**
 * What becomes of a call at the venue. LOST: nobody hears of it again. HELD: it arrives when told.
 * UNWRITTEN: the connection does not take it.
 */
export type Fate =
  | "DONE"
  | "DONE_LOST"
  | "UNDONE_LOST"
  | "DONE_5XX"
  | "UNDONE_5XX"
  | "HELD"
  | "UNWRITTEN";

/** The venue's own words for what it cannot tell. */
export function failed(key: string): Reply {
  const body = '{"code":-1007,"msg":"Timeout waiting for response from backend server."}';
  return {
    ...replyOfHttp({ status: 504, headers: new Headers(), body, failure: null }),
    note: key,
  };
}
