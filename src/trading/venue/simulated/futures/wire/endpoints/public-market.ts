/** Endpoints that anybody may ask: the clock, the rules, and what a contract's market looks like. */
import { atomsTextOf } from "../../../../../../core/decimal-atoms.ts";
import { succeed } from "../../../../../../core/result.ts";
import { ratioText } from "../../../wire/answer/numbers.ts";
import type { SentParams } from "../../../wire/call/endpoint.ts";
import { pageOf, readSpan } from "../../../wire/request/order-params.ts";
import { VENUE_ERRORS } from "../../../wire/request/venue-error.ts";
import { INTERVALS, type Interval, nextOpen } from "../../../wire/tape/interval.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import {
  aggregateFields,
  contractsView,
  klineRow,
  levelRows,
  premiumView,
  printView,
} from "../answer/contract-view.ts";
import { ms, priceText, quantityText } from "../answer/text.ts";
import { FUTURES_ADDRESS_RULES, FUTURES_ORDER_RULES } from "../call/futures-venue.ts";
import {
  aboutContract,
  answered,
  type FuturesCall,
  type FuturesEndpoint,
  ofOneOrAll,
} from "./contract-call.ts";

const DAY_US = 86_400_000_000;
const MINUTE_US = 60_000_000;
const DEPTH_LIMITS = [5, 10, 20, 50, 100, 500, 1_000] as const;
const DEPTH_WEIGHTS = [
  [50, 2],
  [100, 5],
  [500, 10],
] as const;

const open = (
  name: string,
  weight: number | ((sent: SentParams) => number),
  run: FuturesEndpoint["run"],
): FuturesEndpoint => ({
  name,
  security: "NONE",
  weight: typeof weight === "number" ? () => weight : weight,
  run,
});

const oneOrAll = (one: number, all: number) => (sent: SentParams) =>
  sent.has("symbol") ? one : all;

const ping = open("ping", 1, (_call, read) => answered(read, () => ({})));

const time = open("time", 1, ({ venue, at }, read) =>
  answered(read, () => ({ serverTime: ms(venue.clockAt(at)) })),
);

const exchangeInfo = open("exchangeInfo", 1, ({ venue, at }, read) =>
  answered(read, () =>
    contractsView(venue.exchange.contracts, [...FUTURES_ADDRESS_RULES, ...FUTURES_ORDER_RULES], at),
  ),
);

const depthWeight = (sent: SentParams) => {
  const limit = Number(sent.get("limit") ?? 500);
  return DEPTH_WEIGHTS.find(([levels]) => limit <= levels)?.[1] ?? 20;
};

const depth = open("depth", depthWeight, (call, read) =>
  aboutContract(call, read, (rules) => {
    const wanted = read.limit({ fallback: 500, max: 1_000 });
    const limit = DEPTH_LIMITS.find((levels) => wanted <= levels) ?? 1_000;
    return () => {
      const { updateId, bids, asks } = call.venue.exchange.depth(rules.symbol, limit);
      const now = ms(call.at);
      return succeed({
        ...{ lastUpdateId: updateId, E: now, T: now },
        bids: levelRows(rules, bids),
        asks: levelRows(rules, asks),
      });
    };
  }),
);

function prints(name: string, takesFromId: boolean): FuturesEndpoint {
  return open(name, takesFromId ? 20 : 5, (call, read) =>
    aboutContract(call, read, (rules) => {
      const limit = read.limit({ fallback: 500, max: 1_000 });
      const fromId = takesFromId ? read.integer("fromId") : Number.NaN;
      const page = { fromId, startAt: Number.NaN, endAt: Number.NaN, limit };
      return () => {
        const trades = call.venue.exchange.trades(rules.symbol);
        const found = pageOf(trades, page, { id: (one) => one.tradeId, at: (one) => one.at });
        return succeed(found.map((trade) => printView(rules, trade)));
      };
    }),
  );
}

const aggTrades = open("aggTrades", 20, (call, read) =>
  aboutContract(call, read, (rules) => {
    const limit = read.limit({ fallback: 500, max: 1_000 });
    const page = { fromId: read.integer("fromId"), ...readSpan(read, false), limit };
    return () => {
      const { trades } = call.venue.tape(rules.symbol).aggregates;
      const found = pageOf(trades, page, { id: (one) => one.id, at: (one) => one.at });
      return succeed(found.map((trade) => aggregateFields(rules, trade)));
    };
  }),
);

