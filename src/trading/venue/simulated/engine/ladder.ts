/**
 * One side of the book of orders: its levels in order of price, the best at the end of the arrays, so
 * that what happens near the touch moves little memory. Any price can be a level.
 *
 * Invariant: keys rise, and no level is empty; the key of a bid is its price, that of an ask its
 * negative.
 */
import type { Side } from "../../../market/instrument.ts";
import { PriceLevel } from "./price-level.ts";

export class Ladder {
  readonly side: Side;
  readonly #sign: 1 | -1;
  readonly #keys: number[] = [];
  readonly #levels: PriceLevel[] = [];
  /** Levels to be used again. */
  readonly #free: PriceLevel[] = [];

  constructor(side: Side) {
    this.side = side;
    this.#sign = side === "BUY" ? 1 : -1;
  }

  /** Null when the side is empty. */
  get best(): PriceLevel | null {
    return this.#levels[this.#levels.length - 1] ?? null;
  }

  /** Whether whoever takes down to `limitTicks` takes at `ticks`. */
  reaches(limitTicks: number, ticks: number): boolean {
    return this.#sign * ticks >= this.#sign * limitTicks;
  }

  /** The level at `place`, from the best; null beyond the last. */
  level(place: number): PriceLevel | null {
    return this.#levels[this.#levels.length - 1 - place] ?? null;
  }

  /** Null when nothing rests there. */
  find(ticks: number): PriceLevel | null {
    const key = this.#sign * ticks;
    const index = this.#firstNotBelow(key);
    return this.#keys[index] === key ? (this.#levels[index] ?? null) : null;
  }

  /** The level there, made when there is none: the caller puts an order into it. */
  findOrMake(ticks: number): PriceLevel {
    const key = this.#sign * ticks;
    const index = this.#firstNotBelow(key);
    const found = this.#keys[index] === key ? this.#levels[index] : undefined;
    if (found !== undefined) return found;
    const made = this.#free.pop() ?? new PriceLevel();
    made.priceTicks = ticks;
    insertAt(this.#keys, index, key);
    insertAt(this.#levels, index, made);
    return made;
  }

  /** Takes an empty level out. */
  drop(level: PriceLevel): undefined {
    const index = this.#firstNotBelow(this.#sign * level.priceTicks);
    removeAt(this.#keys, index);
    removeAt(this.#levels, index);
    this.#free.push(level);
  }

  /** Place of the first key that is not below `key`. Looks near the best first. */
  #firstNotBelow(key: number): number {
    const keys = this.#keys;
    let high = keys.length;
    let width = 1;
    while (high - width >= 0 && (keys[high - width] ?? 0) >= key) {
      high -= width;
      width *= 2;
    }
    let low = Math.max(0, high - width);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function insertAt<Item>(items: Item[], index: number, item: Item): undefined {
  if (index === items.length) items.push(item);
  else items.splice(index, 0, item);
}

function removeAt<Item>(items: Item[], index: number): undefined {
  if (index === items.length - 1) items.pop();
  else items.splice(index, 1);
}
