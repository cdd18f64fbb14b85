/**
 * What is to happen, in the order of its virtual time; at one time, in the order in which it was put
 * there. A binary heap, so that adding and taking cost the logarithm of what waits.
 */

/** Whose turn it is when something happens: it happens only while he lives, and not while he is busy. */
export type Owner = {
  readonly isAlive: boolean;
  /** Virtual nanoseconds. */
  busyUntil: number;
};

export type Entry = {
  /** Virtual nanoseconds. */
  readonly at: number;
  readonly order: number;
  readonly owner: Owner;
  /** Null once it is cancelled. */
  run: (() => void) | null;
  /** Whether promises may have been resolved by it, whose sequels belong to the same moment. */
  readonly isAsync: boolean;
};

export class Agenda {
  readonly #heap: Entry[] = [];
  #count = 0;

  /** Entries that wait, cancelled ones included. */
  get size(): number {
    return this.#heap.length;
  }

  /** When the next is due; Infinity when there is none. Virtual nanoseconds. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, owner: Owner, run: () => void, isAsync: boolean): Entry {
    const entry = { at, order: this.#count, owner, run, isAsync };
    this.#count += 1;
    this.#up(entry);
    return entry;
  }

  /** Takes the next one out. Undefined when there is none. */
  take(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first !== undefined && last !== undefined && this.#heap.length > 0) this.#down(last);
    return first;
  }

  #up(entry: Entry): undefined {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  /** Puts `entry` where the root was. */
  #down(entry: Entry): undefined {
    const heap = this.#heap;
    const { length } = heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length && isBefore(heap[right] as Entry, heap[child] as Entry)) child = right;
      const below = heap[child] as Entry;
      if (!isBefore(below, entry)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = entry;
  }
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
