/** A call as it travels: a frame of the WebSocket API, or a REST request. */
import { assert } from "../../../../core/assert.ts";
import { encodedParams, framePayload, restPayload } from "../signing/payload.ts";
import type { VenueKey } from "../signing/venue-key.ts";
import type { Stamp } from "./stamp.ts";
import { type CallParams, isFrameMethod, restFormOf, type VenueCall } from "./venue-call.ts";

/** A REST request, exact to the byte. */
export type RestRequest = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Without its question mark; empty when there is none. */
  readonly query: string;
  /** A form; empty when there is none. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

const WINDOW_MS_MAX = 60_000;

/**
 * Returns the text of a frame.
 *
 * @param id What the answer is matched by.
 * @param key Null: the session is logged on, and what is not a logon is not signed.
 */
export function renderFrame(
  call: VenueCall,
  id: string,
  stamp: Stamp,
  key: VenueKey | null,
): string {
  const { method } = call;
  assert(isFrameMethod(method), `${method} is no call of the WebSocket API`);
  const params = frameParams(call, stamp, key);
  return `{"id":${JSON.stringify(id)},"method":"${method}","params":${jsonOf(params)}}`;
}

/** Returns a request. What the call needs no key for is sent without one. */
export function renderRest(call: VenueCall, stamp: Stamp, key: VenueKey): RestRequest {
  const form = restFormOf(call.method);
  assert(form !== null, `${call.method} is no call of REST`);
  const [method, path] = form;
  if (call.security === "NONE") {
    return { method, path, query: encodedParams(call.params), body: "", headers: {} };
  }
  const params = encodedParams({ ...call.params, ...stampParams(stamp) });
  const isForm = method === "POST" || method === "PUT";
  const payload = isForm ? restPayload("", params) : restPayload(params, "");
  const signed = `${params}&signature=${encodeURIComponent(key.sign(payload))}`;
  return {
    method,
    path,
    query: isForm ? "" : signed,
    body: isForm ? signed : "",
    headers: {
      "X-MBX-APIKEY": key.apiKey,
      ...(isForm ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
    },
  };
}

function frameParams(call: VenueCall, stamp: Stamp, key: VenueKey | null): CallParams {
  if (call.security === "NONE") return call.params;
  const params = { ...call.params, ...stampParams(stamp) };
  if (key === null) {
    assert(call.security !== "LOGON", `${call.method} is signed, also in a session`);
    return params;
  }
  const named = { ...params, apiKey: key.apiKey };
  return { ...named, signature: key.sign(framePayload(named)) };
}

/** What JSON carries as it stands; amounts stay text. An id beyond 2^53 keeps all of its digits. */
const BARE = new Set([
  ...["timestamp", "recvWindow", "limit", "startTime", "orderId", "fromId"],
  ...["symbols", "omitZeroBalances"],
]);

function jsonOf(params: CallParams): string {
  const fields = Object.entries(params).map(
    ([name, value]) => `${JSON.stringify(name)}:${BARE.has(name) ? value : JSON.stringify(value)}`,
  );
  return `{${fields.join(",")}}`;
}

function stampParams({ timestampMs, recvWindowMs }: Stamp): CallParams {
  assert(
    Number.isSafeInteger(timestampMs) && timestampMs > 0,
    `a timestamp is whole milliseconds: current value is ${timestampMs}`,
  );
  assert(
    Number.isInteger(recvWindowMs) && recvWindowMs >= 1 && recvWindowMs <= WINDOW_MS_MAX,
    `a window is 1 to ${WINDOW_MS_MAX} ms: current value is ${recvWindowMs}`,
  );
  return { recvWindow: `${recvWindowMs}`, timestamp: `${timestampMs}` };
}
