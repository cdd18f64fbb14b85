/** Whether a signed call is taken: its key, its time, its signature, and what the key may do. */
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import {
  illegalCharacters,
  missingParam,
  VENUE_ERRORS,
  type VenueError,
} from "../request/venue-error.ts";
import { isApiKey, type KeyTable, type KnownKey } from "./key-table.ts";
import { isSignedBy } from "./verify.ts";

/** What a key must be allowed for a call. NONE: nothing is asked. */
export type Security = "NONE" | "KEY" | "USER_DATA" | "TRADE";

export type Credentials = {
  /** "" when none was sent. */
  readonly apiKey: string;
  /** What the signature is of; null when it cannot be of anything. */
  readonly payload: string | null;
  readonly params: ReadonlyMap<string, string>;
  readonly ip: string;
};

const RECV_WINDOW_MS = "5000";
const RECV_WINDOW_US_MAX = 60_000_000;
const AHEAD_US_MAX = 1_000_000;
const TIMESTAMP = /^[0-9]{1,20}$/;
const WINDOW = /^[0-9]{1,20}(\.[0-9]{1,3})?$/;
const MICROSECONDS_FROM = 1e14;

/** Returns the key that a call is made with; nothing is checked but what `security` asks. */
export function authenticate(
  keys: KeyTable,
  security: Exclude<Security, "NONE">,
  credentials: Credentials,
  at: number,
): Result<KnownKey, VenueError> {
  const { apiKey, ip } = credentials;
  if (!isApiKey(apiKey)) return failWith(VENUE_ERRORS.badKeyFormat);
  if (security !== "KEY") {
    if ((credentials.params.get("signature") ?? "") === "") {
      return failWith(missingParam("signature"));
    }
    const untimely = timingError(credentials.params, at);
    if (untimely !== null) return failWith(untimely);
  }
  const key = keys.find(apiKey);
  if (key === null) return failWith(VENUE_ERRORS.rejectedKey);
  if (security !== "KEY" && !isSigned(key, credentials)) {
    return failWith(VENUE_ERRORS.badSignature);
  }
  return mayDo(key, security, ip) ? succeed(key) : failWith(VENUE_ERRORS.rejectedKey);
}

/** Whether a key may be used for calls of this kind, from this address. */
export function mayDo(key: KnownKey, security: Security, ip: string): boolean {
  if (key.ips !== null && !key.ips.includes(ip)) return false;
  return security === "TRADE" ? key.permissions.trade : key.permissions.read;
}

/**
 * Returns what is wrong with the time of a signed call: it may not be a second ahead of the venue's
 * clock, nor older than its window.
 */
export function timingError(params: ReadonlyMap<string, string>, at: number): VenueError | null {
  const timestamp = params.get("timestamp") ?? "";
  const window = params.get("recvWindow") ?? RECV_WINDOW_MS;
  if (timestamp === "") return missingParam("timestamp");
  if (!TIMESTAMP.test(timestamp)) return illegalCharacters("timestamp", TIMESTAMP.source);
  if (!WINDOW.test(window)) return illegalCharacters("recvWindow", WINDOW.source);
  const windowUs = Number(window) * 1_000;
  if (!(windowUs <= RECV_WINDOW_US_MAX)) return VENUE_ERRORS.windowTooLarge;
  const sent = Number(timestamp);
  const sentAt = sent < MICROSECONDS_FROM ? sent * 1_000 : sent;
  if (!(sentAt < at + AHEAD_US_MAX)) return VENUE_ERRORS.aheadOfTime;
  return at - sentAt <= windowUs ? null : VENUE_ERRORS.outsideWindow;
}

function isSigned(key: KnownKey, { payload, params }: Credentials): boolean {
  const signature = params.get("signature") ?? "";
  return payload !== null && signature !== "" && isSignedBy(key, payload, signature);
}
