/**
 * The globals that explored code sees instead of the language's own: typed arrays, `DataView` and
 * `SharedArrayBuffer` whose every access goes through a machine. Private arrays stay real ones.
 */
import { LOAD, type Machine, STORE } from "./access.ts";

/** Word address of an explored view; undefined for a private array. */
const BASE = Symbol("first word");

type Key = string | symbol;

const halves = new DataView(new ArrayBuffer(8));

/** The typed arrays, `DataView` and `SharedArrayBuffer` of one machine. */
export function sharedViewsOf(machine: Machine) {
  const { perform } = machine;

  class ExploredBuffer {
    readonly byteLength: number;
    readonly base: number;
    constructor(byteLength: number) {
      this.byteLength = byteLength;
      this.base = machine.allocate(Math.ceil(byteLength / 4));
    }
  }

  const load32 = (word: number) => perform(LOAD, word, 1, 0, 0, 0);
  const store32 = (word: number, value: number) => {
    perform(STORE, word, 1, value | 0, 0, 0);
  };
  const load64 = (word: number) => {
    const low = perform(LOAD, word, 2, 0, 0, 0);
    halves.setInt32(0, low, true);
    halves.setInt32(4, machine.high, true);
    return halves.getFloat64(0, true);
  };
  const store64 = (word: number, value: number) => {
    halves.setFloat64(0, value, true);
    perform(STORE, word, 2, halves.getInt32(0, true), halves.getInt32(4, true), 0);
  };

  type Words = {
    readonly base: number;
    readonly length: number;
    readonly words: 1 | 2;
    readonly load: (word: number) => number;
    readonly store: (word: number, value: number) => void;
  };

  const methodsOf = (view: Words): Readonly<Record<string, unknown>> => ({
    length: view.length,
    subarray: (from: number, to: number) =>
      elements({ ...view, base: view.base + from * view.words, length: to - from }),
    set: (source: ArrayLike<number>, at = 0) => {
      for (let index = 0; index < source.length; index += 1) {
        view.store(view.base + (at + index) * view.words, source[index] ?? 0);
      }
    },
  });

  const elements = (view: Words): object => {
    const methods = methodsOf(view);
    return new Proxy(Object.create(null) as object, {
      get(_target, key: Key) {
        if (key === BASE) return view.base;
        const index = Number(key);
        if (index >= 0) return view.load(view.base + index * view.words);
        return methods[key as string];
      },
      set(_target, key: Key, value: number) {
        view.store(view.base + Number(key) * view.words, value);
        return true;
      },
    });
  };

  /** Whole words only: what the ring copies lies on multiples of 8. */
  const bytesOf = (buffer: ExploredBuffer) => ({
    length: buffer.byteLength,
    copyWithin(to: number, from: number, end: number) {
      for (let byte = 0; from + byte < end; byte += 4) {
        store32(buffer.base + ((to + byte) >> 2), load32(buffer.base + ((from + byte) >> 2)));
      }
    },
  });

  const viewOf = (buffer: ExploredBuffer) => ({
    byteLength: buffer.byteLength,
    getInt32: (offset: number) => load32(buffer.base + wordOf(offset)),
    setInt32: (offset: number, value: number) => store32(buffer.base + wordOf(offset), value),
    getFloat64: (offset: number) => load64(buffer.base + wordOf(offset)),
    setFloat64: (offset: number, value: number) => store64(buffer.base + wordOf(offset), value),
  });

  const global = (
    real: new (...given: never[]) => object,
    explore: (b: ExploredBuffer) => object,
  ) =>
    function construct(this: unknown, ...given: unknown[]) {
      const [first] = given;
      return first instanceof ExploredBuffer ? explore(first) : new real(...(given as never[]));
    };
  const wordsOf = (
    buffer: ExploredBuffer,
    words: 1 | 2,
    load: Words["load"],
    store: Words["store"],
  ) => elements({ base: buffer.base, length: buffer.byteLength / (4 * words), words, load, store });

  return {
    SharedArrayBuffer: ExploredBuffer,
    Int32Array: global(Int32Array, (buffer) => wordsOf(buffer, 1, load32, store32)),
    Float64Array: global(Float64Array, (buffer) => wordsOf(buffer, 2, load64, store64)),
    Uint8Array: global(Uint8Array, bytesOf),
    DataView: global(DataView, viewOf),
  };
}

/** Word address of element 0 of an explored view; -1 for a private array. */
export function firstWordOf(array: object): number {
  const base = (array as { readonly [BASE]?: number })[BASE];
  return base ?? -1;
}

function wordOf(offset: number): number {
  if (offset % 4 !== 0) throw new Error(`explored memory has whole words: offset is ${offset}`);
  return offset >> 2;
}
