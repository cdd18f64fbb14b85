/** Looks for what is not zero in a part of a file. */

const BLOCK = new Uint8Array(1 << 16);

/** Offset of the last byte of `bytes[start..end)` that is not zero; -1 when all are. */
export function lastNonZero(bytes: Uint8Array, start: number, end: number): number {
  let stop = end;
  // Whole blocks first: a segment that was just begun is zeros almost all the way.
  while (stop - start >= BLOCK.length && isZeroBlock(bytes, stop - BLOCK.length)) {
    stop -= BLOCK.length;
  }
  for (let at = stop - 1; at >= start; at -= 1) if (bytes[at] !== 0) return at;
  return -1;
}

/** Whether all of `bytes[start..end)` are. */
export function areZeros(bytes: Uint8Array, start: number, end: number): boolean {
  return lastNonZero(bytes, start, end) === -1;
}

function isZeroBlock(bytes: Uint8Array, start: number): boolean {
  return Buffer.compare(bytes.subarray(start, start + BLOCK.length), BLOCK) === 0;
}
