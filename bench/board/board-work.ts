/** Values of the board bench: bytes whose first and last number say which put they are of. */
import { BOOK_LEVELS, BookTop } from "../../src/desk/message/book.ts";

export const VALUE_BYTES = {
  "64 B": 64,
  // Fifty levels a side, as the feeds put them.
  book: Math.floor(BookTop.slotBytes / 8) * 8,
} as const;
export type ValueName = keyof typeof VALUE_BYTES;

/** Numbers of the book as a message carries them. */
export const BOOK_NUMBERS = 4 * BOOK_LEVELS;

/** How fast the writer puts: without a pause, or one put in so many nanoseconds. */
export const PACES = { "full speed": 0, "10 us": 10_000 } as const;
export type PaceName = keyof typeof PACES;

/** How a slot is made: as our boards are, or with one copy. */
export type SlotKind = "board" | "one copy";

export type Value = { readonly bytes: Buffer; readonly data: DataView };

export function makeValue(name: ValueName): Value {
  const memory = new ArrayBuffer(VALUE_BYTES[name]);
  return { bytes: Buffer.from(memory), data: new DataView(memory) };
}

/** Makes it the value of put `i`. */
export function stamp({ data }: Value, i: number): undefined {
  data.setFloat64(0, i, true);
  data.setFloat64(data.byteLength - 8, i, true);
}

/** Which put the value is of; -1 when it is torn. */
export function stampOf(data: DataView, bytes: number): number {
  const first = data.getFloat64(0, true);
  return data.getFloat64(bytes - 8, true) === first ? first : -1;
}
