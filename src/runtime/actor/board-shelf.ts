/** The boards that one actor watches, by the name that its definition gives them. */
import type { BoundView, MessageType } from "../codec/message-type.ts";
import { BoardReader } from "../ring/board-reader.ts";
import type { WatchStart } from "./worker-start.ts";

type Watched = { readonly actor: string; readonly reader: BoardReader };

/** All boards of one message type on the desk, whoever writes them. */
export class BoardShelf<Body> {
  /** Where {@link look} puts a value. */
  readonly scratch: DataView;
  readonly #boards: Watched[] = [];
  readonly #view: BoundView<Body>;

  constructor(type: MessageType<Body>) {
    this.#view = type.codec.createView();
    this.scratch = new DataView(new ArrayBuffer(Math.max(type.slotBytes, 8)));
  }

  add(board: WatchStart): undefined {
    this.#boards.push({
      actor: board.actor,
      reader: new BoardReader(board.memory, board.watcher),
    });
  }

  /** The value at `key` of the board of `from`, or of the first board that has one. */
  read(key: number, from?: string): BoundView<Body> | null {
    return this.show(this.look(key, from));
  }

  /** Copies the value that {@link read} shows to {@link scratch}; returns its bytes, or -1. */
  look(key: number, from?: string): number {
    for (const { actor, reader } of this.#boards) {
      if (from !== undefined && actor !== from) continue;
      const bytes = reader.read(key, this.scratch);
      if (bytes >= 0) return bytes;
    }
    return -1;
  }

  /** A view of the value of so many bytes in {@link scratch}; null below 0. */
  show(bytes: number): BoundView<Body> | null {
    if (bytes < 0) return null;
    this.#view.bind(this.scratch, 0, bytes);
    return this.#view;
  }

  /** The last look before sleeping. */
  hasDirty(): boolean {
    return this.#boards.some(({ reader }) => reader.hasDirty());
  }

  /** {@link hasDirty} as a hint, for a loop that spins. */
  peekDirty(): boolean {
    for (const { reader } of this.#boards) if (reader.peekDirty()) return true;
    return false;
  }

  /** True when a board changed since the last call; the values themselves are read by key. */
  takeDirty(): boolean {
    let changed = 0;
    for (const { reader } of this.#boards) changed += reader.takeDirty(ignoreSlot);
    return changed > 0;
  }
}

function ignoreSlot(): undefined {}
