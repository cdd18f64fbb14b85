/** What an actor watches beside its topics, of which its `settle` is told: boards and main's words. */
import type { BoardShelf } from "./board-shelf.ts";
import type { Command, ControlBlock } from "./control-block.ts";
import type { DeskBoards } from "./desk-boards.ts";

/** Where the news comes from. */
export type NewsParts = {
  readonly block: ControlBlock;
  readonly desk: DeskBoards;
  readonly shelves: readonly BoardShelf<never>[];
};

export class SettleNews {
  readonly #parts: NewsParts;
  /** The command at the last {@link take}. */
  #command: Command = "RUN";

  constructor(parts: NewsParts) {
    this.#parts = parts;
  }

  /** The last look before sleeping. */
  has(): boolean {
    const { block, desk, shelves } = this.#parts;
    if (block.command !== this.#command || desk.hasNews()) return true;
    return shelves.some((shelf) => shelf.hasDirty());
  }

  /** {@link has} as a hint by plain loads, for a loop that spins: it hears of main at its next turn. */
  peek(): boolean {
    for (const shelf of this.#parts.shelves) if (shelf.peekDirty()) return true;
    return false;
  }

  /** True once for all that has changed since the last call. */
  take(): boolean {
    const { block, desk, shelves } = this.#parts;
    const { command } = block;
    let isNews = command !== this.#command;
    this.#command = command;
    isNews = desk.takeNews() || isNews;
    for (const shelf of shelves) isNews = shelf.takeDirty() || isNews;
    return isNews;
  }
}