const klines = open("klines", 5, (call, read) =>
  aboutContract(call, read, (rules) => {
    const interval = read.word<Interval>("interval", INTERVALS, {
      error: VENUE_ERRORS.badInterval,
    });
    const limit = read.limit({ fallback: 500, max: 1_500 });
    const range = { ...readSpan(read, false), limit };
    return () => {
      const { candles } = call.venue.tape(rules.symbol);
      return succeed(
        candles
          .candles(interval, range, call.at)
          .map((candle) => klineRow(rules, candle, nextOpen(interval, candle.openAt))),
      );
    };
  }),
);

const bookTicker = open("ticker.book", oneOrAll(2, 5), (call, read) =>
  ofOneOrAll(call, read, (rules) => {
    const { updateId, bids, asks } = call.venue.exchange.depth(rules.symbol, 1);
    const [bid] = bids;
    const [ask] = asks;
    return {
      ...{ symbol: rules.symbol, lastUpdateId: updateId },
      bidPrice: priceText(rules, bid?.priceTicks ?? 0),
      bidQty: quantityText(rules, bid?.lots ?? 0),
      askPrice: priceText(rules, ask?.priceTicks ?? 0),
      askQty: quantityText(rules, ask?.lots ?? 0),
      time: ms(call.at),
    };
  }),
);

const price = open("ticker.price", oneOrAll(1, 2), (call, read) =>
  ofOneOrAll(call, read, (rules) => {
    const last = call.venue.exchange.trades(rules.symbol).at(-1);
    return {
      symbol: rules.symbol,
      price: priceText(rules, last?.priceTicks ?? 0),
      time: ms(last?.at ?? call.at),
    };
  }),
);

const day = open("ticker.24hr", oneOrAll(1, 40), (call, read) =>
  ofOneOrAll(call, read, (rules) => dayOf(call, rules)),
);

function dayOf({ venue, at }: FuturesCall, rules: ContractRules) {
  const openAt = Math.floor((at - DAY_US) / MINUTE_US) * MINUTE_US;
  const window = venue.tape(rules.symbol).candles.window(openAt);
  const last = venue.exchange.trades(rules.symbol).at(-1);
  const ticks = (of: number | undefined) => priceText(rules, of ?? 0);
  const change = (window?.closeTicks ?? 0) - (window?.openTicks ?? 0);
  const quote = (window?.tickLots ?? 0n) * rules.atomsPerTickLot;
  const base = BigInt(window?.lots ?? 0) * rules.atomsPerLot;
  return {
    symbol: rules.symbol,
    priceChange: ticks(change),
    priceChangePercent: ratioText(BigInt(change) * 100n, BigInt(window?.openTicks ?? 0), 3),
    weightedAvgPrice: ratioText(quote, base, rules.pricePlaces),
    lastPrice: ticks(last?.priceTicks),
    lastQty: quantityText(rules, last?.lots ?? 0),
    openPrice: ticks(window?.openTicks),
    highPrice: ticks(window?.highTicks),
    lowPrice: ticks(window?.lowTicks),
    volume: quantityText(rules, window?.lots ?? 0),
    quoteVolume: atomsTextOf(quote),
    openTime: ms(openAt),
    closeTime: ms(at),
    firstId: window?.firstId ?? -1,
    lastId: window?.lastId ?? -1,
    count: window?.count ?? 0,
  };
}

const premiumIndex = open("premiumIndex", oneOrAll(1, 10), (call, read) =>
  ofOneOrAll(call, read, (rules) =>
    premiumView(rules, call.venue.exchange.markTicks(rules.symbol), call.at),
  ),
);

const openInterest = open("openInterest", 1, (call, read) =>
  aboutContract(
    call,
    read,
    (rules) => () =>
      succeed({
        openInterest: quantityText(rules, call.venue.exchange.openInterest(rules.symbol)),
        symbol: rules.symbol,
        time: ms(call.at),
      }),
  ),
);

export const PUBLIC_ENDPOINTS = {
  ...{ ping, time, exchangeInfo, depth, aggTrades, klines, bookTicker, price, day },
  ...{ premiumIndex, openInterest },
  trades: prints("trades.recent", false),
  historicalTrades: prints("trades.historical", true),
} as const;
