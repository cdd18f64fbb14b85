/**
 * How a word is stored that shows what was stored before it: the one place that knows what the
 * processor keeps in order.
 *
 * An atomic store waits until its thread has back every line that another took from it, and all
 * that comes after waits with it: nearly half of what a message alone costs. x86-64 shows plain
 * stores in the order in which they were made, and JavaScriptCore leaves stores to typed arrays
 * where they were written. The specification promises neither, so this is done here and nowhere
 * else, and what a writer does is explored in both forms.
 *
 * What a plain store does not give: a load behind it may look before the store is seen. Whoever
 * stores, and then looks whether somebody waits for it, needs {@link seeStores} in between.
 */

/** Whether this processor shows plain stores in the order in which they were made. */
export const KEEPS_STORE_ORDER: boolean = process.arch === "x64";

/**
 * Stores `word`. Release: who sees it by an atomic load sees all that was stored before it. Where
 * the order is not kept it is a read-modify-write, so that nothing stored later is seen before it.
 */
export function storeBehind(
  int32: Int32Array,
  index: number,
  word: number,
  keepsOrder: boolean,
): undefined {
  if (keepsOrder) int32[index] = word;
  else Atomics.exchange(int32, index, word);
}

/**
 * Until all others see what this thread stored. A read-modify-write, of a word that nobody else
 * writes: a load behind it, plain ones too, is not older than it.
 */
export function seeStores(int32: Int32Array, ownIndex: number): undefined {
  Atomics.add(int32, ownIndex, 0);
}
