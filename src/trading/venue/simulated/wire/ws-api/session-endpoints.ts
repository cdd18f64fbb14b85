/** Endpoints that are about the connection itself: who is logged on, and what it is subscribed to. */
import { failWith, succeed } from "../../../../../core/result.ts";
import { type TimeUnit, timeOf } from "../answer/numbers.ts";
import type { Endpoint } from "../call/endpoint.ts";
import { VENUE_ERRORS, venueError } from "../request/venue-error.ts";
import type { KnownKey } from "../signature/key-table.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Who is logged on to one connection. */
export type Session = {
  /** Null: nobody. */
  key: KnownKey | null;
  /** Wall microseconds. */
  authorizedAt: number;
  readonly connectedAt: number;
  /** Whether answers tell limits when the request does not say. */
  readonly tellsLimits: boolean;
};

const ACTIVE = venueError(-2035, "User Data Stream subscription already active.");
const INACTIVE = venueError(-2036, "User Data Stream subscription not active.");
const NOT_ED25519 = venueError(-4056, "HMAC_SHA256 API key is not supported.");
const WEIGHT = 2;

/** Methods of a connection's session and of its subscriptions. */
export const SESSION_METHODS = [
  "session.logon",
  "session.status",
  "session.logout",
  "session.subscriptions",
  "userDataStream.subscribe",
  "userDataStream.subscribe.signature",
  "userDataStream.unsubscribe",
] as const;

/** Methods that are signed also when somebody is logged on. */
export const ALWAYS_SIGNED: ReadonlySet<string> = new Set([
  "session.logon",
  "userDataStream.subscribe.signature",
]);

/** Returns them by method. */
export function sessionEndpoints(
  session: Session,
  subscriptions: Subscriptions,
): ReadonlyMap<string, Endpoint> {
  return new Map(
    [
      logon(session, subscriptions),
      status(session, subscriptions),
      logout(session, subscriptions),
      listed(subscriptions),
      subscribe(session, subscriptions),
      subscribeSigned(subscriptions),
      unsubscribe(subscriptions),
    ].map((endpoint) => [endpoint.name, endpoint]),
  );
}

function logon(session: Session, subscriptions: Subscriptions): Endpoint {
  return {
    name: "session.logon",
    security: "USER_DATA",
    weight: () => WEIGHT,
    run: ({ key, at, unit }, read) => {
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      if (key?.proof.kind !== "ED25519") return failWith(NOT_ED25519);
      if (session.key !== null && session.key !== key) subscriptions.closeSession(at);
      session.key = key;
      session.authorizedAt = at;
      return succeed(sessionView(session, subscriptions, { at, unit }));
    },
  };
}

function status(session: Session, subscriptions: Subscriptions): Endpoint {
  return {
    name: "session.status",
    security: "NONE",
    weight: () => WEIGHT,
    run: ({ at, unit }, read) => {
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      return succeed(sessionView(session, subscriptions, { at, unit }));
    },
  };
}

function logout(session: Session, subscriptions: Subscriptions): Endpoint {
  return {
    name: "session.logout",
    security: "NONE",
    weight: () => WEIGHT,
    run: ({ at, unit }, read) => {
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      subscriptions.closeSession(at);
      session.key = null;
      return succeed(sessionView(session, subscriptions, { at, unit }));
    },
  };
}

function listed(subscriptions: Subscriptions): Endpoint {
  return {
    name: "session.subscriptions",
    security: "NONE",
    weight: () => WEIGHT,
    run: (_call, read) => {
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      return succeed(subscriptions.ids.map((subscriptionId) => ({ subscriptionId })));
    },
  };
}

function subscribe(session: Session, subscriptions: Subscriptions): Endpoint {
  return {
    name: "userDataStream.subscribe",
    security: "NONE",
    weight: () => WEIGHT,
    run: (_call, read) => {
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      if (session.key === null) return failWith(VENUE_ERRORS.rejectedKey);
      const subscriptionId = subscriptions.open(session.key, true);
      return subscriptionId < 0 ? failWith(ACTIVE) : succeed({ subscriptionId });
    },
  };
}

function subscribeSigned(subscriptions: Subscriptions): Endpoint {
  return {
    name: "userDataStream.subscribe.signature",
    security: "USER_DATA",
    weight: () => WEIGHT,
    run: ({ key }, read) => {
      const failure = read.end();
      if (key === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.rejectedKey);
      const subscriptionId = subscriptions.open(key, false);
      return subscriptionId < 0 ? failWith(ACTIVE) : succeed({ subscriptionId });
    },
  };
}

function unsubscribe(subscriptions: Subscriptions): Endpoint {
  return {
    name: "userDataStream.unsubscribe",
    security: "NONE",
    weight: () => WEIGHT,
    run: ({ at }, read) => {
      const id = read.integer("subscriptionId");
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      if (Number.isNaN(id) && subscriptions.ids.length > 0) {
        subscriptions.closeAll(at);
        return succeed({});
      }
      return subscriptions.close(id, at) ? succeed({}) : failWith(INACTIVE);
    },
  };
}

function sessionView(
  { key, authorizedAt, connectedAt, tellsLimits }: Session,
  subscriptions: Subscriptions,
  { at, unit }: { readonly at: number; readonly unit: TimeUnit },
) {
  return {
    apiKey: key?.apiKey ?? null,
    authorizedSince: key === null ? null : timeOf(authorizedAt, unit),
    connectedSince: timeOf(connectedAt, unit),
    returnRateLimits: tellsLimits,
    serverTime: timeOf(at, unit),
    userDataStream: subscriptions.hasSession,
  };
}
