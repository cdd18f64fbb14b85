/**
 * The bytes of the gateway: the connection of the WebSocket API, and REST beside it. It renders and
 * signs what the core wants written, and hands answers and private events to it.
 *
 * Invariant: nothing is written twice. What was handed to a connection that then went has no answer,
 * and the core asks what became of it. What a connection does not take was never written.
 */
import type { Endpoint } from "../../../src/desk/message/endpoint.ts";
import type { Context, Messages } from "../../../src/runtime/actor/context.ts";
import type { HttpAnswer, Socket } from "../../../src/runtime/io/io.ts";
import {
  apiFrameOf,
  noReply,
  replyOfHttp,
} from "../../../src/trading/venue/binance/answers/reply.ts";
import type { InstrumentsBySymbol } from "../../../src/trading/venue/binance/frame.ts";
import type { GatewayCore } from "../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type { GatewayOutput } from "../../../src/trading/venue/binance/gateway/gateway-io.ts";
import {
  tradingOriginsOf,
  withMirrors,
} from "../../../src/trading/venue/binance/gateway/trading-origins.ts";
import { readEvent } from "../../../src/trading/venue/binance/private/read-event.ts";
import { renderFrame, renderRest } from "../../../src/trading/venue/binance/requests/render.ts";
import type { VenueKey } from "../../../src/trading/venue/binance/signing/venue-key.ts";
import {
  type BackoffState,
  backoffUp,
  NO_BACKOFF,
  nextBackoff,
} from "../../../src/trading/venue/policy/backoff.ts";
import { type Doors, doorsOf, PING_PATH } from "./doors.ts";
import { originsOf, venueActorOf } from "./settings.ts";

const BACKOFF = { baseMs: 100, capMs: 10_000, stableMs: 10_000 };
/** The venue's own timeout is 10 s; what has no answer by then has none. */
const HTTP_TIMEOUT_MS = 12_000;
/** Largest answer: a page of trades is a quarter of it. */
const BYTES_MAX = 2 ** 21;

export type LinkSettings = {
  readonly endpoint: string;
  /** Other origins of the same venue. */
  readonly mirrors: readonly string[];
  readonly connectTimeoutMs: number;
  /** Silence of the connection after which it is given up. */
  readonly idleTimeoutMs: number;
};

/** What the state of the actor has for its link. */
export type Linked = {
  readonly core: GatewayCore;
  readonly key: VenueKey;
  readonly symbols: InstrumentsBySymbol;
  readonly link: LinkState;
};

export type LinkState = LinkSettings & {
  phase: "IDLE" | "CONNECTING" | "OPEN" | "WAITING";
  doors: Doors | null;
  /** Where it is connected to, or is about to be, and since when it tried. Nanoseconds. */
  api: string;
  triedAtNs: number;
  /** How long the connection took, and whether it served: not before it is subscribed to. */
  tookNs: number;
  isServing: boolean;
  certificateAuthority: string;
  socket: Socket | null;
  backoff: BackoffState;
  connections: number;
};

/** Takes what it needs, and nothing else: whoever calls may have a key beside it. */
export function linkOf(settings: LinkSettings): LinkState {
  const { endpoint, mirrors, connectTimeoutMs, idleTimeoutMs } = settings;
  return {
    ...{ endpoint, mirrors, connectTimeoutMs, idleTimeoutMs },
    phase: "IDLE",
    doors: null,
    api: "",
    triedAtNs: Number.NaN,
    tookNs: Number.NaN,
    isServing: false,
    certificateAuthority: "",
    socket: null,
    backoff: NO_BACKOFF,
    connections: 0,
  };
}

type LinkContext<State> = Context<Messages, Messages, State, { endpoint: typeof Endpoint }>;
/** What the actor does behind everything that came in. */
type Then<State, Ctx> = (state: State, ctx: Ctx) => undefined;

