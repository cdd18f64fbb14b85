/**
 * The set of all states that a search has seen, by their keys: a table of numbers that grows, several
 * times as fast as a `Set` of numbers beyond 32 bits, and with half its memory.
 */

/** Keys are at least 1 in the table: a 0 is a free place. */
const FIRST_PLACES = 2 ** 12;
/** How full the table may become. */
const FULL = 0.6;
/** What of a key, which is a hash of 53 bits, chooses its place: its upper bits. */
const LOWER_BITS = 2 ** 21;

export class KnownKeys {
  #table = new Float64Array(FIRST_PLACES);
  #count = 0;

  /**
   * Adds a key.
   *
   * @param key An integer from 0 to 2^53 - 1.
   * @returns Whether it was not there before.
   */
  add(key: number): boolean {
    if (!put(this.#table, key + 1)) return false;
    this.#count += 1;
    if (this.#count > this.#table.length * FULL) this.#grow();
    return true;
  }

  #grow(): undefined {
    const table = new Float64Array(this.#table.length * 2);
    for (const entry of this.#table) if (entry !== 0) put(table, entry);
    this.#table = table;
  }
}

function put(table: Float64Array, entry: number): boolean {
  const mask = table.length - 1;
  let place = Math.floor(entry / LOWER_BITS) & mask;
  for (;;) {
    const there = table[place];
    if (there === entry) return false;
    if (there === 0) {
      table[place] = entry;
      return true;
    }
    place = (place + 1) & mask;
  }
}
