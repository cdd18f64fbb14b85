/**
 * Every store that a piece of code makes to shared memory, so that a test can crash between any
 * two. An atomic store is one step; plain stores between two atomic ones are found by comparing
 * memory, and `order` says in which order they became visible.
 */
import { spyOn } from "bun:test";

export type Store = { readonly offset: number; readonly bytes: Uint8Array };

/** Puts the plain stores between two atomic ones in an order. */
export type Order = (stores: Store[]) => Store[];

/** Runs `act` and returns the stores of this thread to `memory`. */
export function storesOf(memory: SharedArrayBuffer, order: Order, act: () => void): Store[] {
  const bytes = new Uint8Array(memory);
  const stores: Store[] = [];
  let known = bytes.slice();
  const note = (collect: Order) => {
    stores.push(...collect(changesOf(known, bytes)));
    known = bytes.slice();
  };
  const spies = (["store", "compareExchange", "add", "exchange"] as const).map((name) => {
    const original = Atomics[name] as (...operands: unknown[]) => number;
    return spyOn(Atomics, name).mockImplementation(((...operands: unknown[]) => {
      note(order);
      const result = original(...operands);
      note((atomic) => atomic);
      return result;
    }) as never);
  });
  try {
    act();
    note(order);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return stores;
}

/** Words of 4 bytes that differ: a float64 store may be seen in halves, which is harsher. */
function changesOf(before: Uint8Array, after: Uint8Array): Store[] {
  const old = new Int32Array(before.buffer);
  const words = new Int32Array(after.buffer);
  const stores: Store[] = [];
  for (let word = 0; word < words.length; word += 1) {
    if (old[word] === words[word]) continue;
    stores.push({ offset: word * 4, bytes: after.slice(word * 4, word * 4 + 4) });
  }
  return stores;
}
