/**
 * State of a desk that keeps a journal: main says what is to be kept on its own topic, and the journal
 * has it on the disk with everything else, in one order. A next process reads it from there.
 *
 * The boards of an execution that hold what follows from its events are not said: the journal has every
 * one of those. Its others are, when they change.
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

/** Boards of an execution that its events add up to. */
const FOLDED: ReadonlySet<string> = new Set(["openOrder", "filled", "told"]);

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
  /** By execution: what was said last of its boards. */
  readonly #said = new Map<string, Uint8Array>();
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
    const kept = keptPart(found.fold, actor, part);
    return this.#isFolded(actor, part) ? foldedBoards(found.fold, actor, kept) : kept;
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
    if (!this.#isFolded(part.actor, part.part)) return await this.#say(part, encodeStateFile(part));
    const tables = part.tables.filter(({ name }) => !FOLDED.has(name));
    if (tables.every(({ values }) => values.size === 0)) return null;
    const beside = { ...part, tables };
    const file = encodeStateFile(beside);
    // It is due whenever one of its boards is, and those that are folded change all the time.
    const said = this.#said.get(part.actor);
    if (said !== undefined && Buffer.compare(said, file) === 0) return null;
    const refusal = await this.#say(beside, file);
    if (refusal === null) this.#said.set(part.actor, file);
    return refusal;
  }

  async #say(part: StatePart, file: Uint8Array): Promise<string | null> {
    const say = await this.#voice.promise;
    // One that is broken off counts for nothing: it is said again from its first piece.
    const isSaid = piecesOf(part, file).every((piece) => say(piece));
    return isSaid ? null : "the journal is behind";
  }

  /** The next life of the journal may not have it. */
  forgetKept(): undefined {
    this.#said.clear();
  }

  /** The journal is never changed: what is said next counts. */
  setAside(): undefined {}

  #isFolded(actor: string, part: PartName): boolean {
    return part === "boards" && this.#options.executions.has(actor);
  }
}

function keptPart(fold: JournalFold, actor: string, part: PartName): Loaded {
  const bytes = fold.keptOf(actor, part);
  if (bytes === null) return { kind: "NONE" };
  const decoded = decodeStateFile(bytes, { actor, part });
  if (!decoded.ok) return { kind: "REFUSED", reason: decoded.failure };
  return { kind: "KEPT", part: decoded.value };
}

/**
 * What the events add up to, and the boards that they do not tell. Of a desk of which nothing was ever kept
 * there are none, not empty ones.
 */
function foldedBoards(fold: JournalFold, actor: string, kept: Loaded): Loaded {
  if (kept.kind === "REFUSED") return kept;
  const image = fold.imageOf(actor);
  const isEmpty = image.orders.length === 0 && image.filled.length === 0;
  if (isEmpty && fold.keptOf(DESK, "lives") === null) return { kind: "NONE" };
  const beside = kept.kind === "KEPT" ? kept.part.tables : [];
  const optional = beside.map((table) => ({ ...table, isOptional: true }));
  return {
    kind: "KEPT",
    part: { actor, part: "boards", tables: [...orderTables(image), ...optional] },
  };
}

function piecesOf({ actor, part }: StatePart, file: Uint8Array): readonly KeptBody[] {
  const pieces = Math.max(1, Math.ceil(file.length / KEPT_PIECE_BYTES));
  return Array.from({ length: pieces }, (_none, index) => {
    const bytes = file.subarray(index * KEPT_PIECE_BYTES, (index + 1) * KEPT_PIECE_BYTES);
    return { actor, part, index, pieces, bytes };
  });
}
