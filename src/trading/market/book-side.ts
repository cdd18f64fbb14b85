/**
 * One side of a book: levels in order of price, the best at the end of the arrays, so that changes
 * near the top move little memory.
 *
 * Invariant: keys rise; the key of a bid is its price, that of an ask its negative.
 */
import { assert } from "../../core/assert.ts";

/** The levels of one side, and how far they are known. */
export class BookSide {
  readonly #sign: 1 | -1;
  readonly #keys: number[] = [];
  readonly #lots: number[] = [];
  #knownToKey = Number.NaN;

  constructor(side: "BID" | "ASK") {
    this.#sign = side === "BID" ? 1 : -1;
  }

  get count(): number {
    return this.#keys.length;
  }

  /** NaN when the side is empty. Ticks. */
  get bestTicks(): number {
    return this.#sign * (this.#keys[this.#keys.length - 1] ?? Number.NaN);
  }

  /** 0 when the side is empty. */
  get bestLots(): number {
    return this.#lots[this.#lots.length - 1] ?? 0;
  }

  /** Worst price down to which every level is known. NaN: none is; infinite: all are. Ticks. */
  get knownToTicks(): number {
    return this.#sign * this.#knownToKey;
  }

  /** Price of the level at `index`, from the best. NaN beyond the last. Ticks. */
  ticks(index: number): number {
    return this.#sign * (this.#keys[this.#keys.length - 1 - index] ?? Number.NaN);
  }

  /** Lots of the level at `index`, from the best. 0 beyond the last. */
  lots(index: number): number {
    return this.#lots[this.#lots.length - 1 - index] ?? 0;
  }

  /** Lots at a price: 0 where it is known that there are none, NaN where nothing is known. */
  lotsAt(ticks: number): number {
    const key = this.#sign * ticks;
    const index = this.#firstNotBelow(key);
    if (this.#keys[index] === key) return this.#lots[index] ?? 0;
    return key >= this.#knownToKey ? 0 : Number.NaN;
  }

  /** Sets the lots at a price. 0 removes the level; removing one that is absent is normal. */
  set(ticks: number, lots: number): undefined {
    assert(Number.isSafeInteger(ticks) && lots >= 0, "a level has whole ticks and lots from 0");
    const key = this.#sign * ticks;
    const index = this.#firstNotBelow(key);
    const isPresent = this.#keys[index] === key;
    if (isPresent && lots > 0) this.#lots[index] = lots;
    else if (isPresent) this.#remove(index);
    else if (lots > 0) this.#insert(index, key, lots);
  }

  clear(): undefined {
    this.#keys.length = 0;
    this.#lots.length = 0;
    this.#knownToKey = Number.NaN;
  }

  /** Declares what is known: all of the side, or down to its present worst level. */
  setKnown(isWhole: boolean): undefined {
    this.#knownToKey = isWhole ? Number.NEGATIVE_INFINITY : (this.#keys[0] ?? Number.NaN);
  }

  #insert(index: number, key: number, lots: number): undefined {
    if (index === this.#keys.length) {
      this.#keys.push(key);
      this.#lots.push(lots);
    } else {
      this.#keys.splice(index, 0, key);
      this.#lots.splice(index, 0, lots);
    }
  }

  #remove(index: number): undefined {
    if (index === this.#keys.length - 1) {
      this.#keys.pop();
      this.#lots.pop();
    } else {
      this.#keys.splice(index, 1);
      this.#lots.splice(index, 1);
    }
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
