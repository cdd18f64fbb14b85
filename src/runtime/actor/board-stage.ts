/** Board values between their `put` and the return of the handler that put them. */
import { assert } from "../../core/assert.ts";
import type { MessageType } from "../codec/message-type.ts";
import type { BoardWriter } from "../ring/board-writer.ts";

export type BoardOut = {
  readonly name: string;
  readonly type: MessageType<never>;
  readonly slots: number;
  readonly writer: BoardWriter;
};

type Staged = { board: BoardOut; key: number; bytes: number; memory: StagedMemory };

/** One value's memory: to encode into, and to copy from without a view for each copy. */
type StagedMemory = { readonly data: DataView; readonly bytes: Buffer };

export class BoardStage {
  readonly #boards: readonly BoardOut[];
  readonly #slotBytesMax: number;
  /** Reused from batch to batch; the first `#count` are waiting. */
  readonly #staged: Staged[] = [];
  #count = 0;
  /** Where the next value is encoded: one that cannot be leaves the waiting ones as they are. */
  #spare: StagedMemory;

  constructor(boards: readonly BoardOut[]) {
    this.#boards = boards;
    this.#slotBytesMax = Math.max(8, ...boards.map((board) => board.writer.slotBytes));
    this.#spare = allocateStaged(this.#slotBytesMax);
  }

  /** Memory for the next value: encode it there, between {@link check} and {@link keep}. */
  get spare(): DataView {
    return this.#spare.data;
  }

  /** @throws {AssertionError} When the board has no such key, or a value so large does not fit. */
  check(board: BoardOut, key: number, bytes: number): undefined {
    if (!(Number.isInteger(key) && key >= 0 && key < board.slots)) {
      const { name, slots } = board;
      assert(false, `key of board ${name} is 0 to ${slots - 1}: current key is ${key}`);
    }
    if (!(bytes <= board.writer.slotBytes)) {
      assert(false, `a value of board ${board.name} fits its slot: it has ${bytes} bytes`);
    }
  }

  /** Keeps the value in {@link spare} for the slot `key` until {@link publish}. */
  keep(board: BoardOut, key: number, bytes: number): undefined {
    const staged = this.#slot(board, key);
    const { memory } = staged;
    staged.bytes = bytes;
    staged.memory = this.#spare;
    this.#spare = memory;
  }

  /** Whether nothing waits for {@link publish}. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  publish(): undefined {
    if (this.#count === 0) return;
    for (let index = 0; index < this.#count; index += 1) {
      const staged = this.#staged[index] as Staged;
      const { writer } = staged.board;
      const offset = writer.begin(staged.key);
      staged.memory.bytes.copy(writer.bytes, offset, 0, staged.bytes);
      writer.end(staged.key, staged.bytes);
    }
    this.#count = 0;
    for (const { writer } of this.#boards) writer.ring();
  }

  discard(): undefined {
    this.#count = 0;
  }

  release(): undefined {
    for (const { writer } of this.#boards) writer.releaseOwner();
  }

  /** @throws {AssertionError} When another writer holds one of the boards. */
  regain(): undefined {
    for (const { writer } of this.#boards) writer.takeOwner();
  }

  /** The value that waits for the same slot, which the new one replaces; else a fresh place. */
  #slot(board: BoardOut, key: number): Staged {
    for (let index = 0; index < this.#count; index += 1) {
      const staged = this.#staged[index] as Staged;
      if (staged.board === board && staged.key === key) return staged;
    }
    const reused = this.#staged[this.#count];
    this.#count += 1;
    if (reused !== undefined) {
      reused.board = board;
      reused.key = key;
      return reused;
    }
    const staged = { board, key, bytes: 0, memory: allocateStaged(this.#slotBytesMax) };
    this.#staged.push(staged);
    return staged;
  }
}

function allocateStaged(bytes: number): StagedMemory {
  const memory = new ArrayBuffer(bytes);
  return { data: new DataView(memory), bytes: Buffer.from(memory) };
}
