/**
 * Stands for Binance spot on loopback: speaks its market streams and `GET /api/v3/depth`, from
 * recorded captures or from the seeded generator.
 *
 * Playback begins with the first subscription and goes on while nobody is connected, as a venue
 * does. The venue's own book follows it, so a client may synchronise again at any moment. At a speed
 * it keeps each frame's own time; at `max` it waits for its readers: for the feed to synchronise a
 * book that it has just heard of, for the pong behind every 64 frames, and for the slowest reader of
 * the feed. So what the feed says does not depend on the machine.
 */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { Endpoint } from "../../src/desk/message/endpoint.ts";
import { PACE_SLOTS, Pace } from "../../src/desk/message/pace.ts";
import { Stream, streamKey } from "../../src/desk/message/stream.ts";
import type { Context } from "../../src/runtime/actor/context.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count, text, texts } from "../../src/runtime/actor/setting.ts";
import type { FileRead, WebConnection, WebRequest } from "../../src/runtime/io/io.ts";
import { type Capture, parseCapture } from "../../src/trading/venue/binance/capture.ts";
import {
  DEPTH_PATH,
  STREAMS_PATH,
  venueSymbolOf,
} from "../../src/trading/venue/binance/endpoints.ts";
import type { FrameSource, SourceFrame } from "../../src/trading/venue/binance/frame-source.ts";
import { GeneratedFrames } from "../../src/trading/venue/binance/generator.ts";
import { Playback } from "../../src/trading/venue/binance/playback.ts";

/** Frames between two pings at `max`: a client answers one only after the frames before it. */
const CREDIT_FRAMES = 64;
/** Longest wait for the snapshot that a new book needs. Milliseconds. */
const SNAPSHOT_WAIT_MS = 1_000;
/** Part of the feed's ring that its slowest reader may be behind at `max`. */
const LAG_FRACTION_MAX = 0.25;
const CAPTURE_BYTES_MAX = 2 ** 30;
/** Frames of one step, so that requests and pongs are heard between steps. */
const STEP_FRAMES = 256;
/** How soon a held playback looks again. Milliseconds. */
const HELD_MS = 1;
/** Generated price of one unit of the base asset in the quote asset, by base. */
const ANCHORS: Readonly<Record<string, number>> = { BTC: 60_000, ETH: 2_700 };

type Boards = { endpoint: typeof Endpoint; pace: typeof Pace };
type Ctx = Context<Record<never, never>, Boards, State, { stream: typeof Stream }>;

type State = {
  /** Captures still to be read, in the order of their playback. */
  readonly unread: string[];
  readonly captures: Capture[];
  /** Multiple of the recorded timing; infinite at `max`. */
  readonly speed: number;
  readonly pacedBy: string;
  readonly seed: number;
  source: FrameSource | null;
  url: string;
  clients: readonly WebConnection[];
  /** Frame that comes next, already taken from the source. */
  pending: SourceFrame | null;
  /** When the playback began. Nanoseconds; NaN before the first subscription. */
  startedAt: number;
  /** Frames sent on the newest connection. */
  frames: number;
  /** Frames that may still be sent before a pong. */
  credit: number;
  /** Until when the playback waits for the feed to synchronise a symbol whose first change it has. */
  readonly waitUntil: Map<string, number>;
  isStepping: boolean;
  ended: boolean;
};

export default defineActor({
  args: {
    /** Paths of gzipped captures, joined in this order; none: generated frames. */
    captures: texts({ fallback: [] }),
    /** A multiple of the recorded timing, or `max`. */
    speed: text({ fallback: "1" }),
    /** Feed whose readers are waited for at `max`. */
    pacedBy: text({ fallback: "" }),
    seed: count({ min: 0, max: 2 ** 31 - 1, fallback: 1 }),
  },
  in: {},
  out: {},
  counters: ["venue:frames"],
  boards: { endpoint: Endpoint, pace: Pace },
  watch: { stream: Stream },
  start: (_ctx, args): State => ({
    unread: [...args.captures],
    captures: [],
    speed: args.speed === "max" ? Number.POSITIVE_INFINITY : Number(args.speed),
    pacedBy: args.pacedBy,
    seed: args.seed,
    source: null,
    url: "",
    clients: [],
    pending: null,
    startedAt: Number.NaN,
    frames: 0,
    credit: CREDIT_FRAMES,
    waitUntil: new Map(),
    isStepping: false,
    ended: false,
  }),
  open(state, ctx) {
    if (!(state.speed > 0)) ctx.fail("speed must be a number above 0, or max");
    readNext(state, ctx);
  },
  on: {},
});

