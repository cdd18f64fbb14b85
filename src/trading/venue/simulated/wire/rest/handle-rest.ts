/** REST of the venue: a request as it came, to the answer as it leaves. */
import type { TimeUnit } from "../answer/numbers.ts";
import type { Endpoint } from "../call/endpoint.ts";
import { AT_ONCE, type Delivery } from "../call/fault-point.ts";
import { type CallDesk, perform } from "../call/perform.ts";
import type { Venue } from "../call/venue.ts";
import { limitHeaders, retryHeaders } from "../limits/venue-limits.ts";
import { formOf, signedText } from "../request/form.ts";
import { VENUE_ERRORS, type VenueError } from "../request/venue-error.ts";
import { REST_ROUTES } from "./routes.ts";

/** A request, exact to the byte. */
export type RestCall = {
  readonly method: string;
  readonly path: string;
  /** Without its question mark, percent-encoded as it came. */
  readonly query: string;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
};

export type RestAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delivery: Delivery;
};

const JSON_TYPE = { "Content-Type": "application/json;charset=UTF-8" } as const;
const NOT_FOUND =
  "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/**
 * Answers a request. Never throws for what came in, and never says 5xx but by a fault.
 *
 * @param at Wall microseconds.
 */
export function handleRest(venue: Venue, call: RestCall, at: number): RestAnswer {
  return answerRest(venue, REST_ROUTES.get(`${call.method} ${call.path}`), call, at);
}

/**
 * As {@link handleRest}, of any venue.
 *
 * @param endpoint Undefined: the venue has none there.
 */
export function answerRest<Of extends CallDesk>(
  venue: Of,
  endpoint: Endpoint<Of> | undefined,
  call: RestCall,
  at: number,
): RestAnswer {
  const { method, query, body, headers, ip } = call;
  if (endpoint === undefined) {
    const type = { "Content-Type": "text/html" };
    return { status: 404, headers: type, body: NOT_FOUND, delivery: AT_ONCE };
  }
  // What GET says is in its query alone.
  const form = method === "GET" ? "" : body;
  const sent = formOf(query, form);
  const unit = unitOf(headers["x-mbx-time-unit"]);
  if (!sent.ok) return malformed(venue, sent.failure, { ip, at });
  if (unit === null) return malformed(venue, VENUE_ERRORS.badTimeUnit, { ip, at });
  const caller = {
    transport: "REST",
    ip,
    apiKey: headers["x-mbx-apikey"] ?? "",
    payload: signedText(query, form),
    session: null,
    unit,
  } as const;
  const { outcome, delivery, orderLimits } = perform(venue, endpoint, {
    sent: sent.value,
    caller,
    at,
  });
  if (!outcome.ok) return { ...refusal(venue, outcome.failure, { ip, at }), delivery };
  const used = limitHeaders([...venue.addresses.used(ip, at), ...orderLimits]);
  return {
    status: 200,
    headers: { ...JSON_TYPE, ...used },
    body: JSON.stringify(outcome.value),
    delivery,
  };
}

/** What cannot be read weighs all the same. */
function malformed(
  venue: CallDesk,
  error: VenueError,
  { ip, at }: { readonly ip: string; readonly at: number },
): RestAnswer {
  const admitted = venue.addresses.admit(ip, 1, at);
  return refusal(venue, admitted.ok ? error : admitted.failure, { ip, at });
}

function refusal(
  venue: CallDesk,
  error: VenueError,
  { ip, at }: { readonly ip: string; readonly at: number },
): RestAnswer {
  const { code, msg, data, httpStatus } = error;
  return {
    status: httpStatus,
    headers: {
      ...JSON_TYPE,
      ...limitHeaders(venue.addresses.used(ip, at)),
      ...retryHeaders(error, at),
    },
    body: JSON.stringify(data === null ? { code, msg } : { code, msg, data }),
    delivery: AT_ONCE,
  };
}

/** Null when it is neither of the two. */
function unitOf(header: string | undefined): TimeUnit | null {
  const unit = header?.toUpperCase() ?? "MILLISECOND";
  if (unit === "MILLISECOND" || unit === "MICROSECOND") return unit;
  return null;
}
