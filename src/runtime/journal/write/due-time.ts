/** When what waits has to be synced: at once, within two milliseconds or 64 KiB, or some time soon. */
import { assert } from "../../../core/assert.ts";

/**
 * What somebody who appends a record wants of it.
 *
 * - `SYNC`: it is to be on the disk before anything happens because of it.
 * - `GROUP`: the same, and it may wait a moment for others.
 * - `ASYNC`: nobody waits for it.
 */
export type Durability = "SYNC" | "GROUP" | "ASYNC";

export type GroupPolicy = {
  /** Longest wait of a GROUP record. Milliseconds, > 0. */
  readonly groupMs: number;
  /** A group of so much, with a GROUP record in it, waits no longer. Bytes, > 0. */
  readonly groupBytes: number;
  /** Longest wait of an ASYNC record. Milliseconds, > 0. */
  readonly asyncMs: number;
};

export const GROUP_POLICY: GroupPolicy = { groupMs: 2, groupBytes: 64 * 1024, asyncMs: 50 };

/** At once. */
export const DUE_NOW = Number.NEGATIVE_INFINITY;
/** Nothing waits. */
export const DUE_NEVER = Number.POSITIVE_INFINITY;

export class DueTime {
  readonly #groupNs: number;
  readonly #groupBytes: number;
  readonly #asyncNs: number;
  readonly #now: () => number;
  #at = DUE_NEVER;
  #hasGroup = false;

  constructor({ groupMs, groupBytes, asyncMs }: GroupPolicy, now: () => number) {
    assert(groupMs > 0 && asyncMs > 0 && groupBytes > 0, "waits and sizes of groups are positive");
    this.#groupNs = groupMs * 1e6;
    this.#asyncNs = asyncMs * 1e6;
    this.#groupBytes = groupBytes;
    this.#now = now;
  }

  /** Monotonic nanoseconds, or {@link DUE_NOW}, or {@link DUE_NEVER}. */
  get at(): number {
    return this.#at;
  }

  /** A record was added. `bytes` is what waits, with it. */
  note(durability: Durability, bytes: number): undefined {
    if (durability === "SYNC") {
      this.#at = DUE_NOW;
      return;
    }
    if (durability === "GROUP") {
      // The first one's wait counts, so the clock is read once a group.
      if (!this.#hasGroup) this.#at = Math.min(this.#at, this.#now() + this.#groupNs);
      this.#hasGroup = true;
    } else if (this.#at === DUE_NEVER) {
      this.#at = this.#now() + this.#asyncNs;
    }
    if (this.#hasGroup && bytes >= this.#groupBytes) this.#at = DUE_NOW;
  }

  /** Nothing waits any more. */
  clear(): undefined {
    this.#at = DUE_NEVER;
    this.#hasGroup = false;
  }
}
