/**
 * What an earlier process of the desk left: judged before any actor starts, and then put into the
 * memory of the actors.
 *
 * What is not believed is said with its reason, put aside, and not used. A durable board that was
 * there and cannot be read leaves the desk without something that it must not trade without; a
 * snapshot that cannot be read is only lost.
 */
import { BoardWriter } from "../../ring/board-writer.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { ActorMemory } from "../roster/actor-memory.ts";
import { durableBoardsOf, type KeptType, snapshotTypeOf } from "./kept-actor.ts";
import { DESK, findRenumbered, type LifeEntry, type Lives, livesOf } from "./lives.ts";
import type { PartName, StateStore, StateTable } from "./state-part.ts";

/** Something that was kept and is not used. */
export type RefusedState = {
  readonly actor: string;
  readonly part: PartName;
  readonly reason: string;
};

/** Any owner: main puts values before there is a writer. */
const MAIN_OWNER = 1;

export class RecoveredState {
  readonly refused: readonly RefusedState[];
  readonly #lives: ReadonlyMap<string, LifeEntry>;
  /** By actor. */
  readonly #boards: ReadonlyMap<string, readonly StateTable[]>;
  readonly #snapshots: ReadonlyMap<string, StateTable>;

  constructor(parts: {
    readonly refused: readonly RefusedState[];
    readonly lives: ReadonlyMap<string, LifeEntry>;
    readonly boards: ReadonlyMap<string, readonly StateTable[]>;
    readonly snapshots: ReadonlyMap<string, StateTable>;
  }) {
    this.refused = parts.refused;
    this.#lives = parts.lives;
    this.#boards = parts.boards;
    this.#snapshots = parts.snapshots;
  }

  /** Whether something is lost that the desk must not trade without. */
  get isPartial(): boolean {
    return this.refused.some(({ part }) => part !== "snapshot");
  }

  /** How often the actor was started and restarted. */
  livesOf(actor: string): { readonly incarnation: number; readonly restarts: number } {
    return this.#lives.get(actor) ?? { incarnation: 0, restarts: 0 };
  }

