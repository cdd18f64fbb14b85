/** Endpoints of tickers: of one symbol, of some, or of all. */
import { failWith, succeed } from "../../../../../core/result.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { type BestLevels, bestView, tickerParts } from "../answer/market-view.ts";
import { priceText, quantityText } from "../answer/numbers.ts";
import type { Call, Endpoint, SentParams } from "../call/endpoint.ts";
import type { ParamReader } from "../request/param-reader.ts";
import { missingEither, VENUE_ERRORS } from "../request/venue-error.ts";
import { emptyCandle } from "../tape/candle.ts";
import { openOf } from "../tape/interval.ts";

type Fields = Readonly<Record<string, unknown>>;

const DAY_US = 86_400_000_000;
const TYPES = ["FULL", "MINI"] as const;
const STATUSES = ["", "TRADING", "HALT", "BREAK"] as const;
const WEIGHT_A_SYMBOL = 4;
const WEIGHT_OF_SOME_MAX = 200;

/** Reads which symbols are meant. Null: all, in which none that is meant is missing. */
function readSymbols(call: Call, read: ParamReader): readonly SymbolRules[] | null {
  const one = read.optionalSymbol();
  const many = read.symbols("symbols");
  if (one !== "" && many !== null) read.fail(VENUE_ERRORS.badCombination);
  const names = one === "" ? many : [one];
  if (names === null) return null;
  return names.flatMap((name) => {
    const rules = call.venue.exchange.rulesOf(name);
    if (rules === null) read.fail(VENUE_ERRORS.badSymbol);
    return rules ?? [];
  });
}

function countOf(sent: SentParams): number {
  if (sent.has("symbol")) return 1;
  return sent.get("symbols")?.split(",").length ?? Number.POSITIVE_INFINITY;
}

/** A ticker of one symbol is told alone, of some or all as a list. */
function ticker(
  name: string,
  options: {
    readonly weight: Endpoint["weight"];
    /** All symbols may be asked for at once. */
    readonly ofAll: boolean;
    readonly view: (call: Call, read: ParamReader) => (rules: SymbolRules) => Fields;
  },
): Endpoint {
  return {
    name,
    security: "NONE",
    weight: options.weight,
    run: (call, read) => {
      const symbols = readSymbols(call, read);
      if (symbols === null && !options.ofAll) read.fail(missingEither("symbol", "symbols"));
      const status = read.word("symbolStatus", STATUSES, {
        fallback: "",
        error: VENUE_ERRORS.badSymbolStatus,
      });
      const isOne = read.has("symbol");
      const view = options.view(call, read);
      const failure = read.end();
      if (failure !== null) return failWith(failure);
      const all = symbols ?? [...call.venue.exchange.symbols.values()];
      const views = all
        .filter((rules) => status === "" || rules.status === status)
        .map((rules) => view(rules));
      return succeed(isOne ? (views[0] ?? {}) : views);
    },
  };
}

function bestOf({ venue }: Call, { symbol }: SymbolRules): BestLevels {
  const { bids, asks } = venue.exchange.depth(symbol, 1);
  return { bid: bids[0], ask: asks[0] };
}

/** What was traded from `openAt` until now, with all of the fields, or the most important ones. */
function windowView(
  call: Call,
  rules: SymbolRules,
  { openAt, isFull, isDay }: { openAt: number; isFull: boolean; isDay: boolean },
): Fields {
  const { candles } = call.venue.tape(rules.symbol);
  const last = call.venue.exchange.trades(rules.symbol).at(-1);
  const before = candles.closeBefore(openAt);
  const price = last?.priceTicks ?? (Number.isNaN(before) ? 0 : before);
  const window = candles.window(openAt) ?? emptyCandle(price, openAt);
  const times = { openAt, closeAt: call.at, unit: call.unit };
  const { changes, prices, volumes } = tickerParts(rules, window, times);
  const lastPrice = { lastPrice: priceText(rules, window.closeTicks) };
  const { symbol } = rules;
  if (!isFull) return { symbol, ...prices, ...lastPrice, ...volumes };
  if (!isDay) return { symbol, ...changes, ...prices, ...lastPrice, ...volumes };
  return {
    symbol,
    ...changes,
    prevClosePrice: priceText(rules, Number.isNaN(before) ? window.openTicks : before),
    ...lastPrice,
    lastQty: quantityText(rules, last?.lots ?? 0),
    ...bestView(rules, bestOf(call, rules)),
    ...prices,
    ...volumes,
  };
}

function readIsFull(read: ParamReader): boolean {
  const type = read.word("type", TYPES, { fallback: "FULL", error: VENUE_ERRORS.badTickerType });
  return type === "FULL";
}

/** Begins at a whole minute: up to a minute more than a day is counted. */
const day = ticker("ticker.24hr", {
  weight: (sent) => {
    const count = countOf(sent);
    if (count <= 20) return 2;
    return count <= 100 ? 40 : 80;
  },
  ofAll: true,
  view: (call, read) => {
    const isFull = readIsFull(read);
    const openAt = openOf("1m", call.at - DAY_US);
    return (rules) => windowView(call, rules, { openAt, isFull, isDay: true });
  },
});

const weightOfSome: Endpoint["weight"] = (sent) =>
  Math.min(countOf(sent) * WEIGHT_A_SYMBOL, WEIGHT_OF_SOME_MAX);

const tradingDay = ticker("ticker.tradingDay", {
  weight: weightOfSome,
  ofAll: false,
  view: (call, read) => {
    const isFull = readIsFull(read);
    const openAt = openOf("1d", call.at);
    return (rules) => windowView(call, rules, { openAt, isFull, isDay: false });
  },
});

const WINDOW = /^(?:([1-9]|[1-5]\d)m|([1-9]|1\d|2[0-3])h|([1-7])d)$/;
const MINUTE_US = 60_000_000;

const rolling = ticker("ticker", {
  weight: weightOfSome,
  ofAll: false,
  view: (call, read) => {
    const isFull = readIsFull(read);
    const [, minutes = "0", hours = "0", days = "0"] =
      WINDOW.exec(read.text("windowSize") ?? "1d") ?? [];
    const length = Number(minutes) + 60 * Number(hours) + 1_440 * Number(days);
    if (length === 0) read.fail(VENUE_ERRORS.badInterval);
    const openAt = openOf("1m", call.at) - (length - 1) * MINUTE_US;
    return (rules) => windowView(call, rules, { openAt, isFull, isDay: false });
  },
});

const price = ticker("ticker.price", {
  weight: (sent) => (countOf(sent) === 1 ? 2 : 4),
  ofAll: true,
  view: (call) => (rules) => ({
    symbol: rules.symbol,
    price: priceText(rules, call.venue.exchange.lastPriceTicks(rules.symbol)),
  }),
});

const book = ticker("ticker.book", {
  weight: (sent) => (countOf(sent) === 1 ? 2 : 4),
  ofAll: true,
  view: (call) => (rules) => ({ symbol: rules.symbol, ...bestView(rules, bestOf(call, rules)) }),
});

export const TICKER_ENDPOINTS = { day, tradingDay, rolling, price, book } as const;
