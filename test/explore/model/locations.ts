/**
 * The words that an exploration has met, numbered, and which of them are shared.
 *
 * Accesses to a word that one thread alone touches, or that nobody writes, commute with everything,
 * so the search takes them without a branch. Which words those are is found by exploring: whenever a
 * word that was taken for private turns out to be shared, the search begins anew. So it is with the
 * threads that may load a word early: only for them is kept what was overwritten.
 */
export class Locations {
  readonly #initial: readonly number[];
  readonly #ofWord = new Map<number, number>();
  readonly #words: number[] = [];
  readonly #readers: number[] = [];
  readonly #earlyReaders: number[] = [];
  readonly #writers: number[] = [];
  readonly #shared: boolean[] = [];

  /** @param initial Words of memory before the first step. */
  constructor(initial: readonly number[]) {
    this.#initial = initial;
  }

  get count(): number {
    return this.#words.length;
  }

  of(word: number): number {
    const known = this.#ofWord.get(word);
    if (known !== undefined) return known;
    const location = this.#words.length;
    this.#ofWord.set(word, location);
    this.#words.push(word);
    this.#readers.push(0);
    this.#earlyReaders.push(0);
    this.#writers.push(0);
    this.#shared.push(false);
    return location;
  }

  wordOf(location: number): number {
    return this.#words[location] ?? -1;
  }

  initialOf(location: number): number {
    return this.#initial[this.#words[location] ?? -1] ?? 0;
  }

  isShared(location: number): boolean {
    return this.#shared[location] ?? false;
  }

  /** Threads whose loads of the word may be early, one bit each. */
  earlyReadersOf(location: number): number {
    return this.#earlyReaders[location] ?? 0;
  }

  /** Notes a load that may be early. True when the thread was not known for it until now. */
  loadEarly(location: number, thread: number): boolean {
    const known = this.#earlyReaders[location] ?? 0;
    this.#earlyReaders[location] = known | (1 << thread);
    return this.isShared(location) && (known & (1 << thread)) === 0;
  }

  /** Notes an access. True when the word was taken for private until now, and is not. */
  touch(location: number, thread: number, isWrite: boolean): boolean {
    const bit = 1 << thread;
    const set = isWrite ? this.#writers : this.#readers;
    set[location] = (set[location] ?? 0) | bit;
    if (this.#shared[location]) return false;
    const writers = this.#writers[location] ?? 0;
    const all = writers | (this.#readers[location] ?? 0);
    if (writers === 0 || (all & (all - 1)) === 0) return false;
    this.#shared[location] = true;
    return true;
  }
}