  /** All that ever were there. */
  get entries(): readonly LifeEntry[] {
    return [...this.#lives.values()];
  }

  /** Numbers by name, of all that ever were there. */
  get numbers(): ReadonlyMap<string, number> {
    return new Map(this.entries.map(({ name, number }) => [name, number]));
  }

  /** The value at `key` of an actor's board; null when none was kept. */
  valueOf(actor: string, board: string, key: number): Uint8Array | null {
    const table = this.#boards.get(actor)?.find(({ name }) => name === board);
    return table?.values.get(key) ?? null;
  }

  /** The same with another value at `key` of an actor's board. */
  with(actor: string, table: StateTable): RecoveredState {
    const others = (this.#boards.get(actor) ?? []).filter(({ name }) => name !== table.name);
    return new RecoveredState({
      refused: this.refused,
      lives: this.#lives,
      boards: new Map([...this.#boards, [actor, [...others, table]]]),
      snapshots: this.#snapshots,
    });
  }

  /** Puts boards and snapshot into the actor's memory, which nobody writes yet. */
  seed(actor: string, memory: ActorMemory, lines: SharedArrayBuffer): undefined {
    for (const table of this.#boards.get(actor) ?? []) {
      const board = memory.boards[table.name];
      if (board !== undefined) putAll(board, lines, table);
    }
    const snapshot = this.#snapshots.get(actor);
    if (snapshot !== undefined) putAll(memory.snapshot, lines, snapshot);
  }
}

/** What is asked of a store: of this desk as it is now. */
export type Wanted = {
  readonly specs: readonly ActorSpec[];
  readonly numbered: readonly string[];
  /** Whether a store that has nothing at all is believed; else something must be there. */
  readonly mayBeEmpty: boolean;
};

/** Reads all that `store` has for the desk. */
export function recoverState(store: StateStore, wanted: Wanted): RecoveredState {
  const { specs } = wanted;
  const refused: RefusedState[] = [];
  const boards = new Map<string, readonly StateTable[]>();
  const snapshots = new Map<string, StateTable>();
  const refuse = (actor: string, part: PartName, reason: string) => {
    refused.push({ actor, part, reason });
  };
  const lives = readLives(store, wanted, refuse);
  for (const spec of lives === null ? [] : specs) {
    const { parts = [] } = lives?.actors.find(({ name }) => name === spec.name) ?? {};
    const read = (part: PartName, types: readonly KeptType[]) => {
      const tables = readTables(store, { actor: spec.name, part, types }, parts.includes(part));
      if (typeof tables === "string") refuse(spec.name, part, tables);
      return typeof tables === "string" ? [] : tables;
    };
    boards.set(spec.name, read("boards", durableBoardsOf(spec)));
    const type = snapshotTypeOf(spec);
    const [snapshot] = type === null ? [] : read("snapshot", [type]);
    if (snapshot !== undefined) snapshots.set(spec.name, snapshot);
  }
  const entries = (lives?.actors ?? []).map((entry) => [entry.name, entry] as const);
  return new RecoveredState({ refused, lives: new Map(entries), boards, snapshots });
}

/** Puts what `recovered` does not believe out of the way of what is kept next. */
export function setRefusedAside(store: StateStore, recovered: RecoveredState): undefined {
  for (const { actor, part } of recovered.refused) store.setAside(actor, part);
}

/** Null when they, and so all else, must not be believed. */
function readLives(
  store: StateStore,
  { specs, numbered, mayBeEmpty }: Wanted,
  refuse: (actor: string, part: PartName, reason: string) => void,
): Lives | null {
  const loaded = store.load(DESK, "lives");
  const isThere = loaded.kind === "KEPT";
  const lives = isThere ? livesOf(loaded.part) : null;
  const reason =
    lives === null
      ? whyNot(loaded)
      : (findRenumbered(lives, { numbered }) ?? findAbsent(lives, specs));
  if (reason === null) return lives;
  const left = specs.flatMap(({ name: actor }) =>
    (["boards", "snapshot"] as const)
      .filter((part) => store.load(actor, part).kind !== "NONE")
      .map((part) => ({ actor, part })),
  );
  if (mayBeEmpty && loaded.kind === "NONE" && left.length === 0) return null;
  refuse(DESK, "lives", reason);
  for (const { actor, part } of left) refuse(actor, part, "without the desk's lives");
  return null;
}

/** What an actor kept that must not be lost would be, without the actor. */
function findAbsent({ actors }: Lives, specs: readonly ActorSpec[]): string | null {
  const names = new Set(specs.map(({ name }) => name));
  const absent = actors.find(({ name, parts }) => parts.includes("boards") && !names.has(name));
  return absent === undefined
    ? null
    : `${absent.name} kept boards, and is no actor of the desk now`;
}

type WantedPart = {
  readonly actor: string;
  readonly part: PartName;
  readonly types: readonly KeptType[];
};

/** The tables of a part, or why they are not believed. */
function readTables(
  store: StateStore,
  { actor, part, types }: WantedPart,
  mustBeThere: boolean,
): readonly StateTable[] | string {
  const loaded = store.load(actor, part);
  if (loaded.kind === "NONE") return mustBeThere ? "it is missing" : [];
  if (loaded.kind === "REFUSED") return loaded.reason;
  const tables = loaded.part.tables.filter(
    ({ name, isOptional }) => isOptional !== true || types.some((type) => type.name === name),
  );
  const stranger = tables.find((table) => !types.some((type) => isRead(table, type, part)));
  if (stranger === undefined) return tables;
  return `${stranger.name} has another layout: ${stranger.type} version ${stranger.version}`;
}

/** An actor is told of the version of its snapshot, and decides; of a board nobody decides. */
function isRead(table: StateTable, type: KeptType, part: PartName): boolean {
  if (table.name !== type.name || table.type !== type.type) return false;
  const fits = (key: number) =>
    key < type.slots && (table.values.get(key)?.length ?? 0) <= type.slotBytes;
  if (![...table.values.keys()].every(fits)) return false;
  if (part === "snapshot" && table.version !== type.version) return true;
  return table.version === type.version && table.hash === type.hash;
}

function whyNot(loaded: ReturnType<StateStore["load"]>): string {
  return loaded.kind === "REFUSED" ? loaded.reason : "it is missing";
}

function putAll(
  memory: SharedArrayBuffer,
  lines: SharedArrayBuffer,
  { values }: StateTable,
): undefined {
  const writer = new BoardWriter(memory, lines, MAIN_OWNER);
  for (const [key, value] of values) {
    const offset = writer.begin(key);
    writer.bytes.set(value, offset);
    writer.end(key, value.length);
  }
  writer.ring();
  writer.releaseOwner();
}
