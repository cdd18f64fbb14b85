/**
 * Whose heap is too large: pure, from what the workers said of themselves.
 *
 * Above its soft limit a thread is restarted in order, so that what it keeps is kept; above its hard
 * limit it is ended, before it takes the whole process with it. A soft restart is made at most once a
 * minute: a life that such a restart began, and that is above the limit again by then, needs more
 * than the limit gives. It is warned about and left alone.
 */

/** One thread at a look. */
export type HeapWatched = {
  readonly name: string;
  /** A warning is told once a life. */
  readonly incarnation: number;
  /** Bytes; 0 while the worker has not said. */
  readonly heapBytes: number;
  /** Megabytes of a million bytes; null is no limit. */
  readonly softMb: number | null;
  readonly hardMb: number | null;
};

/** A heap is above a limit: restart the thread, warn of it, or end the thread. */
export type HeapVerdict = {
  readonly kind: "RESTART" | "WARN" | "KILL";
  readonly name: string;
  readonly reason: string;
};

/** Between two planned restarts of one thread. Milliseconds. */
export const SOFT_RESTART_MS = 60_000;

const MB = 1e6;

/** `told` is the life that was judged: there is one verdict of a kind a life. */
type Seen = { restartedMs: number; told: number; killed: number };

/** Remembers, for each thread, when it was last restarted for its heap. */
export class HeapWatch {
  readonly #seen = new Map<string, Seen>();

  /** @param nowMs Monotonic milliseconds. */
  tick(threads: readonly HeapWatched[], nowMs: number): readonly HeapVerdict[] {
    return threads.flatMap((thread) => this.#judge(thread, nowMs) ?? []);
  }

  #judge(thread: HeapWatched, nowMs: number): HeapVerdict | null {
    const { name, incarnation, softMb, hardMb } = thread;
    const seen = this.#seenOf(name);
    if (isAbove(thread, hardMb) && seen.killed !== incarnation) {
      seen.killed = incarnation;
      return { kind: "KILL", name, reason: reasonOf(thread, "hard", hardMb) };
    }
    if (!isAbove(thread, softMb) || seen.told === incarnation) return null;
    seen.told = incarnation;
    const reason = reasonOf(thread, "soft", softMb);
    if (nowMs - seen.restartedMs < SOFT_RESTART_MS) {
      const text = `${reason} within a minute of a restart for it: it is left alone`;
      return { kind: "WARN", name, reason: text };
    }
    seen.restartedMs = nowMs;
    return { kind: "RESTART", name, reason };
  }

  #seenOf(name: string): Seen {
    const known = this.#seen.get(name);
    if (known !== undefined) return known;
    const fresh = { restartedMs: Number.NEGATIVE_INFINITY, told: 0, killed: 0 };
    this.#seen.set(name, fresh);
    return fresh;
  }
}

function isAbove({ heapBytes }: HeapWatched, limitMb: number | null): boolean {
  return limitMb !== null && !(heapBytes <= limitMb * MB);
}

function reasonOf({ heapBytes }: HeapWatched, limit: string, limitMb: number | null): string {
  return `heap of ${Math.round(heapBytes / MB)} MB above its ${limit} limit of ${limitMb} MB`;
}
