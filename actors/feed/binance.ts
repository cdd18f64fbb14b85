/**
 * Binance spot's market streams: quotes, prints and the book of each instrument, kept through
 * disconnects.
 *
 * One connection for all streams. When it goes the books stay as they were and are marked stale;
 * it comes back with exponential backoff and full jitter, and each book is synchronised again from
 * a snapshot, one request at a time. `endpoint` is `public`, `testnet`, the `http` origin of another venue that
 * speaks the same, or `actor:<name>` for a venue in this process. A venue whose certificate no system
 * knows is trusted by `caFile`; one in this process says by its board which certificate it has.
 */
import { BookTop } from "../../src/desk/message/book.ts";
import { aboutOf, deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { Endpoint } from "../../src/desk/message/endpoint.ts";
import { L2Delta } from "../../src/desk/message/l2-delta.ts";
import { PACE_SLOTS, Pace } from "../../src/desk/message/pace.ts";
import { Quote } from "../../src/desk/message/quote.ts";
import { Stream } from "../../src/desk/message/stream.ts";
import { Top } from "../../src/desk/message/top.ts";
import { Trade } from "../../src/desk/message/trade.ts";
import type { Context } from "../../src/runtime/actor/context.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count, milliseconds, text } from "../../src/runtime/actor/setting.ts";
import type { FileRead, HttpAnswer, Socket } from "../../src/runtime/io/io.ts";
import {
  bySymbol,
  depthUrl,
  isOrigin,
  type MarketDataOrigins,
  originsAt,
  PUBLIC_ORIGINS,
  streamsUrl,
  TESTNET_ORIGINS,
  venueSymbolOf,
} from "../../src/trading/venue/binance/endpoints.ts";
import { type InstrumentsBySymbol, parseFrame } from "../../src/trading/venue/binance/frame.ts";
import { parseSnapshot } from "../../src/trading/venue/binance/snapshot.ts";
import {
  type BackoffState,
  backoffUp,
  NO_BACKOFF,
  nextBackoff,
} from "../../src/trading/venue/policy/backoff.ts";
import {
  BinanceInstrument,
  type FeedBoards,
  type FeedOut,
  type FrameTimes,
} from "./binance/instrument.ts";

const BACKOFF = { baseMs: 100, capMs: 10_000, stableMs: 10_000 };
/** Between two requests for a snapshot: each weighs 250 of the 6,000 a minute. */
const SNAPSHOT_PAUSE_MS = 250;
const CA_BYTES_MAX = 2 ** 16;
/** Silence of an instrument from the start after which the venue is asked whether it lists it. */
const SILENT_MS = 2_000;

type State = {
  readonly endpoint: string;
  readonly caFile: string;
  /** PEM text; empty: the system's own authorities. */
  certificateAuthority: string;
  readonly snapshotLevels: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly staleNs: number;
  readonly symbols: InstrumentsBySymbol;
  readonly books: ReadonlyMap<number, BinanceInstrument>;
  origins: MarketDataOrigins | null;
  phase: "IDLE" | "CONNECTING" | "OPEN" | "WAITING";
  backoff: BackoffState;
  /** Connections that were open, in this incarnation. */
  connections: number;
  /** Frames of this connection. */
  frames: number;
  isFetching: boolean;
  lastBuiltAt: number;
};
const NAMED_ORIGINS: ReadonlyMap<string, MarketDataOrigins> = new Map([
  ["public", PUBLIC_ORIGINS],
  ["testnet", TESTNET_ORIGINS],
]);

type Ctx = Context<FeedOut, FeedBoards, State, { endpoint: typeof Endpoint; pace: typeof Pace }>;

export default defineActor({
  args: {
    endpoint: text({ fallback: "public" }),
    /** Path of the certificate, as PEM text, that the venue's own must be signed by. */
    caFile: text({ fallback: "" }),
    snapshotLevels: count({ min: 5, max: 5_000, fallback: 1_000 }),
    connectTimeoutMs: milliseconds({ min: 100, max: 60_000, fallback: 5_000 }),
    /** Silence of the whole connection after which it is given up. */
    idleTimeoutMs: milliseconds({ min: 100, max: 60_000, fallback: 3_000 }),
    /** Silence of one stream after which its instrument is not fresh. */
    staleMs: milliseconds({ min: 100, max: 60_000, fallback: 2_000 }),
  },
  in: {},
  out: { quote: Quote, trade: Trade, delta: L2Delta },
  counters: [
    "feed:connections",
    "feed:reconnects",
    "feed:frames",
    "feed:depth",
    "feed:quotes",
    "feed:trades",
    "feed:bad",
    "feed:gaps",
    "feed:resyncs",
    "feed:bookChecks",
    "feed:bookMismatches",
    "funnel:quotes",
  ],
  boards: { top: Top, book: BookTop, stream: Stream },
  watch: { endpoint: Endpoint, pace: Pace },
  start: (ctx, args): State => {
    const { instruments } = deskFactsOf(ctx);
    const own = aboutOf(ctx).instruments.flatMap((number) => instruments[number] ?? []);
    checkEndpoint(args.endpoint);
    return {
      endpoint: args.endpoint,
      caFile: args.caFile,
      certificateAuthority: "",
      snapshotLevels: args.snapshotLevels,
      connectTimeoutMs: args.connectTimeoutMs,
      idleTimeoutMs: args.idleTimeoutMs,
      staleNs: args.staleMs * 1e6,
      symbols: bySymbol(own),
      books: new Map(
        own.map((one) => [
          one.number,
          new BinanceInstrument(one, {
            snapshotLimit: args.snapshotLevels,
            staleNs: args.staleMs * 1e6,
          }),
        ]),
      ),
      origins: null,
      phase: "IDLE",
      backoff: NO_BACKOFF,
      connections: 0,
      frames: 0,
      isFetching: false,
      lastBuiltAt: Number.NaN,
    };
  },
  open(state, ctx) {
    for (const book of state.books.values()) book.showStreams(ctx.now(), state.staleNs, ctx);
    if (state.caFile === "") connect(state, ctx);
    else ctx.io.readFile(state.caFile, onAuthority, { bytesMax: CA_BYTES_MAX });
  },
  on: {},
  // In step with the venue: all of its books are live, or nobody lists them.
  swappable: ({ phase, books }) =>
    phase === "OPEN" && [...books.values()].every(({ isLive, isAbsent }) => isLive || isAbsent),
  enter(state, ctx) {
    for (const book of state.books.values()) book.introduce(ctx.now(), ctx);
  },
  settle(state, ctx) {
    // A venue in this process may come later than its feed.
    const isToldWhom = state.caFile === "" || state.certificateAuthority !== "";
    if (state.phase === "IDLE" && isToldWhom) connect(state, ctx);
  },
  every: {
    "250ms": (state, ctx) => {
      for (const book of state.books.values()) book.showStreams(ctx.now(), state.staleNs, ctx);
    },
  },
});

function checkEndpoint(endpoint: string): undefined {
  const isKnown = NAMED_ORIGINS.has(endpoint) || endpoint.startsWith("actor:");
  if (isKnown || isOrigin(endpoint)) return;
  throw new Error(
    `endpoint must be "public", "testnet", "actor:<name>", an https origin, or an http one on loopback: found ${JSON.stringify(endpoint)}`,
  );
}

function onAuthority(state: State, read: FileRead, ctx: Ctx): undefined {
  if (!read.ok) return ctx.fail(`caFile ${state.caFile}: ${read.failure.message}`);
  state.certificateAuthority = new TextDecoder().decode(read.bytes);
  connect(state, ctx);
}

/** What a call is told of whom to trust. */
function trustOf({ certificateAuthority }: State): { certificateAuthority?: string } {
  return certificateAuthority === "" ? {} : { certificateAuthority };
}

function originsOf(state: State, ctx: Ctx): MarketDataOrigins | null {
  const { endpoint } = state;
  const named = NAMED_ORIGINS.get(endpoint);
  if (named !== undefined) return named;
  if (!endpoint.startsWith("actor:")) return originsAt(endpoint);
  const board = ctx.read.endpoint(0, endpoint.slice("actor:".length));
  if (board === null || board.url === "") return null;
  state.certificateAuthority = board.certificateAuthority;
  return originsAt(board.url);
}

function connect(state: State, ctx: Ctx): undefined {
  state.origins = originsOf(state, ctx);
  if (state.origins === null) {
    state.phase = "IDLE";
    return;
  }
  state.phase = "CONNECTING";
  const url = streamsUrl(state.origins, [...state.symbols.values()]);
  const { connectTimeoutMs, idleTimeoutMs } = state;
  ctx.io.socket(
    url,
    { open: onOpen, message: onFrame, close: onClose },
    {
      connectTimeoutMs,
      idleTimeoutMs,
      ...trustOf(state),
    },
  );
}

function onOpen(state: State, _socket: Socket, ctx: Ctx): undefined {
  state.phase = "OPEN";
  state.backoff = backoffUp(state.backoff, ctx.now() / 1e6);
  state.frames = 0;
  for (const book of state.books.values()) book.isAbsent = false;
  ctx.count("feed:connections");
  if (state.connections > 0) ctx.count("feed:reconnects");
  state.connections += 1;
  const connection = state.connections;
  ctx.log("info", `connected to ${state.origins?.streams ?? state.endpoint}`);
  ctx.after(SILENT_MS, (later, _nothing, then) => {
    if (later.connections === connection) fetchNext(later, then);
  });
}

function onClose(
  state: State,
  reason: { readonly kind: string; readonly message: string },
  ctx: Ctx,
): undefined {
  const wasOpen = state.phase === "OPEN";
  state.phase = "WAITING";
  for (const book of state.books.values()) book.disconnect(ctx);
  const moment = { nowMs: ctx.now() / 1e6, unit: ctx.random.unit() };
  const { delayMs, state: backoff } = nextBackoff(BACKOFF, state.backoff, moment);
  state.backoff = backoff;
  const what = wasOpen ? "lost the connection to" : "cannot connect to";
  const why = `${reason.message} (${reason.kind})`;
  const venue = state.origins?.streams ?? state.endpoint;
  ctx.log("warn", `${what} ${venue}: ${why}; next attempt in ${Math.round(delayMs)} ms`);
  ctx.after(delayMs, (later, _nothing, then) => connect(later, then));
}

function onFrame(
  state: State,
  frame: string | Uint8Array,
  ctx: Ctx,
  receivedAt: number,
): undefined {
  ctx.count("feed:frames");
  // One frame late: a message's commit is known only after its handler returned.
  if (state.lastBuiltAt > 0) ctx.latency("publish", ctx.publishedAt - state.lastBuiltAt);
  state.lastBuiltAt = Number.NaN;
  const times = timesOf(state, ctx, receivedAt);
  state.frames += 1;
  if (typeof frame !== "string") return;
  const parsed = parseFrame(frame, state.symbols);
  switch (parsed.kind) {
    case "DEPTH": {
      ctx.count("feed:depth");
      const book = state.books.get(parsed.instrument.number);
      book?.depth(parsed, receivedAt, ctx);
      if (book?.needsSnapshot) fetchNext(state, ctx);
      break;
    }
    case "QUOTE":
      ctx.count("feed:quotes");
      ctx.count("funnel:quotes");
      state.books.get(parsed.instrument.number)?.quote(parsed, times, ctx);
      break;
    case "TRADE":
      ctx.count("feed:trades");
      state.books.get(parsed.instrument.number)?.trade(parsed, receivedAt, ctx);
      break;
    case "BAD":
      ctx.count("feed:bad");
      ctx.log("warn", `frame refused: ${parsed.reason}`);
      return;
    default:
      return;
  }
  state.lastBuiltAt = ctx.now();
  ctx.latency("decode", state.lastBuiltAt - receivedAt);
}

/** When a replay venue meant to send this frame, and when it did; a real one does not say. */
function timesOf(state: State, ctx: Ctx, receivedAt: number): FrameTimes {
  const pace = isInProcess(state) ? ctx.read.pace(state.frames % PACE_SLOTS) : null;
  if (pace?.frame !== state.frames) {
    return { intendedAt: Number.NaN, sentAt: Number.NaN, receivedAt };
  }
  const { intendedAt, sentAt } = pace;
  ctx.latency("frame", receivedAt - intendedAt);
  return { intendedAt, sentAt, receivedAt };
}

function isInProcess({ endpoint }: State): boolean {
  return endpoint.startsWith("actor:");
}

/** Asks for the snapshot of the next instrument that needs one: one at a time, with a pause. */
function fetchNext(state: State, ctx: Ctx): undefined {
  const { origins } = state;
  if (state.isFetching || state.phase !== "OPEN" || origins === null) return;
  const books = [...state.books.values()].filter(({ isAbsent }) => !isAbsent);
  const book = books.find(({ needsSnapshot }) => needsSnapshot) ?? books.find(isSilent);
  if (book === undefined) return;
  state.isFetching = true;
  const request = new Request(depthUrl(origins, book.instrument, state.snapshotLevels));
  ctx.io.http(request, (later, answer, then) => onSnapshot(later, book, answer, then), {
    timeoutMs: 5_000,
    ...trustOf(state),
  });
}

function isSilent(book: BinanceInstrument): boolean {
  return !book.isHeard && !book.isLive;
}

function onSnapshot(
  state: State,
  book: BinanceInstrument,
  answer: HttpAnswer,
  ctx: Ctx,
): undefined {
  const symbol = venueSymbolOf(book.instrument);
  if (answer.status === 200) {
    const snapshot = parseSnapshot(answer.body, book.instrument);
    if (snapshot.kind === "SNAPSHOT") book.snapshot(snapshot, ctx.now(), ctx);
    else ctx.log("warn", `snapshot of ${symbol} refused: ${snapshot.reason}`);
  } else if (answer.body.includes("-1121")) {
    book.isAbsent = true;
    ctx.log("warn", `${symbol} is not listed at ${state.origins?.rest ?? ""}`);
  } else {
    const why = answer.failure?.message ?? `status ${answer.status}`;
    ctx.log("warn", `no snapshot of ${symbol}: ${why}`);
  }
  ctx.after(SNAPSHOT_PAUSE_MS, (later, _nothing, then) => {
    later.isFetching = false;
    fetchNext(later, then);
  });
}
