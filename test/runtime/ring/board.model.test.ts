/**
 * A board against a model: the last value of each slot, and for each watcher the slots that
 * changed. Random puts, rings, reads, watchers that come and go, and writers that die in a put.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  allocateBoard,
  recoverBoard,
  unwatchBoard,
  watchBoard,
} from "../../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const SLOTS = 40;
const SLOT_BYTES = 24;

class Model {
  readonly #prng = new Prng(seed);
  readonly #memory = allocateBoard({ slots: SLOTS, slotBytes: SLOT_BYTES });
  readonly #bytes = new Uint8Array(this.#memory);
  readonly #lines = allocateLines();
  readonly #target = new DataView(new ArrayBuffer(SLOT_BYTES));
  readonly #reader = new BoardReader(this.#memory);
  readonly #watchers = new Map<number, { reader: BoardReader; dirty: Set<number> }>();
  readonly #unrung = new Set<number>();
  readonly values = new Map<number, number[]>();
  #writer = new BoardWriter(this.#memory, this.#lines, 1);

  step(): void {
    const act = this.#prng.pick([
      ...(["put", "put", "put", "read", "read", "ring"] as const),
      ...(["take", "watch", "leave", "die"] as const),
    ]);
    this[act](this.#prng.between(0, SLOTS - 1));
  }

  put(slot: number): void {
    const bytes = this.#prng.between(0, SLOT_BYTES);
    const value = Array.from({ length: bytes }, () => this.#prng.between(0, 255));
    this.#bytes.set(value, this.#writer.begin(slot));
    this.#writer.end(slot, bytes);
    this.values.set(slot, value);
    this.#unrung.add(slot);
  }

  read(slot: number): void {
    const value = this.values.get(slot);
    expect(this.#reader.read(slot, this.#target)).toBe(value?.length ?? -1);
    const bytes = new Uint8Array(this.#target.buffer, 0, value?.length ?? 0);
    expect([...bytes]).toEqual(value ?? []);
  }

  ring(): void {
    this.#writer.ring();
    this.#mark(this.#unrung);
    this.#unrung.clear();
  }

  take(): void {
    for (const { reader, dirty } of this.#watchers.values()) {
      const taken: number[] = [];
      const isDirty = dirty.size > 0;
      expect([reader.hasDirty(), reader.peekDirty()]).toEqual([isDirty, isDirty]);
      reader.takeDirty((slot) => taken.push(slot));
      expect(taken).toEqual([...dirty].sort((left, right) => left - right));
      dirty.clear();
    }
  }

  watch(): void {
    if (this.#watchers.size === 4) return;
    const watcher = watchBoard(this.#memory, 0);
    const reader = new BoardReader(this.#memory, watcher);
    this.#watchers.set(watcher, { reader, dirty: new Set(this.values.keys()) });
  }

  leave(): void {
    const [watcher] = this.#watchers.keys();
    if (watcher === undefined || this.#prng.between(0, 1) === 0) return;
    unwatchBoard(this.#memory, watcher);
    this.#watchers.delete(watcher);
  }

  /** The writer's thread ends, perhaps in a put, and the next incarnation begins. */
  die(slot: number): void {
    if (this.#prng.between(0, 1) === 0) {
      const offset = this.#writer.begin(slot);
      this.#bytes.fill(0xee, offset, offset + SLOT_BYTES);
    }
    recoverBoard(this.#memory);
    this.#writer = new BoardWriter(this.#memory, this.#lines, 1);
    this.#mark(this.values.keys());
    this.#unrung.clear();
  }

  #mark(slots: Iterable<number>): void {
    const changed = [...slots];
    for (const { dirty } of this.#watchers.values()) {
      for (const slot of changed) dirty.add(slot);
    }
  }
}

describe("Board", () => {
  test(`agrees with its model (seed ${seed})`, () => {
    const model = new Model();
    for (let step = 0; step < 20_000; step += 1) model.step();
    expect(model.values.size).toBe(SLOTS);
  });
});
