/** A frame of the WebSocket API: what it asks for, and what its signature is of. */
import type { SentParams } from "../call/endpoint.ts";
import {
  illegalCharacters,
  missingParam,
  VENUE_ERRORS,
  type VenueError,
  venueError,
} from "../request/venue-error.ts";
import { jsonMembers, stringOf } from "../socket/json-members.ts";

export type ApiRequest = {
  /** Text of the id: what the client sent, to the digit; "null" when it sent none. */
  readonly id: string;
  readonly method: string;
  /** Text of each: of a string its content, of anything else the JSON. */
  readonly params: SentParams;
};

export type ReadFrame =
  | { readonly ok: true; readonly request: ApiRequest }
  | { readonly ok: false; readonly id: string; readonly error: VenueError };

const ID = /^(?:null|-?(?:0|[1-9][0-9]{0,18})|"[a-zA-Z0-9-_]{1,36}")$/;
const ID_RANGE = "^[a-zA-Z0-9-_]{1,36}$";
const BAD_JSON = venueError(-1135, "Invalid JSON Request");
/** Methods may be named with their version. */
const VERSION = "v3/";

/** Reads one text frame. */
export function readFrame(text: string): ReadFrame {
  const json = jsonMembers(text);
  if (json.kind !== "OBJECT") return { ok: false, id: "null", error: BAD_JSON };
  const { members } = json;
  const idText = members.get("id")?.text;
  if (idText === undefined) return { ok: false, id: "null", error: missingParam("id") };
  if (!ID.test(idText)) {
    return { ok: false, id: "null", error: illegalCharacters("id", ID_RANGE) };
  }
  const method = stringOf(members.get("method"));
  if (method === null) return { ok: false, id: idText, error: missingParam("method") };
  const params = paramsOf(members.get("params")?.text ?? "{}");
  if (params === null) return { ok: false, id: idText, error: BAD_JSON };
  if (params === "TWICE") return { ok: false, id: idText, error: VENUE_ERRORS.duplicateParam };
  const name = method.startsWith(VERSION) ? method.slice(VERSION.length) : method;
  return { ok: true, request: { id: idText, method: name, params } };
}

/**
 * Returns what a signature is of: all parameters but it, sorted by name, not percent-encoded.
 *
 * @example
 * ```ts
 * signedParams(new Map([["symbol", "BTCUSDT"], ["signature", "x"], ["apiKey", "k"]]));
 * // => "apiKey=k&symbol=BTCUSDT"
 * ```
 */
export function signedParams(params: SentParams): string {
  return [...params]
    .filter(([name]) => name !== "signature")
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Null: they are no object. */
function paramsOf(text: string): Map<string, string> | "TWICE" | null {
  const json = jsonMembers(text);
  if (json.kind !== "OBJECT") return null;
  if (json.duplicate !== null) return "TWICE";
  const params = new Map<string, string>();
  for (const [name, member] of json.members) {
    const { text: value } = member;
    const isStructure = value.startsWith("[") || value.startsWith("{");
    // A list is read without the spaces that it may have been sent with.
    const plain = isStructure ? JSON.stringify(JSON.parse(value)) : value;
    params.set(name, value === "null" ? "" : (stringOf(member) ?? plain));
  }
  return params;
}