/** Reads the captures one after the other, then listens. */
function readNext(state: State, ctx: Ctx): undefined {
  const path = state.unread.shift();
  if (path === undefined) {
    listen(state, ctx);
    return;
  }
  const options = { bytesMax: CAPTURE_BYTES_MAX, gunzip: true };
  ctx.io.readFile(path, (later, read, then) => onCapture(later, path, read, then), options);
}

function onCapture(state: State, path: string, read: FileRead, ctx: Ctx): undefined {
  if (!read.ok) return ctx.fail(`capture ${path}: ${read.failure.message}`);
  const capture = parseCapture(read.bytes);
  if (!capture.ok) return ctx.fail(`capture ${path} is ${capture.failure.kind}`);
  state.captures.push(capture.value);
  readNext(state, ctx);
}

function listen(state: State, ctx: Ctx): undefined {
  state.source = state.captures.length > 0 ? new Playback(state.captures) : generated(state, ctx);
  const listener = ctx.io.listen(
    { port: 0, sendBufferBytesMax: 64 * 2 ** 20 },
    {
      request: onRequest,
      open(later, connection, then) {
        later.clients = [...later.clients, connection];
        later.frames = 0;
        later.credit = CREDIT_FRAMES;
        begin(later, then);
      },
      pong(later, _connection, then) {
        later.credit = CREDIT_FRAMES;
        step(later, then);
      },
      close(later, connection) {
        later.clients = later.clients.filter((client) => client !== connection);
        later.credit = CREDIT_FRAMES;
      },
    },
  );
  state.url = listener.url.replace(/\/$/, "");
  show(state, ctx);
}

function generated(state: State, ctx: Ctx): FrameSource {
  const markets = deskFactsOf(ctx).instruments.map((instrument) => ({
    symbol: venueSymbolOf(instrument),
    tick: instrument.tick,
    lot: instrument.lot,
    anchorTicks: Math.round(
      ((ANCHORS[instrument.base] ?? 100) * 10 ** instrument.tick.scale) / instrument.tick.digits,
    ),
  }));
  return new GeneratedFrames(markets, state.seed);
}

function show(state: State, ctx: Ctx): undefined {
  ctx.board.endpoint.put(0, {
    url: state.url,
    certificateAuthority: "",
    ended: state.ended,
  });
}

function onRequest(state: State, request: WebRequest): undefined {
  const { pathname, searchParams } = request.url;
  if (pathname === STREAMS_PATH) return request.upgrade(null);
  if (pathname !== DEPTH_PATH) return request.respond({ status: 404, body: "{}" });
  const symbol = searchParams.get("symbol") ?? "";
  const limit = Number(searchParams.get("limit") ?? "100");
  const body = state.source?.depthSnapshot(symbol, limit > 0 ? limit : 100) ?? null;
  const headers = { "content-type": "application/json", "x-mbx-used-weight-1m": "250" };
  if (body === null) {
    const error = '{"code":-1121,"msg":"Invalid symbol."}';
    return request.respond({ status: 400, headers, body: error });
  }
  request.respond({ status: 200, headers, body });
}

function begin(state: State, ctx: Ctx): undefined {
  if (!(state.startedAt > 0)) state.startedAt = ctx.now();
  step(state, ctx);
}

/** Sends what is due, and comes back when the next is. One step is under way at a time. */
function step(state: State, ctx: Ctx): undefined {
  if (state.isStepping || state.ended || !(state.startedAt > 0)) return;
  if (Number.isFinite(state.speed)) stepAtSpeed(state, ctx);
  else stepAtMax(state, ctx);
}

/**
 * First says on the board when each due frame should have been sent, then sends them: a board is
 * shown when its handler returns, and a feed may have the frame before that.
 */
