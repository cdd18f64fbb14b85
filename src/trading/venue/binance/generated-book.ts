/** The book of one generated symbol: a touch that follows the price, and levels behind it. */
import type { Prng } from "../../../core/prng.ts";

type Level = readonly [ticks: number, lots: number];

const LEVELS_FIRST = 400;
const LEVELS_MAX = 600;
/** Largest distance between a touch and the level behind it before one is put between. Ticks. */
const GAP_TICKS = 60;

export class GeneratedBook {
  readonly #random: Prng;
  readonly #bids = new Map<number, number>();
  readonly #asks = new Map<number, number>();
  readonly #changedBids = new Map<number, number>();
  readonly #changedAsks = new Map<number, number>();
  #bid = 0;
  #ask = 0;

  constructor(random: Prng) {
    this.#random = random;
  }

  get changeCount(): number {
    return this.#changedBids.size + this.#changedAsks.size;
  }

  bestBid(): Level {
    return [this.#bid, this.#bids.get(this.#bid) ?? 0];
  }

  bestAsk(): Level {
    return [this.#ask, this.#asks.get(this.#ask) ?? 0];
  }

  /** Puts the touch around `mid`, which is in ticks and need not be whole. */
  moveTo(mid: number): undefined {
    const isFirst = this.#bids.size === 0;
    this.#bid = Math.floor(mid);
    this.#ask = this.#bid + this.#random.between(1, 3);
    for (const ticks of this.#bids.keys()) if (ticks > this.#bid) this.#setBid(ticks, 0);
    for (const ticks of this.#asks.keys()) if (ticks < this.#ask) this.#setAsk(ticks, 0);
    if (!this.#bids.has(this.#bid)) this.#setBid(this.#bid, this.#size());
    if (!this.#asks.has(this.#ask)) this.#setAsk(this.#ask, this.#size());
    if (isFirst) this.#fill();
    this.#stir();
    this.#trim();
  }

  /** A print at the touch: takes part of it, never all. */
  hit(isBuy: boolean, random: Prng): { ticks: number; lots: number } {
    const [ticks, there] = isBuy ? this.bestAsk() : this.bestBid();
    const lots = Math.max(1, Math.floor(there * random.unit() * 0.5));
    const left = Math.max(1, there - lots);
    if (isBuy) this.#setAsk(ticks, left);
    else this.#setBid(ticks, left);
    return { ticks, lots };
  }

  /** The levels that changed since the last call, with their sizes now; 0 is gone. */
  takeChanges(): { bids: Level[]; asks: Level[] } {
    const changes = { bids: [...this.#changedBids], asks: [...this.#changedAsks] };
    this.#changedBids.clear();
    this.#changedAsks.clear();
    return changes;
  }

  /** Best first. */
  levels(limit: number): { bids: Level[]; asks: Level[] } {
    return {
      bids: [...this.#bids].sort(([left], [right]) => right - left).slice(0, limit),
      asks: [...this.#asks].sort(([left], [right]) => left - right).slice(0, limit),
    };
  }

  #fill(): undefined {
    let [bid, ask] = [this.#bid, this.#ask];
    for (let level = 1; level < LEVELS_FIRST; level += 1) {
      bid -= this.#random.between(1, GAP_TICKS);
      ask += this.#random.between(1, GAP_TICKS);
      this.#setBid(bid, this.#size());
      this.#setAsk(ask, this.#size());
    }
  }

  /** A few sizes change near the touch, and a level appears close behind it. */
  #stir(): undefined {
    const near = this.#random.between(1, GAP_TICKS);
    this.#setBid(this.#bid - near, this.#size());
    this.#setAsk(this.#ask + near, this.#size());
    if (this.#random.unit() < 0.3) this.#setBid(this.#bid, this.#size());
    if (this.#random.unit() < 0.3) this.#setAsk(this.#ask, this.#size());
  }

  #trim(): undefined {
    if (this.#bids.size > LEVELS_MAX) this.#setBid(Math.min(...this.#bids.keys()), 0);
    if (this.#asks.size > LEVELS_MAX) this.#setAsk(Math.max(...this.#asks.keys()), 0);
  }

  #size(): number {
    return this.#random.between(1_000, 3_000_000);
  }

  #setBid(ticks: number, lots: number): undefined {
    set(this.#bids, this.#changedBids, ticks, lots);
  }

  #setAsk(ticks: number, lots: number): undefined {
    set(this.#asks, this.#changedAsks, ticks, lots);
  }
}

function set(side: Map<number, number>, changed: Map<number, number>, ticks: number, lots: number) {
  if (lots === 0) side.delete(ticks);
  else side.set(ticks, lots);
  changed.set(ticks, lots);
}
