/** Changes of the book, gathered for a while: `U` and `u` of one message join those of the next. */
import type { Book } from "../../../../../market/book.ts";
import type { SymbolRules } from "../../../exchange/symbol-rules.ts";
import { priceText, quantityText, timeOf } from "../../answer/numbers.ts";
import type { Channel } from "../channel.ts";
import type { Feed, SymbolView } from "./feed.ts";

/** All that changed since the last message; a level that changed twice is told once, as it is now. */
export function depthFeed(channel: Channel, view: SymbolView, everyUs: number): Feed {
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  let firstId = view.updateId + 1;
  const tick = (dueAt: number): undefined => {
    const lastId = view.updateId;
    if (lastId < firstId) return;
    const { symbol, rules } = view;
    const ids = `"s":"${symbol}","U":${firstId},"u":${lastId}`;
    const levels = `"b":${levelsText(rules, bids, -1)},"a":${levelsText(rules, asks, 1)}`;
    channel.publish((unit) => `{"e":"depthUpdate","E":${timeOf(dueAt, unit)},${ids},${levels}}`);
    firstId = lastId + 1;
    bids.clear();
    asks.clear();
  };
  return {
    everyUs,
    tick,
    renew: tick,
    level: (side, priceTicks, lots) => {
      (side === "BUY" ? bids : asks).set(priceTicks, lots);
    },
  };
}

/** The best levels, as they are on the clock; nothing while nothing changes. */
export function partialDepthFeed(
  channel: Channel,
  view: SymbolView,
  { everyUs, levels }: { readonly everyUs: number; readonly levels: number },
): Feed {
  let toldId = Number.NaN;
  return {
    everyUs,
    tick: () => {
      if (toldId === view.updateId) return;
      toldId = view.updateId;
      const bids = sideText(view, "BID", levels);
      const asks = sideText(view, "ASK", levels);
      channel.publish(() => `{"lastUpdateId":${toldId},"bids":${bids},"asks":${asks}}`);
    },
  };
}

/** The best bid and ask at every update that changes them. */
export function bookTickerFeed(channel: Channel, view: SymbolView): Feed {
  const { book } = view;
  let told = topOf(book);
  return {
    everyUs: 0,
    level: (side, priceTicks) => {
      // A level behind the best one is not seen: what was removed is no level any more.
      const isBehind =
        side === "BUY" ? priceTicks < book.bestBidTicks : priceTicks > book.bestAskTicks;
      if (isBehind) return;
      const top = topOf(book);
      if (top.every((value, index) => Object.is(value, told[index]))) return;
      told = top;
      const text = `{"u":${view.updateId},"s":"${view.symbol}",${topText(view)}}`;
      channel.publish(() => text);
    },
  };
}

function topOf({ bestBidTicks, bestBidLots, bestAskTicks, bestAskLots }: Book): readonly number[] {
  return [bestBidTicks, bestBidLots, bestAskTicks, bestAskLots];
}

/** Empty sides are zero. */
export function topText({ book, rules }: Pick<SymbolView, "book" | "rules">): string {
  const { bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = book;
  const bid = `"b":"${priceText(rules, bestBidTicks)}","B":"${quantityText(rules, bestBidLots)}"`;
  const ask = `"a":"${priceText(rules, bestAskTicks)}","A":"${quantityText(rules, bestAskLots)}"`;
  return `${bid},${ask}`;
}

/** Best first: `sign` is -1 where that is the highest price. */
function levelsText(rules: SymbolRules, levels: ReadonlyMap<number, number>, sign: 1 | -1): string {
  const sorted = [...levels].sort(([left], [right]) => sign * (left - right));
  return `[${sorted.map(([ticks, lots]) => levelText(rules, ticks, lots)).join(",")}]`;
}

function sideText({ book, rules }: SymbolView, side: "BID" | "ASK", count: number): string {
  const rows: string[] = [];
  book.eachLevel(side, (ticks, lots) => rows.push(levelText(rules, ticks, lots)) < count);
  return `[${rows.join(",")}]`;
}

function levelText(rules: SymbolRules, ticks: number, lots: number): string {
  return `["${priceText(rules, ticks)}","${quantityText(rules, lots)}"]`;
}
