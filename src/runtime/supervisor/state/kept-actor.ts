/** What of one actor is kept: which of its memory, as of when, and whether that is due again. */
import type { MessageInspection } from "../../actor/inspection.ts";
import { SNAPSHOT_BYTES } from "../../actor/snapshot-store.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { ActorMemory } from "../roster/actor-memory.ts";
import { BoardImage, type TableType } from "./board-image.ts";
import type { PartName, StatePart } from "./state-part.ts";

/** What is looked at: an actor of the supervisor. */
export type KeptChild = {
  readonly spec: ActorSpec;
  readonly memory: ActorMemory;
  readonly block: { readonly handler: number };
};

/** Looks for a moment between two handlers; then it takes what there is. */
const LOOKS_MAX = 4;
const BETWEEN_HANDLERS = -1;

/** The images of one part of one actor. */
export class KeptPart {
  readonly name: PartName;
  readonly #child: KeptChild;
  readonly #images: readonly BoardImage[];
  /** Something was seen that no store has. */
  #isDue = false;

  constructor(name: PartName, child: KeptChild, images: readonly BoardImage[]) {
    this.name = name;
    this.#child = child;
    this.#images = images;
  }

  get actor(): string {
    return this.#child.spec.name;
  }

  /**
   * Looks at the memory and says whether something is to be kept. Boards that belong together are
   * seen as of one moment, if one of a few looks falls between two handlers of their writer: each
   * value is whole in any case.
   */
  look(): boolean {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const isBetween = this.#child.block.handler === BETWEEN_HANDLERS;
      let changed = 0;
      for (const image of this.#images) changed += image.look();
      if (changed > 0) this.#isDue = true;
      else if (isBetween || !this.#isDue) break;
    }
    return this.#isDue;
  }

  /** What is to be kept now; a put from here on is due again. */
  take(): StatePart {
    this.#isDue = false;
    const tables = this.#images.map((image) => image.table());
    return { actor: this.actor, part: this.name, tables };
  }

  /** What was taken could not be kept. */
  putBack(): undefined {
    this.#isDue = true;
  }
}

/** A type of values that are kept, and the board that they fit. */
export type KeptType = TableType & { readonly slots: number; readonly slotBytes: number };

/** The parts that `child` has: its durable boards together, and its snapshot. */
export function keptPartsOf(child: KeptChild): readonly KeptPart[] {
  const { spec, memory } = child;
  const boards = durableBoardsOf(spec).flatMap((type) => {
    const board = memory.boards[type.name];
    return board === undefined ? [] : [new BoardImage(type, board)];
  });
  const snapshot = snapshotTypeOf(spec);
  const image = snapshot === null ? [] : [new BoardImage(snapshot, memory.snapshot)];
  return [
    ...(boards.length > 0 ? [new KeptPart("boards", child, boards)] : []),
    ...(image.length > 0 ? [new KeptPart("snapshot", child, image)] : []),
  ];
}

/** The boards of `spec` that outlive the process. */
export function durableBoardsOf({ inspection }: ActorSpec): readonly KeptType[] {
  return Object.entries(inspection.boards)
    .filter(([, { isDurable }]) => isDurable)
    .map(([name, { slots, slotBytes, ...board }]) => ({
      ...typeOf(name, board),
      slots,
      slotBytes,
    }));
}

/** Of the snapshot that `spec` takes; null when it takes none. */
export function snapshotTypeOf({ inspection: { keep } }: ActorSpec): KeptType | null {
  if (keep === null) return null;
  return { ...typeOf(keep.schema.name, keep), slots: 1, slotBytes: SNAPSHOT_BYTES };
}

function typeOf(name: string, { schema, hash }: MessageInspection): TableType {
  return { name, type: schema.name, version: schema.version, hash };
}
