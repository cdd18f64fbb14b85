/** A recording that a test writes, in ticks and lots, and the exchange that it plays on. */
import { textOf } from "../../../../../../src/core/decimal.ts";
import { type Capture, parseCapture } from "../../../../../../src/trading/venue/binance/capture.ts";
import type { ExchangeOrder } from "../../../../../../src/trading/venue/simulated/exchange/order.ts";
import type { Side } from "../../../../../../src/trading/venue/simulated/exchange/words.ts";
import {
  type FaultDefinition,
  type FaultKind,
  faultOf,
} from "../../../../../../src/trading/venue/simulated/fault/fault.ts";
import { VenueChanges } from "../../../../../../src/trading/venue/simulated/fault/venue-changes.ts";
import { CaptureMarket } from "../../../../../../src/trading/venue/simulated/market/capture/capture-market.ts";
import { BTC, order, PlayedExchange } from "../../exchange/kit/played-exchange.ts";

/** Price in ticks, and lots. */
export type Levels = readonly (readonly [priceTicks: number, lots: number])[];

const MS_NS = 1_000_000n;
const START_NS = 1_723_161_600_000_000_000n;

/** Lines of a capture, each a millisecond after the one before it. */
export class Recording {
  #text = "";
  #ms = 0n;
  #updateId = 100;

  snapshot(bids: Levels, asks: Levels): this {
    const levels = { bids: rows(bids), asks: rows(asks) };
    return this.raw(JSON.stringify({ lastUpdateId: this.#updateId, ...levels }));
  }

  depth(bids: Levels, asks: Levels): this {
    this.#updateId += 1;
    const ids = { U: this.#updateId, u: this.#updateId };
    const event = { e: "depthUpdate", E: 1_723_161_600_000, s: "BTCUSDT", ...ids };
    return this.#frame("depth@100ms", { ...event, b: rows(bids), a: rows(asks) });
  }

  /** Leaves a change out. */
  lose(): this {
    this.#updateId += 1;
    return this;
  }

  trade(aggressor: Side, priceTicks: number, lots: number): this {
    const time = { E: 1_723_161_600_000, T: 1_723_161_600_000 };
    const [[p, q] = []] = rows([[priceTicks, lots]]);
    const what = { e: "trade", s: "BTCUSDT", t: 1, p, q, m: aggressor === "SELL", M: true };
    return this.#frame("trade", { ...what, ...time });
  }

  raw(json: string): this {
    this.#text += `${START_NS + this.#ms * MS_NS} ${json}\n`;
    this.#ms += 1n;
    return this;
  }

  /** On an exchange, with all lines that it has so far still to come. */
  open(): Played {
    const capture = parseCapture(new TextEncoder().encode(this.#text));
    if (!capture.ok) throw new Error(capture.failure.message);
    return new Played(capture.value);
  }

  #frame(stream: string, data: unknown): this {
    return this.raw(JSON.stringify({ stream: `btcusdt@${stream}`, data }));
  }
}

export class Played {
  readonly market: CaptureMarket;
  readonly #played = new PlayedExchange();
  readonly #changes = new VenueChanges(this.#played.exchange);
  readonly #account: number;

  constructor(capture: Capture) {
    const { exchange } = this.#played;
    this.market = new CaptureMarket({ exchange, sessions: [capture], originUs: 0 });
    this.#account = exchange.openAccount({ name: "we" });
    for (const asset of ["BTC", "USDT"]) exchange.deposit(this.#account, asset, 10n ** 14n, 0);
  }

  get exchange() {
    return this.#played.exchange;
  }

  /** Prints as price, lots, and who was at the maker's side. */
  get prints() {
    return this.#played.trades.map(({ priceTicks, lots, makerSide }) => [
      priceTicks,
      lots,
      makerSide,
    ]);
  }

  get tape() {
    return this.#played.trades;
  }

  /** Plays the next lines, one by default. */
  next(lines = 1): undefined {
    this.market.advance(Number.POSITIVE_INFINITY, lines);
  }

  place(side: Side, priceTicks: number, lots: number): ExchangeOrder {
    const wanted = { side, type: "LIMIT", timeInForce: "GTC", priceTicks, lots } as const;
    const placed = this.exchange.place(this.#account, order(wanted), 0);
    if (!placed.ok) throw new Error(placed.failure.msg);
    return placed.value;
  }

  /** Does what a fault does to the venue itself. */
  change(kind: FaultKind, said: Partial<FaultDefinition> = {}): undefined {
    const fault = faultOf(kind, { symbol: "BTCUSDT", ...said });
    const done = this.#changes.apply(fault, [this.#account], 0);
    if (!done.ok) throw new Error(done.failure);
  }

  /** What was halted trades again. */
  resume(): undefined {
    this.#changes.resume("", 0);
  }

  cancelAll(): undefined {
    this.exchange.cancelAll(this.#account, "BTCUSDT", 0);
  }

  /** Levels of both sides, best first. */
  get book(): { readonly bids: Levels; readonly asks: Levels } {
    const { bids, asks } = this.exchange.depth("BTCUSDT", 100);
    const pairs = (levels: typeof bids): Levels =>
      levels.map(({ priceTicks, lots }) => [priceTicks, lots]);
    return { bids: pairs(bids), asks: pairs(asks) };
  }
}

function rows(levels: Levels): string[][] {
  return levels.map(([priceTicks, lots]) => [textOf(priceTicks, BTC.tick), textOf(lots, BTC.lot)]);
}
