/** What is due when, on the caller's clock: a binary heap in which what was cancelled is skipped. */

/** One entry. It runs once, unless it is cancelled before. */
export type Alarm = {
  readonly atMs: number;
  readonly run: () => undefined;
  isCancelled: boolean;
};

type Entry = { readonly alarm: Alarm; readonly order: number };

export class Agenda {
  #heap: Entry[] = [];
  #count = 0;
  /** Cancelled entries are dropped all at once when there are this many entries. */
  #sweepAt = 64;

  /** Entries of one moment run in the order in which they were added. */
  add(atMs: number, run: () => undefined): Alarm {
    const alarm: Alarm = { atMs, run, isCancelled: false };
    if (this.#heap.length >= this.#sweepAt) this.#sweep();
    this.#count += 1;
    this.#heap.push({ alarm, order: this.#count });
    this.#rise(this.#heap.length - 1);
    return alarm;
  }

  /** When the next entry is due; infinity when there is none. Milliseconds. */
  get nextAtMs(): number {
    while (this.#heap[0]?.alarm.isCancelled === true) this.#removeTop();
    return this.#heap[0]?.alarm.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Removes and returns an entry that is due at `nowMs`; null when none is. */
  takeDue(nowMs: number): Alarm | null {
    if (!(this.nextAtMs <= nowMs)) return null;
    return this.#removeTop();
  }

  #sweep(): undefined {
    const kept = this.#heap.filter(({ alarm }) => !alarm.isCancelled);
    // An array in order is a heap.
    this.#heap = kept.sort((left, right) => (isBefore(left, right) ? -1 : 1));
    this.#sweepAt = Math.max(64, kept.length * 2);
  }

  #removeTop(): Alarm | null {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (top === undefined || last === undefined) return null;
    if (top !== last) {
      this.#heap[0] = last;
      this.#sink();
    }
    return top.alarm;
  }

  #rise(from: number): undefined {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  #sink(): undefined {
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const first = this.#isBeforeAt(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(first, index)) return;
      index = first;
    }
  }

  #swapIfBefore(lower: number, upper: number): boolean {
    const [left, right] = [this.#heap[lower], this.#heap[upper]];
    if (left === undefined || right === undefined || !isBefore(left, right)) return false;
    this.#heap[upper] = left;
    this.#heap[lower] = right;
    return true;
  }

  #isBeforeAt(left: number, right: number): boolean {
    const [one, other] = [this.#heap[left], this.#heap[right]];
    return one !== undefined && other !== undefined && isBefore(one, other);
  }
}

function isBefore(left: Entry, right: Entry): boolean {
  const byTime = left.alarm.atMs - right.alarm.atMs;
  return byTime < 0 || (byTime === 0 && left.order < right.order);
}
