/**
 * How large the JavaScript heap of this thread is, with what its objects hold outside of it: typed
 * arrays, buffers, long texts. Memory that is shared with other threads is not this one's.
 *
 * The cheap figure has garbage in it. So one above the limit is taken again after a collection: a
 * thread is restarted for what it keeps, not for what it dropped.
 */

/** What the engine says of a thread's heap. Bytes. */
export type HeapReading = {
  /** Blocks of objects, live and dead. */
  readonly heapTotal: number;
  /** What objects hold outside of those blocks. */
  readonly external: number;
};

export type HeapEngine = {
  read(): HeapReading;
  /** A full collection: the thread stands still for it. */
  collect(): void;
  /** Monotonic nanoseconds. */
  clock(): number;
};

/** Least time between two readings. Nanoseconds. */
const READ_NS = 1e9;
/** Least time between two collections of a heap that a collection has left above its limit. */
const COLLECT_NS = 1e10;

/** One for a worker, asked with its heartbeat. */
export class HeapMeter {
  readonly #engine: HeapEngine;
  readonly #limitBytes: number;
  #sharedBytes: number;
  #readAt = Number.NEGATIVE_INFINITY;
  #collectedAt = Number.NEGATIVE_INFINITY;
  /** Whether the last collection left the heap above its limit. */
  #isLarge = false;

  /**
   * Begins with a thread that has nothing yet but memory that others share with it.
   *
   * @param limitBytes Infinity is no limit.
   */
  constructor(engine: HeapEngine, limitBytes: number) {
    this.#engine = engine;
    this.#limitBytes = limitBytes;
    this.#sharedBytes = engine.read().external;
  }

  /** Memory of a peer that came later: the engine counts it as this thread's. */
  share(bytes: number): undefined {
    this.#sharedBytes += bytes;
  }

  /** The heap in bytes, or null while the last reading is less than a second old. */
  look(): number | null {
    const nowNs = this.#engine.clock();
    if (nowNs - this.#readAt < READ_NS) return null;
    this.#readAt = nowNs;
    const bytes = this.#read();
    if (bytes <= this.#limitBytes) return bytes;
    if (this.#isLarge && nowNs - this.#collectedAt < COLLECT_NS) return bytes;
    this.#collectedAt = nowNs;
    this.#engine.collect();
    const kept = this.#read();
    this.#isLarge = kept > this.#limitBytes;
    return kept;
  }

  #read(): number {
    const { heapTotal, external } = this.#engine.read();
    return heapTotal + Math.max(0, external - this.#sharedBytes);
  }
}
