/** The boards that one actor watches, by the name that its definition gives them. */
import type { BoundView, MessageType } from "../codec/message-type.ts";
import { BoardReader } from "../ring/board-reader.ts";
import type { WatchStart } from "./worker-start.ts";

type Watched = { readonly actor: string; readonly reader: BoardReader };

/** All boards of one message type on the desk, whoever writes them. */
export class BoardShelf<Body> {
  readonly #boards: Watched[] = [];
  readonly #view: BoundView<Body>;
  readonly #scratch: DataView;

  constructor(type: MessageType<Body>) {
    this.#view = type.codec.createView();
    this.#scratch = new DataView(new ArrayBuffer(Math.max(type.slotBytes, 8)));
  }

  add(board: WatchStart): undefined {
    this.#boards.push({
      actor: board.actor,
      reader: new BoardReader(board.memory, board.watcher),
    });
  }

  /** The value at `key` of the board of `from`, or of the first board that has one. */
  read(key: number, from?: string): BoundView<Body> | null {
    for (const { actor, reader } of this.#boards) {
      if (from !== undefined && actor !== from) continue;
      const bytes = reader.read(key, this.#scratch);
      if (bytes < 0) continue;
      this.#view.bind(this.#scratch, 0, bytes);
      return this.#view;
    }
    return null;
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
