/** Endpoints of one symbol's market: book, trades, candles, average. */
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { averageText, candleView, levelsView } from "../answer/market-view.ts";
import { priceText, timeOf } from "../answer/numbers.ts";
import { aggTradeView, marketTradeView } from "../answer/trade-view.ts";
import { type Call, type Endpoint, listedSymbol } from "../call/endpoint.ts";
import { pageOf, readSpan } from "../request/order-params.ts";
import type { ParamReader } from "../request/param-reader.ts";
import { illegalCharacters, VENUE_ERRORS, type VenueError } from "../request/venue-error.ts";
import { INTERVALS, type Interval, nextOpen, openOf } from "../tape/interval.ts";

const DEPTH_MAX = 5_000;
const LIST_MAX = 1_000;
const LIST = 500;
const AVERAGE_MINUTES = 5;
const MINUTE_US = 60_000_000;
/** Weight of a book, by the most levels that are asked for. */
const DEPTH_WEIGHTS = [
  [100, 5],
  [500, 25],
  [1_000, 50],
] as const;
const DEPTH_WEIGHT_MAX = 250;

type Answer = Result<unknown, VenueError>;

/** Answers about a symbol that is listed, when nothing in what was sent is wrong. */
function about(
  call: Call,
  read: ParamReader,
  parts: (rules: SymbolRules) => () => unknown,
): Answer {
  const rules = listedSymbol(call, read);
  const answer = rules === null ? null : parts(rules);
  const failure = read.end();
  if (answer === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
  return succeed(answer());
}

const depth: Endpoint = {
  name: "depth",
  security: "NONE",
  weight: (sent) => {
    const limit = Number(sent.get("limit") ?? 100);
    return DEPTH_WEIGHTS.find(([levels]) => limit <= levels)?.[1] ?? DEPTH_WEIGHT_MAX;
  },
  run: (call, read) =>
    about(call, read, (rules) => {
      const limit = read.limit({ fallback: 100, max: DEPTH_MAX });
      read.text("symbolStatus");
      return () => {
        const { updateId, bids, asks } = call.venue.exchange.depth(rules.symbol, limit);
        return {
          lastUpdateId: updateId,
          bids: levelsView(rules, bids),
          asks: levelsView(rules, asks),
        };
      };
    }),
};

function tradesEndpoint(name: string, takesFromId: boolean): Endpoint {
  return {
    name,
    security: "NONE",
    weight: () => 25,
    run: (call, read) =>
      about(call, read, (rules) => {
        const limit = read.limit({ fallback: LIST, max: LIST_MAX });
        const fromId = takesFromId ? read.integer("fromId") : Number.NaN;
        const page = { fromId, startAt: Number.NaN, endAt: Number.NaN, limit };
        return () =>
          pageOf(call.venue.exchange.trades(rules.symbol), page, {
            id: ({ tradeId }) => tradeId,
            at: ({ at }) => at,
          }).map((trade) => marketTradeView(rules, trade, call.unit));
      }),
  };
}

const aggTrades: Endpoint = {
  name: "trades.aggregate",
  security: "NONE",
  weight: () => 4,
  run: (call, read) =>
    about(call, read, (rules) => {
      const limit = read.limit({ fallback: LIST, max: LIST_MAX });
      const fromId = read.integer("fromId");
      const span = readSpan(read, false);
      if (!Number.isNaN(fromId) && !(Number.isNaN(span.startAt) && Number.isNaN(span.endAt))) {
        read.fail(VENUE_ERRORS.badCombination);
      }
      return () =>
        pageOf(
          call.venue.tape(rules.symbol).aggregates.trades,
          { fromId, ...span, limit },
          { id: ({ id }) => id, at: ({ at }) => at },
        ).map((trade) => aggTradeView(rules, trade, call.unit));
    }),
};

const TIME_ZONE = /^([+-]?)(\d{1,2})(?::([0-5]\d))?$/;
const ZONE_MINUTES_MIN = -12 * 60;
const ZONE_MINUTES_MAX = 14 * 60;

/** Microseconds that the days of a time zone begin before those of UTC: "-1:00", "05:45", "8". */
function readZone(read: ParamReader): number {
  const text = read.text("timeZone") ?? "0";
  const [, sign, hours, minutes = "0"] = TIME_ZONE.exec(text) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  const zone = sign === "-" ? -size : size;
  if (zone >= ZONE_MINUTES_MIN && zone <= ZONE_MINUTES_MAX) return zone * MINUTE_US;
  read.fail(illegalCharacters("timeZone", TIME_ZONE.source));
  return 0;
}

function candlesEndpoint(name: string): Endpoint {
  return {
    name,
    security: "NONE",
    weight: () => 2,
    run: (call, read) =>
      about(call, read, (rules) => {
        const interval = read.word<Interval>("interval", INTERVALS, {
          error: VENUE_ERRORS.badInterval,
        });
        const limit = read.limit({ fallback: LIST, max: LIST_MAX });
        const range = { ...readSpan(read, false), limit };
        const zone = readZone(read);
        return () => {
          const { candles } = call.venue.tape(rules.symbol);
          return candles
            .candles(interval, range, call.at, zone)
            .map((candle) =>
              candleView(rules, candle, nextOpen(interval, candle.openAt + zone) - zone, call.unit),
            );
        };
      }),
  };
}

const avgPrice: Endpoint = {
  name: "avgPrice",
  security: "NONE",
  weight: () => 2,
  run: (call, read) =>
    about(call, read, (rules) => () => {
      const from = openOf("1m", call.at) - (AVERAGE_MINUTES - 1) * MINUTE_US;
      const window = call.venue.tape(rules.symbol).candles.window(from);
      const last = call.venue.exchange.trades(rules.symbol).at(-1);
      const price =
        window === null
          ? priceText(rules, call.venue.exchange.lastPriceTicks(rules.symbol))
          : averageText(rules, window);
      return { mins: AVERAGE_MINUTES, price, closeTime: timeOf(last?.at ?? call.at, call.unit) };
    }),
};

export const MARKET_ENDPOINTS = {
  depth,
  trades: tradesEndpoint("trades.recent", false),
  historicalTrades: tradesEndpoint("trades.historical", true),
  aggTrades,
  klines: candlesEndpoint("klines"),
  uiKlines: candlesEndpoint("uiKlines"),
  avgPrice,
} as const;
