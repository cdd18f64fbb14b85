/**
 * The delivery log of one life as it is written: segments, each begun when the one before is full.
 *
 * Invariant: a segment counts as full only once what follows it has been committed, so that the log
 * ends with a whole entry wherever its thread was killed.
 */
import type { RecordingEnd } from "./delivery-format.ts";
import { type MapFile, Segment } from "./segment.ts";

/** A life may be short, and then little is to be zeroed. */
const SEGMENT_BYTES = [1 << 17, 1 << 19] as const;
/** Of all that follow. Zeroing one is a pause of its actor, of a millisecond or so. */
const SEGMENT_BYTES_MAX = 1 << 20;
/** A life that is recorded any longer ends its recording. */
const LOG_BYTES_MAX = 2 ** 32;

export class DeliveryFile {
  readonly #path: string;
  readonly #map: MapFile;
  #segments: Segment[] = [];
  #count = 0;
  #bytes = 0;

  /** @param path Without the number of the segment, which follows it. */
  constructor(path: string, map: MapFile) {
    this.#path = path;
    this.#map = map;
  }

  /** Bytes of entries that were committed. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Appends whole entries, and commits them.
   *
   * @throws {Error} When there is no room for them; what was committed before stays.
   */
  commit(bytes: Uint8Array): undefined {
    let rest = bytes;
    while (rest.length > 0) {
      const segment = this.#segmentWithRoom();
      const piece = rest.subarray(0, segment.room);
      segment.append(piece);
      rest = rest.subarray(piece.length);
    }
    // The last first: no segment is full before what goes on behind it counts.
    for (const segment of this.#segments.toReversed()) segment.commit();
    this.#segments = this.#segments.slice(-1);
    this.#bytes += bytes.length;
  }

  /** The recording ends before the life does. */
  end(why: RecordingEnd): undefined {
    this.#segments.at(0)?.end(why);
  }

  #segmentWithRoom(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && last.room > 0) return last;
    if (this.#bytes > LOG_BYTES_MAX) throw new Error("the log of this life has 4 GiB");
    const bytes = SEGMENT_BYTES[this.#count] ?? SEGMENT_BYTES_MAX;
    const segment = new Segment(this.#map(`${this.#path}-${this.#count}`, bytes));
    this.#count += 1;
    this.#segments.push(segment);
    return segment;
  }
}