/** Connects, where it is known whereto and nothing is under way. */
export function connect<State extends Linked, Ctx extends LinkContext<State>>(
  state: State,
  ctx: Ctx,
  then: Then<State, Ctx>,
): undefined {
  const { core, link } = state;
  probe(state, ctx);
  if (link.phase !== "IDLE") return;
  find(link, ctx);
  // Whoever goes on knocking while he is shut out is shut out for longer.
  if (link.doors === null || !core.link.mayGo("CONNECTION", ctx.now())) return;
  core.link.goes("CONNECTION", ctx.now());
  link.phase = "CONNECTING";
  link.api = link.doors.api.current;
  link.triedAtNs = ctx.now();
  const { connectTimeoutMs, idleTimeoutMs } = link;
  ctx.io.socket(
    link.api,
    {
      open: (now: State, socket: Socket, at) => onOpen(now, socket, at as Ctx, then),
      message: (now: State, frame, at) => onFrame(now, frame, at as Ctx, then),
      close: (now: State, reason, at) => onClose(now, reason, at as Ctx, then),
    },
    { connectTimeoutMs, idleTimeoutMs, frameBytesMax: BYTES_MAX, ...trustOf(link) },
  );
}

/** Writes what the core wants written. */
export function write<State extends Linked, Ctx extends LinkContext<State>>(
  state: State,
  send: GatewayOutput & { readonly kind: "SEND" },
  ctx: Ctx,
  then: Then<State, Ctx>,
): undefined {
  const { core, key, link } = state;
  const { call, stamp, way } = send;
  if (way === "FRAME") {
    const frame = renderFrame(call, send.key, stamp, core.isLoggedOn ? null : key);
    const isWritten = link.socket?.send(frame) ?? false;
    if (!isWritten) core.unwritten(send.key, ctx.now());
    return;
  }
  if (link.doors === null) return;
  const { rest } = link.doors;
  const [origin, sentNs] = [rest.current, ctx.now()];
  const { method, path, query, body, headers } = renderRest(call, stamp, key);
  const url = `${origin}${path}${query === "" ? "" : `?${query}`}`;
  const request = new Request(url, { method, headers, ...(body === "" ? {} : { body }) });
  ctx.io.http(
    request,
    (now: State, answer: HttpAnswer, at) => {
      measure(rest, { origin, sentNs }, answer, at);
      now.core.answered(send.key, replyOfHttp(withoutAddress(answer)), at.now());
      return then(now, at as Ctx);
    },
    { timeoutMs: HTTP_TIMEOUT_MS, bodyBytesMax: BYTES_MAX, ...trustOf(link) },
  );
}

/** Asks the doors that are not in use how quick they are. */
function probe<State extends Linked, Ctx extends LinkContext<State>>(
  { core, link }: State,
  ctx: Ctx,
): undefined {
  const sentNs = ctx.now();
  const rest = link.doors?.rest;
  // The limits are looked at only when a ping is due: this is asked in each turn.
  if (rest === undefined || !(sentNs >= rest.nextProbeNs())) return;
  if (!core.link.mayGo("PING", sentNs)) return;
  for (const origin of rest.dueProbes(sentNs)) {
    core.link.goes("PING", sentNs);
    ctx.io.http(
      new Request(origin + PING_PATH),
      (now: State, answer: HttpAnswer, at) => {
        measure(rest, { origin, sentNs }, answer, at);
        now.core.link.answered(replyOfHttp(withoutAddress(answer)), at.now());
      },
      { timeoutMs: HTTP_TIMEOUT_MS, bodyBytesMax: BYTES_MAX, ...trustOf(link) },
    );
  }
}

/** A refusal that the venue explains is a good answer. */
function measure<State>(
  rest: Doors["rest"],
  { origin, sentNs }: { readonly origin: string; readonly sentNs: number },
  { status, failure }: HttpAnswer,
  ctx: LinkContext<State>,
): undefined {
  const before = rest.current;
  const wasOk = failure === null && status > 0 && status < 500;
  const next = rest.measured(origin, { wasOk, tookNs: ctx.now() - sentNs }, ctx.now());
  if (next !== before) ctx.log("info", `asks ${next} from now on, and not ${before}`);
}

/**
 * The connection is of no use any more.
 *
 * @param isMute Nobody answered over it. Otherwise the venue did, and it is no fault of the door.
 */
export function reconnect(link: LinkState, isMute: boolean): undefined {
  link.isServing = !isMute;
  link.socket?.close(1000, "reconnect");
}

