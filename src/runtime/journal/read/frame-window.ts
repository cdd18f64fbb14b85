/**
 * A part of a segment in memory, for a reader that goes through it frame by frame. It holds 64 KiB, and
 * more only for a frame that is larger: so what it takes does not grow with the file.
 */
import { alignFrame, BYTES_AT, FRAME_HEAD_BYTES } from "../../codec/record-frame.ts";
import { frameBytesAt, JOURNAL_FRAME_BYTES_MAX } from "../format/journal-frame.ts";
import type { JournalFile } from "../storage/journal-file.ts";

const WINDOW_BYTES = 1 << 16;

export class FrameWindow {
  /** A part of the file; zeros behind its end. */
  bytes = new Uint8Array(WINDOW_BYTES);
  data = new DataView(this.bytes.buffer);
  /** Offset in the file of the first byte; nothing is held while it is not a number. */
  #first = Number.NaN;
  /** Bytes that are held. */
  #count = 0;

  /** Forgets what it holds: the writer may have gone on since. */
  clear(): undefined {
    this.#first = Number.NaN;
  }

  /** Place in {@link bytes} of the frame at `offset` of `file`, once {@link frameBytes} has found it. */
  placeOf(offset: number): number {
    return offset - this.#first;
  }

  /** Bytes of the whole frame at `offset`, without its padding; 0 when there is none. */
  frameBytes(file: JournalFile, offset: number, segmentSum: number): number {
    this.#hold(file, offset, FRAME_HEAD_BYTES);
    const bytes = this.data.getUint32(this.placeOf(offset) + BYTES_AT, true);
    if (!(bytes >= FRAME_HEAD_BYTES && bytes <= JOURNAL_FRAME_BYTES_MAX)) return 0;
    this.#hold(file, offset, alignFrame(bytes));
    return frameBytesAt(this.bytes, this.data, this.placeOf(offset), segmentSum);
  }

  #hold(file: JournalFile, offset: number, bytes: number): undefined {
    const place = this.placeOf(offset);
    if (place >= 0 && place + bytes <= this.#count) return;
    if (bytes > this.bytes.length) {
      this.bytes = new Uint8Array(bytes);
      this.data = new DataView(this.bytes.buffer);
    }
    this.#count = Math.max(bytes, WINDOW_BYTES);
    file.read(this.bytes.subarray(0, this.#count), offset);
    this.#first = offset;
  }
}
