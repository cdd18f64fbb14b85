/**
 * The next segment, made ahead: zeros that are on the disk before the file gets its name. A piece a
 * call, and synced piece by piece, so that the writer is never held up by the whole of it.
 */
import { PREPARED_SEGMENT } from "../format/file-names.ts";
import type { JournalFile } from "../storage/journal-file.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import { storageFailureOf } from "../storage/storage-error.ts";

/** Zeros that one call writes. Bytes. */
const STEP_BYTES = 1 << 20;

export class SegmentPreparer {
  readonly #folder: JournalFolder;
  readonly #segmentBytes: number;
  #file: JournalFile | null = null;
  #bytes = 0;
  /** Whether the last piece waits for its sync. */
  #isDirty = false;
  #isReady = false;

  constructor(folder: JournalFolder, segmentBytes: number) {
    this.#folder = folder;
    this.#segmentBytes = segmentBytes;
  }

  /** Whether {@link take} has nothing left to do. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** What of it is not on the disk yet. Bytes. */
  get missingBytes(): number {
    return this.#segmentBytes - this.#bytes;
  }

  /** One piece of it, or its sync. Throws when the disk fails. */
  step(): undefined {
    if (this.#isReady) return;
    this.#file ??= this.#create();
    if (this.#isDirty) {
      this.#file.sync();
      this.#isDirty = false;
      this.#isReady = this.#bytes === this.#segmentBytes;
      return;
    }
    const count = Math.min(STEP_BYTES, this.#segmentBytes - this.#bytes);
    this.#file.preallocate(this.#bytes, count);
    this.#bytes += count;
    this.#isDirty = true;
  }

  /** The file, under its name of {@link PREPARED_SEGMENT}; what is left of it is done now. */
  take(): JournalFile {
    while (!this.#isReady) this.step();
    const file = this.#file ?? this.#create();
    this.#file = null;
    this.#bytes = 0;
    this.#isReady = false;
    return file;
  }

  /** Gives it up, whatever the disk says to that. */
  abandon(): undefined {
    try {
      this.close();
    } catch (error) {
      // It is told already why the disk failed.
      storageFailureOf(error);
    }
  }

  /** Gives it up. The file stays until somebody opens the journal. */
  close(): undefined {
    const file = this.#file;
    this.#file = null;
    file?.close();
  }

  #create(): JournalFile {
    // What another life left is not known to be zeros on the disk.
    this.#folder.remove(PREPARED_SEGMENT);
    return this.#folder.create(PREPARED_SEGMENT);
  }
}