function stepAtSpeed(state: State, ctx: Ctx): undefined {
  const due: SourceFrame[] = [];
  for (;;) {
    state.pending ??= state.source?.next() ?? null;
    if (state.pending === null || due.length === STEP_FRAMES) break;
    const dueAt = state.startedAt + state.pending.atNs / state.speed;
    const waitMs = (dueAt - ctx.now()) / 1e6;
    if (waitMs > 0 && due.length > 0) break;
    if (waitMs > 0) return stepAfter(state, Math.ceil(waitMs), ctx);
    const frame = state.frames + due.length;
    ctx.board.pace.put(frame % PACE_SLOTS, { frame, intendedAt: dueAt, sentAt: ctx.now() });
    due.push(state.pending);
    state.pending = null;
  }
  if (due.length === 0) return finish(state, ctx);
  state.isStepping = true;
  ctx.after(0, (later, _nothing, then) => {
    for (const frame of due) send(later, frame, then);
    later.isStepping = false;
    step(later, then);
  });
}

function stepAtMax(state: State, ctx: Ctx): undefined {
  for (let sent = 0; sent < STEP_FRAMES; sent += 1) {
    state.pending ??= state.source?.next() ?? null;
    if (state.pending === null) return finish(state, ctx);
    if (isHeld(state, ctx)) return stepAfter(state, HELD_MS, ctx);
    send(state, state.pending, ctx);
    noteFirstChange(state, state.pending, ctx);
    state.credit -= 1;
    if (state.credit === 0) for (const client of state.clients) client.ping();
    state.pending = null;
  }
  stepAfter(state, 0, ctx);
}

/** At `max` the playback waits for whoever is behind, and while nobody is connected. */
function isHeld(state: State, ctx: Ctx): boolean {
  if (state.clients.length === 0 || state.credit <= 0) return true;
  return isSnapshotDue(state, ctx) || isLagging(state, ctx);
}

/** While a symbol of which the feed has the first change is not live there; for a bounded time. */
function isSnapshotDue(state: State, ctx: Ctx): boolean {
  for (const [symbol, until] of state.waitUntil) {
    if (ctx.now() < until && !isSynchronised(state, symbol, ctx)) return true;
  }
  return false;
}

function isSynchronised({ pacedBy }: State, symbol: string, ctx: Ctx): boolean {
  const { instruments } = deskFactsOf(ctx);
  const instrument = instruments.find((one) => venueSymbolOf(one) === symbol);
  if (instrument === undefined) return true;
  return ctx.read.stream(streamKey(instrument.number, "DEPTH"), pacedBy)?.state === "LIVE";
}

function isLagging(state: State, ctx: Ctx): boolean {
  const lag = ctx.lag(state.pacedBy);
  return lag !== null && lag.bytes > lag.capacityBytes * LAG_FRACTION_MAX;
}

function send(state: State, frame: SourceFrame, ctx: Ctx): undefined {
  for (const client of state.clients) client.send(frame.text);
  state.frames += 1;
  ctx.count("venue:frames");
}

/** A client asks for a snapshot after the first change of a symbol: the playback waits for it. */
function noteFirstChange(state: State, { kind, text: frame }: SourceFrame, ctx: Ctx): undefined {
  if (kind !== "DEPTH") return;
  const symbol = (/^\{"stream":"([a-z0-9]+)@/.exec(frame)?.[1] ?? "").toUpperCase();
  if (state.waitUntil.has(symbol)) return;
  state.waitUntil.set(symbol, ctx.now() + SNAPSHOT_WAIT_MS * 1e6);
}

function stepAfter(state: State, ms: number, ctx: Ctx): undefined {
  state.isStepping = true;
  ctx.after(ms, (later, _nothing, then) => {
    later.isStepping = false;
    step(later, then);
  });
}

/** The last frame was sent: ended once its readers have handled all of it. */
function finish(state: State, ctx: Ctx): undefined {
  const lag = ctx.lag(state.pacedBy)?.bytes ?? 0;
  const isHandled = state.clients.length === 0 || (lag === 0 && state.credit === CREDIT_FRAMES);
  if (!isHandled) {
    if (state.credit > 0) {
      state.credit = 0;
      for (const client of state.clients) client.ping();
    }
    return stepAfter(state, 2, ctx);
  }
  state.ended = true;
  show(state, ctx);
  ctx.log("info", "the playback has ended");
}
