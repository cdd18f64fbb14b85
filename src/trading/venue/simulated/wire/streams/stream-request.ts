/** What a client asks on a connection of market streams, and the venue's words for what it may not. */
import { type JsonMembers, jsonMembers, stringOf } from "../socket/json-members.ts";

/** `id` is the text that it was sent as: a 64-bit integer, a string, or null. */
export type StreamRequest =
  | {
      readonly kind: "SUBSCRIBE" | "UNSUBSCRIBE";
      readonly id: string;
      readonly names: readonly string[];
    }
  | { readonly kind: "LIST_SUBSCRIPTIONS" | "GET_COMBINED"; readonly id: string }
  | { readonly kind: "SET_COMBINED"; readonly id: string; readonly isCombined: boolean };

/** A request, or the frame that refuses it. */
export type ReadRequest =
  | { readonly ok: true; readonly request: StreamRequest }
  | { readonly ok: false; readonly answer: string };

const METHODS = [
  "SUBSCRIBE",
  "UNSUBSCRIBE",
  "LIST_SUBSCRIPTIONS",
  "SET_PROPERTY",
  "GET_PROPERTY",
] as const;
const INTEGER = /^-?(?:0|[1-9][0-9]{0,18})$/;
const TEXT_ID = /^"[A-Za-z0-9\-_]{0,36}"$/;
const INT64_MAX = 2n ** 63n - 1n;

/** Reads one text frame. */
export function readStreamRequest(text: string): ReadRequest {
  const json = jsonMembers(text);
  if (json.kind === "BROKEN")
    return refuse(3, `Invalid JSON: expected value at ${placeOf(text, json.at + 1)}`);
  if (json.kind === "OTHER") return refuse(2, "Invalid request: expected an object");
  const unknown = methodError(text, json);
  if (unknown !== null) return refuse(2, unknown);
  const id = idOf(json.members.get("id")?.text);
  if (id === null) return refuse(2, "Invalid request: request ID must be an unsigned integer");
  if (json.members.size > (json.members.has("params") ? 3 : 2)) {
    return refuse(2, "Invalid request: too many parameters", id);
  }
  return read(json.members, id);
}

function read(members: (JsonMembers & { kind: "OBJECT" })["members"], id: string): ReadRequest {
  const method = stringOf(members.get("method"));
  const params = listOf(members.get("params")?.text);
  if (params === null) return refuse(2, "Invalid request: params must be an array", id);
  if (method === "LIST_SUBSCRIPTIONS") return take({ kind: "LIST_SUBSCRIPTIONS", id });
  if (method === "SUBSCRIBE" || method === "UNSUBSCRIBE") {
    const names = params.filter((name): name is string => typeof name === "string");
    if (names.length < params.length) {
      return refuse(2, "Invalid request: stream name must be a string", id);
    }
    return take({ kind: method, id, names });
  }
  return property(method === "SET_PROPERTY", params, id);
}

function property(isSet: boolean, params: readonly unknown[], id: string): ReadRequest {
  const [name, value] = params;
  if (typeof name !== "string") {
    return refuse(2, "Invalid request: property name must be a string", id);
  }
  if (params.length > (isSet ? 2 : 1)) return refuse(2, "Invalid request: too many parameters", id);
  if (name !== "combined") return refuse(0, "Unknown property", id);
  if (!isSet) return take({ kind: "GET_COMBINED", id });
  if (typeof value !== "boolean") return refuse(1, "Invalid value type: expected Boolean", id);
  return take({ kind: "SET_COMBINED", id, isCombined: value });
}

/** What is wrong with the method of a request; null when it is one. */
function methodError(text: string, { members, end }: JsonMembers & { kind: "OBJECT" }) {
  const member = members.get("method");
  if (member === undefined) {
    return `Invalid request: missing field \`method\` at ${placeOf(text, end)}`;
  }
  const method = stringOf(member);
  if (METHODS.some((name) => name === method)) return null;
  const known = METHODS.map((name) => `\`${name}\``).join(", ");
  const found = `unknown variant \`${method ?? member.text}\`, expected one of ${known}`;
  return `Invalid request: ${found} at ${placeOf(text, member.end)}`;
}

/** Null when it is no id: one must be sent, and is an integer, a short text, or null. */
function idOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text === "null" || TEXT_ID.test(text)) return text;
  if (!INTEGER.test(text)) return null;
  const value = BigInt(text);
  return value <= INT64_MAX && value >= -INT64_MAX - 1n ? text : null;
}

/** Null when it is no list; without one it is empty. */
function listOf(text: string | undefined): readonly unknown[] | null {
  if (text === undefined) return [];
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value : null;
}

/** As the venue counts: lines from 1, and so many characters of the line. */
function placeOf(text: string, characters: number): string {
  const lines = text.slice(0, characters).split("\n");
  return `line ${lines.length} column ${lines[lines.length - 1]?.length ?? 0}`;
}

function take(request: StreamRequest): ReadRequest {
  return { ok: true, request };
}

function refuse(code: number, msg: string, id: string | null = null): ReadRequest {
  const end = id === null ? "" : `,"id":${id}`;
  return { ok: false, answer: `{"code":${code},"msg":${JSON.stringify(msg)}${end}}` };
}
