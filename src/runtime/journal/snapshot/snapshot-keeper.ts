/**
 * The snapshots of an open journal: written so that a crash leaves the old ones or one more, and the two
 * newest kept.
 */
import { fileName } from "../format/file-names.ts";
import { type JournalFolder, UNFINISHED } from "../storage/journal-folder.ts";
import { StorageError } from "../storage/storage-error.ts";
import {
  decodeSnapshot,
  encodeSnapshotHead,
  SNAPSHOT_HEAD_BYTES,
  type Snapshot,
} from "./snapshot-file.ts";

const KEPT = 2;

export class SnapshotKeeper {
  readonly #folder: JournalFolder;
  /** Oldest first. */
  #sequences: readonly number[];
  #newestBytes: number;

  /**
   * @param sequences Of the snapshots that are whole, oldest first.
   * @param newestBytes State of the newest one.
   */
  constructor(folder: JournalFolder, sequences: readonly number[], newestBytes: number) {
    this.#folder = folder;
    this.#sequences = sequences;
    this.#newestBytes = newestBytes;
  }

  /** State of the newest one: the next one is about as large. Bytes; 0 when there is none. */
  get newestBytes(): number {
    return this.#newestBytes;
  }

  /** What the older one of two holds: no record up to it is needed any more. 0 when there are not two. */
  get coveredSequence(): number {
    return this.#sequences.at(-KEPT) ?? 0;
  }

  /** Writes it, reads it back, and only then gives it its name. Throws when the disk fails. */
  write(snapshot: Snapshot): undefined {
    const name = fileName("snapshot", snapshot.sequence);
    const unfinished = `${name}${UNFINISHED}`;
    this.#folder.remove(unfinished);
    const file = this.#folder.create(unfinished);
    try {
      file.write(encodeSnapshotHead(snapshot), 0, SNAPSHOT_HEAD_BYTES, 0);
      file.write(snapshot.state, 0, snapshot.state.length, SNAPSHOT_HEAD_BYTES);
      file.sync();
    } finally {
      file.close();
    }
    const back = decodeSnapshot(this.#folder.readAll(unfinished));
    if (back === null || back.sequence !== snapshot.sequence) {
      const cause = Object.assign(new Error("what was read back is not what was written"), {
        code: "EIO",
      });
      throw new StorageError("read", unfinished, cause);
    }
    this.#folder.rename(unfinished, name);
    this.#folder.sync();
    this.#sequences = [...this.#sequences, snapshot.sequence];
    this.#newestBytes = snapshot.state.length;
  }

  /** Removes all but the two newest. */
  forgetOld(): undefined {
    const old = this.#sequences.slice(0, -KEPT);
    if (old.length === 0) return;
    for (const sequence of old) this.#folder.remove(fileName("snapshot", sequence));
    this.#folder.sync();
    this.#sequences = this.#sequences.slice(-KEPT);
  }
}
