/**
 * The answer to a call as it came, whichever way it came: status, body or error, and what the venue
 * says of its limits. What it means for the call is `classify.ts`.
 */
import type { PauseUntil } from "../../policy/rate-pause.ts";
import { isExactCount, isRecord, parseExactJson, shown } from "../json.ts";
import { NO_USAGE, type RateUsage, usageOfHeaders, usageOfList } from "./limits.ts";

/** An error in the venue's words. */
export type VenueError = {
  /** Negative. */
  readonly code: number;
  readonly text: string;
  /** Of a replace that failed in part, and of a limit: more about it. */
  readonly data: unknown;
};

/** What came back. */
export type Reply = {
  /** Of HTTP, also on the WebSocket API; 0 when no answer came. */
  readonly status: number;
  /** The answer's content; undefined when there is none that can be read. */
  readonly result: unknown;
  /** Null when there is none that can be read. */
  readonly error: VenueError | null;
  readonly usage: readonly RateUsage[];
  /** When the venue says that asking is allowed again. */
  readonly until: PauseUntil;
  /** For people: why there is no answer, or what it was when it could not be read. */
  readonly note: string;
};

/** The parts of an HTTP answer that are looked at. */
export type HttpReply = {
  /** 0 when no answer came. */
  readonly status: number;
  readonly headers: { forEach(each: (value: string, name: string) => void): void };
  readonly body: string;
  /** Why no answer came; null when one did. */
  readonly failure: { readonly kind: string; readonly message: string } | null;
};

/** A frame of the WebSocket API. */
export type ApiFrame =
  /** `id` is null when the venue could not read the request's. */
  | { readonly kind: "REPLY"; readonly id: string | null; readonly reply: Reply }
  | { readonly kind: "EVENT"; readonly subscriptionId: string; readonly event: unknown }
  | { readonly kind: "BAD"; readonly reason: string };

const UNSAID: PauseUntil = { kind: "UNSAID" };

/** Returns what stands for an answer that did not come in time, or will not come any more. */
export function noReply(note: string): Reply {
  return { status: 0, result: undefined, error: null, usage: NO_USAGE, until: UNSAID, note };
}

/** Returns an HTTP answer as a reply. */
export function replyOfHttp({ status, headers, body, failure }: HttpReply): Reply {
  if (failure !== null || status === 0) {
    return noReply(failure === null ? "no answer" : `${failure.kind}: ${failure.message}`);
  }
  const names = namesOf(headers);
  const content = parseExactJson(body);
  const error = errorOf(content);
  const isGood = status >= 200 && status < 300 && error === null;
  return {
    status,
    result: isGood ? content : undefined,
    error,
    usage: usageOfHeaders(names),
    until: untilOfHeaders(names, error),
    note: content === undefined ? shown(body) : "",
  };
}

/** Reads one text frame of the WebSocket API. */
export function apiFrameOf(text: string): ApiFrame {
  const frame = parseExactJson(text);
  if (!isRecord(frame)) return { kind: "BAD", reason: "a frame is a JSON object" };
  if (frame.event !== undefined) {
    const { subscriptionId } = frame;
    return { kind: "EVENT", subscriptionId: idTextOf(subscriptionId) ?? "", event: frame.event };
  }
  const { status } = frame;
  if (!isExactCount(status)) {
    return { kind: "BAD", reason: `an answer has a status: found ${shown(frame)}` };
  }
  const error = errorOf(frame.error);
  const isGood = status >= 200 && status < 300 && frame.error === undefined;
  const reply: Reply = {
    status,
    result: isGood ? frame.result : undefined,
    error,
    usage: usageOfList(frame.rateLimits),
    until: untilOfError(error),
    note: error === null && !isGood ? shown(frame) : "",
  };
  return { kind: "REPLY", id: idTextOf(frame.id), reply };
}

function idTextOf(id: unknown): string | null {
  return typeof id === "string" || isExactCount(id) ? `${id}` : null;
}

function namesOf(headers: HttpReply["headers"]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  headers.forEach((value, name) => {
    names.set(name.toLowerCase(), value);
  });
  return names;
}

function errorOf(content: unknown): VenueError | null {
  if (!isRecord(content)) return null;
  const { code, msg, data } = content;
  if (typeof code !== "number" || !(code < 0) || typeof msg !== "string") return null;
  return { code, text: msg, data };
}

/** On REST it is seconds to wait. */
function untilOfHeaders(names: ReadonlyMap<string, string>, error: VenueError | null): PauseUntil {
  const text = names.get("retry-after") ?? "";
  return /^\d{1,9}$/.test(text) ? { kind: "DELAY", seconds: Number(text) } : untilOfError(error);
}

const NOTHING: Readonly<Record<string, unknown>> = {};
const BANNED_UNTIL = /\bbanned until (\d{13})\b/i;

/** On the WebSocket API it is a moment, beside the venue's time. The text of a ban has one too. */
function untilOfError(error: VenueError | null): PauseUntil {
  if (error === null) return UNSAID;
  const { retryAfter: moment, serverTime } = isRecord(error.data) ? error.data : NOTHING;
  if (isExactCount(moment) && moment > 0) {
    // The time that is left needs no clock, which one who is limited from the start cannot ask for.
    const isTold = isExactCount(serverTime) && serverTime > 0 && serverTime <= moment;
    return isTold
      ? { kind: "DELAY", seconds: (moment - serverTime) / 1_000 }
      : { kind: "MOMENT", venueMs: moment };
  }
  const [, banned] = BANNED_UNTIL.exec(error.text) ?? [];
  return banned === undefined ? UNSAID : { kind: "MOMENT", venueMs: Number(banned) };
}
