/**
 * What the explorer's memory orders show and what they forbid, by the small programs that are known
 * for it: an explorer that shows too little proves nothing.
 */
import { describe, expect, test } from "bun:test";
import { ARM64, type MemoryOrder, SC, TSO, X86 } from "./model/memory-order.ts";
import type { Ring } from "./realm/load-ring.ts";
import { explore } from "./search/explore.ts";
import type { Scenario } from "./search/scenario.ts";

/** A bundle of nothing: it hands out the globals that explored code sees. */
const TEXT = "module.exports = { Int32Array, SharedArrayBuffer, Atomics };";

type Globals = {
  readonly Int32Array: typeof Int32Array;
  readonly SharedArrayBuffer: typeof SharedArrayBuffer;
  readonly Atomics: typeof Atomics;
};
type Program = (memory: Int32Array, atomics: typeof Atomics) => readonly number[];

/** Words far apart, so that they are different words to everybody. */
const X = 0;
const Y = 64;

/** Every way in which these threads can end, by what each of them loaded. */
function endsOf(order: MemoryOrder, programs: readonly Program[]): string[] {
  const ends = new Set<string>();
  const scenario: Scenario = {
    name: "litmus",
    reorderingsMax: 4,
    threads(ring: Ring) {
      const globals = ring as unknown as Globals;
      const memory = new globals.Int32Array(new globals.SharedArrayBuffer(1_024));
      return programs.map((program, place) => ({
        name: `thread ${place}`,
        run(thread) {
          thread.begin();
          thread.record(program(memory, globals.Atomics).join(""));
        },
      }));
    },
    check(outcomes) {
      ends.add(programs.map((_program, place) => outcomes(`thread ${place}`).records[0]).join(" "));
    },
  };
  expect(explore(scenario, order, TEXT).violation).toBeNull();
  return [...ends].sort();
}

const at = (memory: Int32Array, index: number): number => memory[index] ?? Number.NaN;
const set = (memory: Int32Array, index: number): readonly number[] => {
  memory[index] = 1;
  return [];
};

const storeBuffering: readonly Program[] = [
  (memory) => [...set(memory, X), at(memory, Y)],
  (memory) => [...set(memory, Y), at(memory, X)],
];
const storeBufferingAtomic: readonly Program[] = [
  (memory, atomics) => [atomics.store(memory, X, 1) - 1 + atomics.load(memory, Y)],
  (memory, atomics) => [atomics.store(memory, Y, 1) - 1 + atomics.load(memory, X)],
];
const messagePassing: readonly Program[] = [
  (memory) => [...set(memory, X), ...set(memory, Y)],
  (memory) => [at(memory, Y), at(memory, X)],
];
const messagePassingAtomic: readonly Program[] = [
  (memory, atomics) => [...set(memory, X), atomics.store(memory, Y, 1)],
  (memory, atomics) => [atomics.load(memory, Y), at(memory, X)],
];
const readTwice: readonly Program[] = [
  (memory) => set(memory, X),
  (memory) => [at(memory, X), at(memory, X)],
];
const storesApart: readonly Program[] = [
  (memory, atomics) => [atomics.store(memory, X, 1), ...set(memory, Y)],
  (memory, atomics) => [atomics.load(memory, Y), atomics.load(memory, X)],
];
const storesApartByExchange: readonly Program[] = [
  (memory, atomics) => [atomics.exchange(memory, X, 1), ...set(memory, Y)],
  (memory, atomics) => [atomics.load(memory, Y), atomics.load(memory, X)],
];
const loadThenAcquire: readonly Program[] = [
  (memory, atomics) => [atomics.exchange(memory, X, 1), ...set(memory, Y)],
  (memory, atomics) => [at(memory, Y), atomics.load(memory, X)],
];
const loadThenModify: readonly Program[] = [
  (memory, atomics) => [atomics.exchange(memory, X, 1), ...set(memory, Y)],
  (memory, atomics) => [at(memory, Y), atomics.add(memory, X, 0)],
];
const independentReads: readonly Program[] = [
  (memory) => set(memory, X),
  (memory) => set(memory, Y),
  (memory, atomics) => [atomics.load(memory, X), atomics.load(memory, Y)],
  (memory, atomics) => [atomics.load(memory, Y), atomics.load(memory, X)],
];

describe("explored memory", () => {
  // The end that is unusual, and the orders that show it.
  test.each([
    ["both loads miss the other's plain store", storeBuffering, "0 0", [TSO, X86, ARM64]],
    ["both atomic loads miss the other's atomic store", storeBufferingAtomic, "0 0", []],
    ["a flag is seen before what it tells of", messagePassing, " 10", [X86, ARM64]],
    ["an atomic flag is seen before what it tells of", messagePassingAtomic, "1 10", []],
    ["a word goes back", readTwice, " 10", []],
    ["a plain store passes an atomic one", storesApart, "1 10", [ARM64]],
    ["a plain store passes an exchange", storesApartByExchange, "0 10", []],
    ["an atomic load is satisfied before a plain one", loadThenAcquire, "0 10", [ARM64]],
    ["a read-modify-write is satisfied before a load", loadThenModify, "0 10", []],
    ["two threads see two stores in two orders", independentReads, "  10 10", []],
  ] as const)("shows that %s only where it may be", (_what, programs, end, orders) => {
    const shown = [SC, TSO, X86, ARM64].filter((order) => endsOf(order, programs).includes(end));
    expect(shown.map(({ name }) => name)).toEqual(
      (orders as readonly MemoryOrder[]).map(({ name }) => name),
    );
  });

  test("is sequential where it is said to be", () => {
    expect(endsOf(SC, storeBuffering)).toEqual(["0 1", "1 0", "1 1"]);
    expect(endsOf(SC, messagePassing)).toEqual([" 00", " 01", " 11"]);
  });
});
