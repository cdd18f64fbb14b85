/** One symbol of the generator: its price, its book, and the frames of each step of 10 ms. */

import { textOf } from "../../../core/decimal.ts";
import type { DecimalStep } from "../../../core/decimal-step.ts";
import type { Prng } from "../../../core/prng.ts";
import type { FrameKind } from "./frame-source.ts";
import { GeneratedBook } from "./generated-book.ts";
import type { DepthBody } from "./venue-book.ts";

export type GeneratedMarket = {
  /** As payloads write it: `BTCUSDT`. */
  readonly symbol: string;
  readonly tick: DecimalStep;
  readonly lot: DecimalStep;
  /** Where the price begins and returns to. Ticks. */
  readonly anchorTicks: number;
};

type Text = { readonly kind: FrameKind; readonly text: string };

const DECIMALS = 8;
const UPDATE_ID_FIRST = 1_000_000;

export class SymbolGenerator {
  readonly market: GeneratedMarket;
  readonly #random: Prng;
  readonly #book: GeneratedBook;
  #mid: number;
  #updateId = UPDATE_ID_FIRST;
  #depthFrom = UPDATE_ID_FIRST + 1;
  #tradeId = 1;
  #shown = "";

  constructor(market: GeneratedMarket, random: Prng) {
    this.market = market;
    this.#random = random;
    this.#mid = market.anchorTicks;
    this.#book = new GeneratedBook(random);
    this.#book.moveTo(this.#mid);
    this.#book.takeChanges();
  }

  /** @param withDepth Whether the changes since the last depth frame are sent now. */
  step(timeMs: number, withDepth: boolean): Text[] {
    const frames: Text[] = [];
    this.#move();
    if (this.#random.unit() < 0.2) frames.push(this.#trade(timeMs));
    this.#updateId += this.#book.changeCount > 0 ? 1 : 0;
    const quote = this.#quote();
    if (quote !== null) frames.push(quote);
    if (withDepth) frames.push(this.#depth(timeMs));
    return frames;
  }

  snapshot(limit: number): DepthBody {
    const { bids, asks } = this.#book.levels(limit);
    return {
      lastUpdateId: this.#updateId,
      bids: bids.map((level) => this.#pair(level)),
      asks: asks.map((level) => this.#pair(level)),
    };
  }

  /** Back to the anchor with a half-life of seconds, noise, and a jump every few seconds. */
  #move(): undefined {
    const { anchorTicks } = this.market;
    const scale = anchorTicks / 6_000_000;
    const pull = (anchorTicks - this.#mid) * 0.002;
    const noise = (this.#random.unit() + this.#random.unit() - 1) * 40 * scale;
    const jump = this.#random.unit() < 0.004 ? (this.#random.unit() - 0.5) * 4_000 * scale : 0;
    this.#mid += pull + noise + jump;
    this.#book.moveTo(this.#mid);
  }

  #trade(timeMs: number): Text {
    const isBuy = this.#random.unit() < 0.5;
    const { ticks, lots } = this.#book.hit(isBuy, this.#random);
    const [p, q] = this.#pair([ticks, lots]);
    const id = this.#tradeId;
    this.#tradeId += 1;
    return this.#frame("trade", "TRADE", {
      e: "trade",
      E: timeMs,
      s: this.market.symbol,
      t: id,
      p,
      q,
      T: timeMs,
      m: !isBuy,
      M: true,
    });
  }

  /** Null when the touch is as it was. */
  #quote(): Text | null {
    const [b, B] = this.#pair(this.#book.bestBid());
    const [a, A] = this.#pair(this.#book.bestAsk());
    const shown = `${b} ${B} ${a} ${A}`;
    if (shown === this.#shown) return null;
    this.#shown = shown;
    const body = { u: this.#updateId, s: this.market.symbol, b, B, a, A };
    return this.#frame("bookTicker", "QUOTE", body);
  }

  #depth(timeMs: number): Text {
    const { bids, asks } = this.#book.takeChanges();
    const first = this.#depthFrom;
    const last = Math.max(this.#updateId, first);
    this.#updateId = last;
    this.#depthFrom = last + 1;
    return this.#frame("depth@100ms", "DEPTH", {
      e: "depthUpdate",
      E: timeMs,
      s: this.market.symbol,
      U: first,
      u: last,
      b: bids.map((level) => this.#pair(level)),
      a: asks.map((level) => this.#pair(level)),
    });
  }

  #frame(stream: string, kind: FrameKind, data: object): Text {
    const name = `${this.market.symbol.toLowerCase()}@${stream}`;
    return { kind, text: JSON.stringify({ stream: name, data }) };
  }

  #pair([ticks, lots]: readonly [number, number]): [string, string] {
    return [padded(textOf(ticks, this.market.tick)), padded(textOf(lots, this.market.lot))];
  }
}

/** With the eight decimals that the venue writes. */
function padded(text: string): string {
  const point = text.indexOf(".");
  const decimals = point < 0 ? 0 : text.length - point - 1;
  return `${point < 0 ? `${text}.` : text}${"0".repeat(Math.max(0, DECIMALS - decimals))}`;
}