function find<State>(link: LinkState, ctx: LinkContext<State>): undefined {
  const actor = venueActorOf(link.endpoint);
  let origins = originsOf(link.endpoint);
  if (actor !== null) {
    // A venue in this process may come later than its gateway, and elsewhere with each life.
    const { url = "", certificateAuthority = "" } = ctx.read.endpoint(0, actor) ?? {};
    origins = url === "" ? null : tradingOriginsOf(url);
    link.certificateAuthority = certificateAuthority;
  }
  if (origins === null) link.doors = null;
  else if (link.doors?.origins.rest !== origins.rest) {
    link.doors = doorsOf(withMirrors(origins, link.mirrors), ctx.random, ctx.now());
  }
}

function onOpen<State extends Linked, Ctx extends LinkContext<State>>(
  state: State,
  socket: Socket,
  ctx: Ctx,
  then: Then<State, Ctx>,
): undefined {
  const { link, core } = state;
  link.phase = "OPEN";
  link.socket = socket;
  link.backoff = backoffUp(link.backoff, ctx.now() / 1e6);
  ctx.count(link.connections === 0 ? "execution:connections" : "execution:reconnects");
  link.connections += 1;
  link.tookNs = ctx.now() - link.triedAtNs;
  link.isServing = false;
  if (link.connections === 1) ctx.log("info", `connected to ${link.api}`);
  else ctx.log("warn", `connected again to ${link.api}`);
  core.linkUp(ctx.now());
  return then(state, ctx);
}

function onFrame<State extends Linked, Ctx extends LinkContext<State>>(
  state: State,
  text: string | Uint8Array,
  ctx: Ctx,
  then: Then<State, Ctx>,
): undefined {
  const { core, link, symbols } = state;
  const frame = apiFrameOf(typeof text === "string" ? text : "");
  if (frame.kind === "EVENT") core.heard(readEvent(frame.event, symbols), ctx.now());
  else if (frame.kind === "REPLY" && frame.id !== null) {
    core.answered(frame.id, frame.reply, ctx.now());
    link.isServing ||= core.link.isSubscribed;
  } else {
    // Whose answer it would have been is not known: that call has none.
    ctx.count("execution:badFrames");
    ctx.log("warn", "the venue sent a frame that is no answer and no event");
  }
  return then(state, ctx);
}

function onClose<State extends Linked, Ctx extends LinkContext<State>>(
  state: State,
  reason: { readonly kind: string; readonly message: string },
  ctx: Ctx,
  then: Then<State, Ctx>,
): undefined {
  const { link, core } = state;
  const wasOpen = link.phase === "OPEN";
  link.phase = "WAITING";
  link.socket = null;
  const limit = wasOpen ? 0 : limitOf(reason);
  if (wasOpen) core.linkDown(ctx.now());
  if (limit > 0) core.link.answered({ ...noReply(reason.message), status: limit }, ctx.now());
  else {
    const wasOk = wasOpen && link.isServing;
    link.doors?.api.measured(link.api, { wasOk, tookNs: link.tookNs }, ctx.now());
  }
  const moment = { nowMs: ctx.now() / 1e6, unit: ctx.random.unit() };
  const { delayMs, state: backoff } = nextBackoff(BACKOFF, link.backoff, moment);
  link.backoff = backoff;
  const what = wasOpen ? "lost the connection to" : "cannot connect to";
  ctx.log(
    "warn",
    `${what} ${link.api} (${reason.kind}); next attempt in ${Math.round(delayMs)} ms`,
  );
  ctx.after(delayMs, (later: State, _nothing, at) => {
    later.link.phase = "IDLE";
    return connect(later, at as Ctx, then);
  });
  return then(state, ctx);
}

/** Status of an upgrade that was refused because of too much; 0 of any other end. Its headers are not told. */
function limitOf({ message }: { readonly message: string }): number {
  return Number(/status code: (418|429)$/.exec(message)?.[1] ?? 0);
}

/** What the system says of a failure may have the request's address in it, which is signed. */
function withoutAddress({ status, headers, body, failure }: HttpAnswer) {
  const plain = failure === null ? null : { kind: failure.kind, message: "no answer" };
  return { status, headers, body, failure: plain };
}

function trustOf({ certificateAuthority }: LinkState) {
  return certificateAuthority === "" ? {} : { certificateAuthority };
}
