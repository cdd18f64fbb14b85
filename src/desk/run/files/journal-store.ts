/**
 * State of a desk that keeps a journal: main says what is to be kept on its own topic, and the journal
 * has it on the disk with everything else, in one order. A next process reads it from there.
 *
 * The boards of an execution are not said: what they hold follows from its events, which the journal
 * has every one of.
 */

import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import { DESK } from "../../../runtime/supervisor/state/lives.ts";
import { decodeStateFile, encodeStateFile } from "../../../runtime/supervisor/state/state-file.ts";
import type {
  Loaded,
  PartName,
  StatePart,
  StateStore,
} from "../../../runtime/supervisor/state/state-part.ts";
import { KEPT_PIECE_BYTES, Kept, type KeptBody } from "../../message/kept.ts";
import type { JournalFold } from "../../record/journal-fold.ts";
import { orderTables } from "./order-tables.ts";

/** What the journal of the lives before holds, or why it is not believed; null in a first life. */
export type FoundJournal =
  | { readonly kind: "FOUND"; readonly fold: JournalFold }
  | {
      readonly kind: "REFUSED";
      readonly reason: string;
      /** The disk does not give it now: nothing is known of what it holds. */
      readonly isUnread: boolean;
    };

export type JournalStoreOptions = {
  readonly found: FoundJournal | null;
  /** Names of the executions. */
  readonly executions: ReadonlySet<string>;
};

export class JournalStateStore implements StateStore {
  readonly keptBy = "journal";
  readonly #options: JournalStoreOptions;
  readonly #voice = Promise.withResolvers<(piece: KeptBody) => boolean>();

  constructor(options: JournalStoreOptions) {
    this.#options = options;
  }

  /** Whether the journal is there and has no record of anybody: where orders wait for it, none ever left. */
  get isUntouched(): boolean {
    const { found } = this.#options;
    return found?.kind === "FOUND" && found.fold.recorded.size === 0;
  }

  load(actor: string, part: PartName): Loaded {
    const { found } = this.#options;
    if (found === null) return { kind: "NONE" };
    if (found.kind === "REFUSED") return { kind: "REFUSED", reason: found.reason };
    if (this.#isFolded(actor, part)) return foldedBoards(found.fold, actor);
    const bytes = found.fold.keptOf(actor, part);
    if (bytes === null) return { kind: "NONE" };
    const decoded = decodeStateFile(bytes, { actor, part });
    return decoded.ok
      ? { kind: "KEPT", part: decoded.value }
      : { kind: "REFUSED", reason: decoded.failure };
  }

  /** Once main has its topic. @param say Says one piece; false when there is no room. */
  speakBy(say: (piece: KeptBody) => boolean): undefined {
    this.#voice.resolve(say);
  }

  /** On main's topic of that system. */
  speakThrough(system: Pick<ActorSystem, "say">): undefined {
    this.speakBy((piece) => system.say(Kept, piece));
  }

  async keep(part: StatePart): Promise<string | null> {
    if (this.#isFolded(part.actor, part.part)) return null;
    const say = await this.#voice.promise;
    // One that is broken off counts for nothing: it is said again from its first piece.
    const isSaid = piecesOf(part).every((piece) => say(piece));
    return isSaid ? null : "the journal is behind";
  }

  /** The journal is never changed: what is said next counts. */
  setAside(): undefined {}

  #isFolded(actor: string, part: PartName): boolean {
    return part === "boards" && this.#options.executions.has(actor);
  }
}

/** Of a desk of which nothing was ever kept there are none, not empty ones. */
function foldedBoards(fold: JournalFold, actor: string): Loaded {
  const image = fold.imageOf(actor);
  const isEmpty = image.orders.length === 0 && image.filled.length === 0;
  if (isEmpty && fold.keptOf(DESK, "lives") === null) return { kind: "NONE" };
  return { kind: "KEPT", part: { actor, part: "boards", tables: orderTables(image) } };
}

function piecesOf(kept: StatePart): readonly KeptBody[] {
  const file = encodeStateFile(kept);
  const pieces = Math.max(1, Math.ceil(file.length / KEPT_PIECE_BYTES));
  const { actor, part } = kept;
  return Array.from({ length: pieces }, (_none, index) => {
    const bytes = file.subarray(index * KEPT_PIECE_BYTES, (index + 1) * KEPT_PIECE_BYTES);
    return { actor, part, index, pieces, bytes };
  });
}
