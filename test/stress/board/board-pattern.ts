/** What a value of a board contains in the stress tests: a function of its slot and its number. */

/** From one that is copied by words to one that is as large as a book of 50 levels. */
const BYTES = [24, 64, 257, 804, 1_600, 1_603] as const;

/** Largest value. Bytes. */
export const VALUE_BYTES_MAX = 1_603;

/** Writes value `number` of `slot` at byte `offset`, and returns its bytes. */
export function fillValue(data: DataView, offset: number, slot: number, number: number): number {
  const bytes = bytesOf(slot, number);
  data.setInt32(offset, slot, true);
  data.setInt32(offset + 4, number, true);
  let at = 8;
  for (; at + 4 <= bytes; at += 4) data.setInt32(offset + at, mix(slot, number, at), true);
  for (; at < bytes; at += 1) data.setUint8(offset + at, mix(slot, number, at));
  return bytes;
}

/** The number of the value of `slot` that a copy is; -1 when it is not whole. */
export function numberOf(copy: DataView, bytes: number, slot: number): number {
  const number = copy.getInt32(4, true);
  if (copy.getInt32(0, true) !== slot || bytes !== bytesOf(slot, number)) return -1;
  let at = 8;
  for (; at + 4 <= bytes; at += 4) {
    if (copy.getInt32(at, true) !== mix(slot, number, at)) return -1;
  }
  for (; at < bytes; at += 1) {
    if (copy.getUint8(at) !== (mix(slot, number, at) & 0xff)) return -1;
  }
  return number;
}

function bytesOf(slot: number, number: number): number {
  return BYTES[(slot + number) % BYTES.length] ?? VALUE_BYTES_MAX;
}

function mix(slot: number, number: number, at: number): number {
  return Math.imul(number ^ Math.imul(at + (slot << 16), 0x9e37_79b1), 0x85eb_ca6b) ^ 0x5bd1_e995;
}
