/**
 * Which orders of stores and loads a machine shows, beyond the interleaving of its threads.
 *
 * - `SC`: every access acts on memory at once, in program order.
 * - `TSO`: x86-64. Plain stores wait in a first-in-first-out buffer that only their own thread sees;
 *   every atomic access, `Atomics.load` too, is a locked instruction that empties it.
 * - `MOVES`: TSO, and `Atomics.load` and `Atomics.store` are plain moves of the processor, as a tier of
 *   the compiler may make them; an atomic load still waits for its thread's own atomic stores.
 * - `X86`: TSO, and a plain load may give any value since its thread's last atomic access: what a
 *   compiler may do that reads early, and keeps what it read.
 * - `ARM64`: plain stores become visible in any order; `Atomics.store` only after all before it, but
 *   later plain stores may pass it; `Atomics.load` not before its thread's own atomic stores, and
 *   earlier plain loads may be satisfied after it; a plain load may be satisfied early, down to the
 *   last acquire. A read-modify-write is a full fence. Multi-copy atomic.
 *
 * A run has a bounded number of early loads and passings: one finds what a single one breaks.
 *
 * Bias: a load is never satisfied after a later plain store of its thread has become visible (load
 * buffering), and an 8-byte access is never torn; neither order is explored.
 */
export type MemoryOrder = {
  readonly name: "SC" | "TSO" | "MOVES" | "X86" | "ARM64";
  readonly buffer: "NONE" | "FIRST_IN_FIRST_OUT" | "UNORDERED";
  /** Whether loads may be satisfied early. */
  readonly early: boolean;
  /** Whether `Atomics.load` and `Atomics.store` are full fences, as locked instructions are. */
  readonly fences: boolean;
  /** Whether plain stores become visible in program order: the ring's writer has a form for each. */
  readonly keepsStoreOrder: boolean;
  /** Which pending stores die with their thread: the last ones, or any, as if a compiler moved them. */
  readonly lost: "LAST" | "ANY";
  /** How often in one run a load is satisfied early, or a store passes one in front of it. */
  readonly reorderingsMax: number;
};

export const SC: MemoryOrder = {
  name: "SC",
  buffer: "NONE",
  early: false,
  fences: true,
  keepsStoreOrder: true,
  lost: "LAST",
  reorderingsMax: 0,
};
export const TSO: MemoryOrder = { ...SC, name: "TSO", buffer: "FIRST_IN_FIRST_OUT" };
export const MOVES: MemoryOrder = { ...TSO, name: "MOVES", fences: false };
export const X86: MemoryOrder = { ...TSO, name: "X86", early: true, reorderingsMax: 1 };
export const ARM64: MemoryOrder = {
  name: "ARM64",
  buffer: "UNORDERED",
  early: true,
  fences: false,
  keepsStoreOrder: false,
  lost: "ANY",
  reorderingsMax: 1,
};

export const ORDERS = { SC, TSO, MOVES, X86, ARM64 } as const;
