/**
 * Keeps one book in step with the venue: a snapshot, then every change after it, none missing.
 *
 * ```
 *            depth               snapshot fits
 *   EMPTY ----------> BUFFERING ---------------> SYNCED
 *     ^                                          |    ^
 *     | disconnect (from every state)     update |    | snapshot fits
 *     |                                  missing v    |
 *     +------------------------------------------ GAP
 * ```
 *
 * In BUFFERING and GAP changes are kept until a snapshot comes that reaches them. It fits when the
 * first change after it begins at most one past it, `U <= lastUpdateId + 1`: on a quiet symbol the
 * first change begins exactly there. The book is never emptied: without SYNCED it is what it was
 * when it was last right, and `isLive` says that this is the past.
 */
import type { Book } from "../../market/book.ts";
import type { DepthFrame } from "./frame.ts";
import type { DepthSnapshot } from "./snapshot.ts";

/** What an input did to the book, and what to tell those who follow it. */
export type SyncOutcome =
  /** The change is in the book: pass it on. */
  | { readonly kind: "APPLIED"; readonly change: DepthFrame }
  /** The snapshot replaced the book, and then these changes went in: pass all on. */
  | {
      readonly kind: "SYNCED";
      readonly snapshot: DepthSnapshot;
      readonly changes: readonly DepthFrame[];
      /** False for the first synchronisation of all. */
      readonly isResync: boolean;
    }
  /** Kept until a snapshot comes. */
  | { readonly kind: "BUFFERED" }
  /** Ask for a snapshot: the first change came, or the last snapshot was too old. */
  | { readonly kind: "NEED_SNAPSHOT" }
  /** Changes are missing between `expectedId` and `firstId`: ask for a snapshot. */
  | { readonly kind: "GAP"; readonly expectedId: number; readonly firstId: number }
  /** It says nothing new. */
  | { readonly kind: "IGNORED" };

/** Bounds of a synchronisation. */
export type BookSyncOptions = {
  /** Levels a side that snapshots are asked for: a side with as many may go on beyond. */
  readonly snapshotLimit: number;
  /** Most changes that are kept: the oldest go first. 100 ms each: 1,000 are 100 s. */
  readonly bufferMax?: number;
};

const IGNORED: SyncOutcome = { kind: "IGNORED" };
const BUFFERED: SyncOutcome = { kind: "BUFFERED" };
const NEED_SNAPSHOT: SyncOutcome = { kind: "NEED_SNAPSHOT" };

/** The synchronisation of one instrument's book. */
export class BookSync {
  readonly #book: Book;
  readonly #snapshotLimit: number;
  readonly #bufferMax: number;
  #buffer: DepthFrame[] = [];
  #state: "EMPTY" | "BUFFERING" | "SYNCED" | "GAP" = "EMPTY";
  #updateId = Number.NaN;
  #gapCount = 0;
  #syncCount = 0;

  constructor(book: Book, options: BookSyncOptions) {
    this.#book = book;
    this.#snapshotLimit = options.snapshotLimit;
    this.#bufferMax = options.bufferMax ?? 1_000;
  }

  get state(): "EMPTY" | "BUFFERING" | "SYNCED" | "GAP" {
    return this.#state;
  }

  /** Whether the book is what the venue says now. */
  get isLive(): boolean {
    return this.#state === "SYNCED";
  }

  /** Whether changes wait for a snapshot. */
  get needsSnapshot(): boolean {
    return this.#state === "BUFFERING" || this.#state === "GAP";
  }

  /** Update id at which the book is, or was last, right. NaN before the first snapshot. */
  get updateId(): number {
    return this.#updateId;
  }

  get gapCount(): number {
    return this.#gapCount;
  }

  /** Synchronisations after the first. */
  get resyncCount(): number {
    return Math.max(0, this.#syncCount - 1);
  }

  /** Takes the next change of the stream. */
  depth(change: DepthFrame): SyncOutcome {
    switch (this.#state) {
      case "EMPTY":
        this.#state = "BUFFERING";
        this.#buffer.push(change);
        return NEED_SNAPSHOT;
      case "BUFFERING":
      case "GAP":
        this.#buffer.push(change);
        if (this.#buffer.length > this.#bufferMax) this.#buffer.shift();
        return BUFFERED;
      case "SYNCED":
        return this.#change(change);
    }
  }

  /** Takes the answer to the request for a snapshot. One that nobody waits for is ignored. */
  snapshot(snapshot: DepthSnapshot): SyncOutcome {
    if (!this.needsSnapshot) return IGNORED;
    const changes = this.#buffer.filter((change) => change.updateId > snapshot.lastUpdateId);
    const oldestId = this.#buffer[0]?.firstUpdateId ?? Number.NaN;
    if (!(oldestId <= snapshot.lastUpdateId + 1)) return NEED_SNAPSHOT;
    const broken = firstBreak(snapshot.lastUpdateId, changes);
    if (broken !== -1) return this.#miss(snapshot.lastUpdateId, changes, broken);
    const { levels, bidCount, lastUpdateId } = snapshot;
    this.#book.setSnapshot({ levels, bidCount, levelsMax: this.#snapshotLimit });
    this.#updateId = lastUpdateId;
    for (const change of changes) this.#apply(change);
    this.#buffer = [];
    this.#state = "SYNCED";
    this.#syncCount += 1;
    return { kind: "SYNCED", snapshot, changes, isResync: this.#syncCount > 1 };
  }

  /** The stream ended: what comes next is another one. The book stays, as the past. */
  disconnect(): undefined {
    this.#state = "EMPTY";
    this.#buffer = [];
  }

  #change(change: DepthFrame): SyncOutcome {
    if (change.updateId <= this.#updateId) return IGNORED;
    if (change.firstUpdateId > this.#updateId + 1) return this.#miss(this.#updateId, [change], 0);
    this.#apply(change);
    return { kind: "APPLIED", change };
  }

  #apply(change: DepthFrame): undefined {
    this.#book.applyLevels(change.levels, change.bidCount);
    this.#updateId = change.updateId;
  }

  /** Changes from the one at `broken` do not join what is before them: they begin a new buffer. */
  #miss(lastUpdateId: number, changes: readonly DepthFrame[], broken: number): SyncOutcome {
    this.#state = "GAP";
    this.#gapCount += 1;
    this.#buffer = changes.slice(broken);
    const expectedId = (changes[broken - 1]?.updateId ?? lastUpdateId) + 1;
    return { kind: "GAP", expectedId, firstId: changes[broken]?.firstUpdateId ?? Number.NaN };
  }
}

/** Index of the first change that does not join the one before it, or -1. */
function firstBreak(lastUpdateId: number, changes: readonly DepthFrame[]): number {
  return changes.findIndex(
    (change, index) => change.firstUpdateId > (changes[index - 1]?.updateId ?? lastUpdateId) + 1,
  );
}
