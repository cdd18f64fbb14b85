/**
 * From an answer to what it means. A call that changes something is refused only when the venue says so
 * in a code that means it; all else leaves open what happened.
 */
import type { PauseKind } from "../../policy/rate-pause.ts";
import type { CallMethod, VenueCall } from "../requests/venue-call.ts";
import type { Ambiguous, Outcome } from "./outcome.ts";
import type { Reply, VenueError } from "./reply.ts";

/** The venue's codes that mean something of their own here. */
export const CODE = {
  UNKNOWN: -1000,
  DISCONNECTED: -1001,
  TOO_MANY_REQUESTS: -1003,
  UNEXPECTED_RESPONSE: -1006,
  TIMEOUT: -1007,
  OVERLOADED: -1008,
  TOO_MANY_ORDERS: -1015,
  TOO_MANY_CONNECTIONS: -1034,
  ORDER_REJECTED: -2010,
  CANCEL_REJECTED: -2011,
  NO_SUCH_ORDER: -2013,
  REPLACE_PARTLY_FAILED: -2021,
  REPLACE_FAILED: -2022,
} as const;

/**
 * Of these the venue itself does not say what became of the call; of a replace that failed in part, not
 * by the code alone.
 */
const DOUBTFUL: ReadonlySet<number> = new Set([
  ...[CODE.UNKNOWN, CODE.DISCONNECTED, CODE.UNEXPECTED_RESPONSE, CODE.TIMEOUT, CODE.OVERLOADED],
  ...[CODE.REPLACE_PARTLY_FAILED, CODE.REPLACE_FAILED],
]);
const LIMITS: ReadonlySet<number> = new Set([
  ...[CODE.TOO_MANY_REQUESTS, CODE.TOO_MANY_ORDERS, CODE.TOO_MANY_CONNECTIONS],
]);
const UNKNOWN_ORDER = /unknown order/i;
const DUPLICATE = /duplicate order/i;

/** Returns the content of a good answer, or undefined when it is not as it must be. */
export type ReadResult<Value> = (result: unknown) => Value | undefined;

/** Returns what a call came to. */
export function classify<Value>(
  call: Pick<VenueCall, "method" | "isMutation">,
  reply: Reply,
  read: ReadResult<Value>,
): Outcome<Value> {
  const failure = classifyFailure(call, reply);
  if (failure !== null) return failure;
  const value = read(reply.result);
  if (value !== undefined) return { kind: "CONFIRMED", value };
  return ambiguous("UNREADABLE", `${call.method} was answered by what cannot be read`);
}

/** Returns what a call came to that did not go well; null when the answer is a good one. */
export function classifyFailure(
  call: Pick<VenueCall, "method" | "isMutation">,
  reply: Reply,
): Exclude<Outcome<never>, { kind: "CONFIRMED" }> | null {
  const { status, error } = reply;
  if (status === 0) return ambiguous("NO_ANSWER", reply.note);
  if (isLimit(status, error)) return rateLimited(call, reply);
  if (status >= 500) return ambiguous("SERVER_ERROR", saidOf(reply));
  if (error !== null) return classifyError(call.method, error);
  if (status < 200 || status >= 300) return ambiguous("UNEXPECTED_STATUS", saidOf(reply));
  return reply.result === undefined ? ambiguous("UNREADABLE", saidOf(reply)) : null;
}

/** Returns what an error of the venue means: of a whole call, or of one half of a replace. */
export function classifyError(
  method: CallMethod,
  error: VenueError,
): Exclude<Outcome<never>, { kind: "CONFIRMED" }> {
  const { code, text: reason } = error;
  if (DOUBTFUL.has(code)) return ambiguous("SERVER_ERROR", `${code} ${reason}`);
  // No id of ours is made twice, so the order that the venue already has is this one.
  if (code === CODE.ORDER_REJECTED && DUPLICATE.test(reason)) {
    return ambiguous("DUPLICATE", `${code} ${reason}`);
  }
  if (isNotFound(method, error)) return { kind: "NOT_FOUND", code, reason };
  return { kind: "REFUSED", code, reason };
}

function isNotFound(method: CallMethod, { code, text }: VenueError): boolean {
  if (method === "order.place") return false;
  if (code === CODE.NO_SUCH_ORDER) return true;
  return code === CODE.CANCEL_REJECTED && UNKNOWN_ORDER.test(text);
}

function isLimit(status: number, error: VenueError | null): boolean {
  return status === 429 || status === 418 || (error !== null && LIMITS.has(error.code));
}

function rateLimited(
  { method, isMutation }: Pick<VenueCall, "method" | "isMutation">,
  reply: Reply,
): Outcome<never> & { readonly kind: "RATE_LIMITED" } {
  const { status, error, until } = reply;
  return {
    kind: "RATE_LIMITED",
    pause: pauseOf(status, error),
    until,
    // An order that is not placed was not begun. What changes an order may have gone half of its way.
    isRefusal:
      !isMutation || (method === "order.place" && error !== null && LIMITS.has(error.code)),
    code: error?.code ?? 0,
    reason: saidOf(reply),
  };
}

function pauseOf(status: number, error: VenueError | null): PauseKind {
  if (status === 418) return "BANNED";
  // Also as 429: then it is of the account's orders, and asking and cancelling go on.
  if (error?.code === CODE.TOO_MANY_ORDERS) return "ORDERS_FULL";
  return error !== null && /banned until/i.test(error.text) ? "BANNED" : "SLOWED";
}

function ambiguous(doubt: Ambiguous["doubt"], reason: string): Ambiguous {
  return { kind: "AMBIGUOUS", doubt, reason };
}

function saidOf({ status, error, note }: Reply): string {
  return error === null ? `${status} ${note}`.trim() : `${status} ${error.code} ${error.text}`;
}
