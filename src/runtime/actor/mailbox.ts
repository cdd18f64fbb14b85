/**
 * The topics that one actor reads, in two lanes: orders, then market data; round robin within a
 * lane. The rings belong to main, so the mailbox outlives the incarnation.
 *
 * Invariant: a lane is looked at again from its first topic only when it gave nothing, so that no
 * topic starves another of its lane.
 */
import type { Source } from "./source.ts";

/** Most records taken from one topic before the next has its turn. */
const CHUNK = 32;

/** Handles up to `max` records of `source`; returns how many it took. */
export type TakeChunk = (source: Source, max: number) => number;

export class Mailbox {
  readonly #orders: Source[] = [];
  readonly #market: Source[] = [];
  #nextOrder = 0;
  #nextMarket = 0;

  get sources(): readonly Source[] {
    return [...this.#orders, ...this.#market];
  }

  add(source: Source): undefined {
    this.#laneOf(source).push(source);
  }

  find(actor: string): Source | undefined {
    return this.sources.find(({ start }) => start.actor === actor);
  }

  /** The source of that actor, taken out; null when there is none. */
  remove(actor: string): Source | null {
    for (const lane of [this.#orders, this.#market]) {
      const index = lane.findIndex(({ start }) => start.actor === actor);
      if (index >= 0) return lane.splice(index, 1)[0] ?? null;
    }
    return null;
  }

  /** One chunk: of the orders' lane while it has any, else of the market's. 0 when all are empty. */
  take(takeChunk: TakeChunk, max: number): number {
    const chunk = Math.min(CHUNK, max);
    for (let tried = 0; tried < this.#orders.length; tried += 1) {
      const source = this.#orders[this.#nextOrder % this.#orders.length] as Source;
      this.#nextOrder = (this.#nextOrder + 1) % this.#orders.length;
      const taken = takeChunk(source, chunk);
      if (taken > 0) return taken;
    }
    for (let tried = 0; tried < this.#market.length; tried += 1) {
      const source = this.#market[this.#nextMarket % this.#market.length] as Source;
      this.#nextMarket = (this.#nextMarket + 1) % this.#market.length;
      const taken = takeChunk(source, chunk);
      if (taken > 0) return taken;
    }
    return 0;
  }

  /** Frees what was handled. At most once a turn. */
  release(): undefined {
    for (const { reader } of this.#orders) reader.release();
    for (const { reader } of this.#market) reader.release();
  }

  hasNews(): boolean {
    for (const source of this.#orders) if (source.hasNews()) return true;
    for (const source of this.#market) if (source.hasNews()) return true;
    return false;
  }

  /** {@link hasNews} as a hint, for a loop that spins. */
  peekNews(): boolean {
    for (const source of this.#orders) if (source.peekNews()) return true;
    for (const source of this.#market) if (source.peekNews()) return true;
    return false;
  }

  #laneOf(source: Source): Source[] {
    return source.start.lane === "ORDERS" ? this.#orders : this.#market;
  }
}
