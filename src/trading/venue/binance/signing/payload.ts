/**
 * The text that a signature is of. The two APIs differ: REST signs what it sends, percent-encoded, the
 * WebSocket API signs the parameters themselves, sorted by name.
 */
import type { CallParams } from "../requests/venue-call.ts";

/**
 * Returns parameters as they travel in a query or a form: in their order, percent-encoded as UTF-8.
 *
 * @example
 * ```ts
 * encodedParams({ symbol: "BTCUSDT", note: "a b" }); // => "symbol=BTCUSDT&note=a%20b"
 * ```
 */
export function encodedParams(params: CallParams): string {
  return Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
}

/**
 * Returns what REST signs: query and body, encoded as they are sent, with nothing between them.
 *
 * @example
 * ```ts
 * restPayload("symbol=BTCUSDT", "quantity=1"); // => "symbol=BTCUSDTquantity=1"
 * ```
 */
export function restPayload(query: string, body: string): string {
  return query + body;
}

/**
 * Returns what the WebSocket API signs: the parameters, the API key among them, sorted by name and not
 * encoded.
 *
 * @example
 * ```ts
 * framePayload({ symbol: "BTCUSDT", apiKey: "k" }); // => "apiKey=k&symbol=BTCUSDT"
 * ```
 */
export function framePayload(params: CallParams): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join("&");
}
