/**
 * Text frames of Binance's market streams, combined or raw, to values in ticks and lots.
 *
 * What a frame says is the venue's: anything that is not as it must be is a value `BAD` with its
 * reason, never a throw; what we did not ask for is `UNKNOWN`.
 */
import type { Instrument, Side } from "../../market/instrument.ts";
import type { Quote } from "../../market/quote.ts";
import { aggressorOf, type Trade } from "../../market/trade.ts";
import {
  type Bad,
  bad,
  isExactCount,
  isRecord,
  type JsonRecord,
  microsOf,
  parseJson,
  shown,
} from "./json.ts";
import { type DepthLevels, lotsOrNaN, readDepthLevels, ticksOrNaN } from "./level-text.ts";

/** New absolute sizes of levels, for the book at updates `firstUpdateId` to `updateId`. */
export type DepthFrame = DepthLevels & {
  readonly kind: "DEPTH";
  readonly instrument: Instrument;
  readonly firstUpdateId: number;
  readonly updateId: number;
  readonly venueTimeUs: number;
};

/** The best bid and ask of the book at `updateId`. The venue gives no time. */
export type QuoteFrame = Quote & {
  readonly kind: "QUOTE";
  readonly instrument: Instrument;
  readonly updateId: number;
};

/** A print, with the venue's time of it. */
export type TradeFrame = Trade & {
  readonly kind: "TRADE";
  readonly instrument: Instrument;
  readonly aggressor: Side;
  readonly venueTimeUs: number;
};

/** The answer to a request on the stream: `error` is null when it was granted. */
export type ControlFrame = {
  readonly kind: "CONTROL";
  readonly id: string | null;
  readonly error: string | null;
};

/** What one text frame says. */
export type Frame =
  | DepthFrame
  | QuoteFrame
  | TradeFrame
  | ControlFrame
  /** The server is about to go: connect anew before it does. */
  | { readonly kind: "SHUTDOWN" }
  | { readonly kind: "UNKNOWN" }
  | Bad;

/** The instruments that a connection is for, by the venue's own symbol: "BTCUSDT". */
export type InstrumentsBySymbol = ReadonlyMap<string, Instrument>;

const UNKNOWN: Frame = { kind: "UNKNOWN" };
const TRADE_ID = /"t"\s*:\s*(\d+)/;

/** Reads one text frame. */
export function parseFrame(text: string, instruments: InstrumentsBySymbol): Frame {
  const frame = parseJson(text);
  if (!isRecord(frame)) return bad("a frame is a JSON object");
  const data = frame.data ?? frame;
  if (!isRecord(data)) return bad(`a frame's data is an object: found ${shown(data)}`);
  if (data.e === "serverShutdown") return { kind: "SHUTDOWN" };
  if (typeof data.s !== "string") return readControl(data);
  const instrument = instruments.get(data.s);
  if (instrument === undefined) return UNKNOWN;
  if (data.e === "depthUpdate") return readDepth(data, instrument);
  if (data.e === "trade") return readTrade(data, instrument, text);
  // On spot, the ticker is the one event that does not name itself.
  if (data.e === undefined && data.B !== undefined) return readQuote(data, instrument);
  return UNKNOWN;
}

function readDepth(data: JsonRecord, instrument: Instrument): Frame {
  const { U: firstUpdateId, u: updateId } = data;
  if (!isExactCount(firstUpdateId) || !isExactCount(updateId) || firstUpdateId > updateId) {
    return bad(`update ids rise and are exact: found ${shown([firstUpdateId, updateId])}`);
  }
  const venueTimeUs = microsOf(data.E);
  if (Number.isNaN(venueTimeUs)) return bad(`an event has its time: found ${shown(data.E)}`);
  const levels = readDepthLevels(instrument, data.b, data.a);
  if (typeof levels === "string") return bad(levels);
  return { kind: "DEPTH", instrument, firstUpdateId, updateId, venueTimeUs, ...levels };
}

function readQuote(data: JsonRecord, instrument: Instrument): Frame {
  const { u: updateId } = data;
  if (!isExactCount(updateId)) return bad(`an update id is exact: found ${shown(updateId)}`);
  const bidLots = lotsOrNaN(data.B, instrument);
  const askLots = lotsOrNaN(data.A, instrument);
  // A side without lots has no price either: the venue says 0, we say NaN.
  const bidTicks = bidLots === 0 ? Number.NaN : ticksOrNaN(data.b, instrument);
  const askTicks = askLots === 0 ? Number.NaN : ticksOrNaN(data.a, instrument);
  const isBidSaid = bidLots === 0 || bidTicks * bidLots > 0;
  const isAskSaid = askLots === 0 || askTicks * askLots > 0;
  if (!(isBidSaid && isAskSaid)) {
    return bad(`a quote of ${instrument.name} is on its grid: found ${shown(data)}`);
  }
  return { kind: "QUOTE", instrument, updateId, bidTicks, bidLots, askTicks, askLots };
}

function readTrade(data: JsonRecord, instrument: Instrument, text: string): Frame {
  const priceTicks = ticksOrNaN(data.p, instrument);
  const lots = lotsOrNaN(data.q, instrument);
  if (!(priceTicks * lots > 0)) {
    return bad(`a trade of ${instrument.name} is on its grid: found ${shown([data.p, data.q])}`);
  }
  const venueTimeUs = microsOf(data.T);
  if (Number.isNaN(venueTimeUs)) return bad(`a trade has its time: found ${shown(data.T)}`);
  if (typeof data.m !== "boolean") return bad(`a trade says its maker: found ${shown(data.m)}`);
  // From the text: a double cannot hold every id, and an id is not a number anyway.
  const [, tradeId] = TRADE_ID.exec(text) ?? [];
  if (tradeId === undefined || data.t !== Number(tradeId)) {
    return bad(`a trade has an id: found ${shown(data.t)}`);
  }
  const aggressor = aggressorOf(data.m);
  return { kind: "TRADE", instrument, aggressor, priceTicks, lots, tradeId, venueTimeUs };
}

function readControl(data: JsonRecord): Frame {
  const error = data.error ?? (data.code === undefined ? undefined : data);
  if (error === undefined && data.result === undefined) return UNKNOWN;
  const { id } = data;
  const isNamed = typeof id === "string" || typeof id === "number";
  return {
    kind: "CONTROL",
    id: isNamed ? `${id}` : null,
    error: error === undefined ? null : shown(error),
  };
}
