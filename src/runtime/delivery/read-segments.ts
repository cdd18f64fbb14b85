/** The entries of one life, from its segments. A segment is believed as far as it says of itself. */
import {
  COMMITTED_WORD,
  DELIVERY_VERSION,
  ENDED,
  ENDED_WORD,
  MAGIC_WORD,
  SEGMENT_HEAD_BYTES,
  SEGMENT_MAGIC,
  VERSION_WORD,
} from "./delivery-format.ts";

export type Entries = {
  readonly bytes: Uint8Array;
  /** Whether bytes that were committed are missing: a file was cut, or is none. */
  readonly isCut: boolean;
  /** Whether the recording ended before the life did. */
  readonly isEnded: boolean;
  /** Whether it did because the actor keeps files of its own: the life cannot be run again. */
  readonly keepsFiles: boolean;
};

/** @param segments Whole files, in their order. */
export function readSegments(segments: readonly Uint8Array[]): Entries {
  const pieces: Uint8Array[] = [];
  let isCut = false;
  let ended = 0;
  for (const segment of segments) {
    const committed = committedOf(segment);
    const capacity = segment.length - SEGMENT_HEAD_BYTES;
    // Of a life that was killed before it wrote anything: not even a head.
    if (committed === null) {
      isCut = segment.some((byte) => byte !== 0);
      break;
    }
    isCut = committed > capacity;
    ended = wordOf(segment, ENDED_WORD);
    pieces.push(segment.subarray(SEGMENT_HEAD_BYTES, SEGMENT_HEAD_BYTES + committed));
    if (committed < capacity || isCut) break;
  }
  const keepsFiles = ended === ENDED.OWN_FILES;
  return { bytes: new Uint8Array(Buffer.concat(pieces)), isCut, isEnded: ended !== 0, keepsFiles };
}

/** Bytes of entries that its head counts; null when it has no head of this version. */
function committedOf(segment: Uint8Array): number | null {
  if (segment.length < SEGMENT_HEAD_BYTES) return null;
  const isOne =
    wordOf(segment, MAGIC_WORD) === SEGMENT_MAGIC &&
    wordOf(segment, VERSION_WORD) === DELIVERY_VERSION;
  return isOne ? wordOf(segment, COMMITTED_WORD) >>> 0 : null;
}

function wordOf(segment: Uint8Array, index: number): number {
  const head = new DataView(segment.buffer, segment.byteOffset, SEGMENT_HEAD_BYTES);
  return head.getInt32(index * 4, true);
}
