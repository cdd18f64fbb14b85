/**
 * Records with the names that the journal itself gives them. It is not believed: what contradicts its
 * entries, or is not explained by them, has the reason in place of a body.
 */
import { AssertionError } from "../../core/assert.ts";
import { FileTable } from "../../runtime/codec/file-table.ts";
import type { SchemaField } from "../../runtime/codec/message-type.ts";
import { unpackFields } from "../../runtime/codec/packed-view.ts";
import type { FileRecord } from "../../runtime/codec/record-file.ts";
import {
  TYPE_ACTOR,
  TYPE_INSTRUMENT,
  TYPE_MARK_FIRST,
  TYPE_SCHEMA,
} from "../../runtime/codec/type-table.ts";
import {
  CLOSED_BY_RECOVERY,
  JOURNAL_ACTOR,
  MARK_COMMIT,
  MARK_HALTED,
  MARK_RECOVERED,
  MARK_RUN_ENDED,
  MARK_RUN_STARTED,
  MARK_SEGMENT_END,
  MARK_SNAPSHOT,
  readCommit,
} from "../../runtime/journal/format/mark.ts";
import { ActorLife } from "../message/actor-life.ts";

/** Fields by their names. */
export type Body = Readonly<Record<string, unknown>>;

export type Decoded = {
  /** Null when it was refused. */
  readonly body: Body | null;
  /** Why there is no body; null when there is one. */
  readonly refused: string | null;
};

/** Names of what the journal says of itself. No message is named like them: those are lower case. */
const MARK_NAMES: Readonly<Record<number, string>> = {
  [MARK_HALTED]: "HALTED",
  [MARK_RECOVERED]: "RECOVERED",
  [MARK_SNAPSHOT]: "SNAPSHOT",
  [MARK_RUN_ENDED]: "RUN_ENDED",
  [MARK_RUN_STARTED]: "RUN_STARTED",
  [MARK_SEGMENT_END]: "SEGMENT_END",
  [MARK_COMMIT]: "COMMIT",
  [TYPE_ACTOR]: "ACTOR",
  [TYPE_INSTRUMENT]: "INSTRUMENT",
  [TYPE_SCHEMA]: "SCHEMA",
};

/** What only holds the file together: left out of listings unless it is asked for. */
export const FRAMEWORK_TYPES: readonly string[] = ["COMMIT", "ACTOR", "INSTRUMENT", "SCHEMA"];

/** Whose the journal's own records are. */
const JOURNAL_NAME = "journal";

/** Names by number, of actors that no entry explains: a journal explains those that it reads. */
export type LifeNames = Map<number, string>;

/** What the numbers of one run stand for. */
export class RecordNames {
  readonly table = new FileTable();
  readonly #lives: LifeNames;
  #refusedEntry: string | null = null;

  /** @param lives Shared by the runs of one folder: actors keep their numbers through all of them. */
  constructor(lives: LifeNames = new Map()) {
    this.#lives = lives;
  }

  /** Learns from a record that is an entry, or the word on an actor's life. Others change nothing. */
  learn(record: FileRecord): undefined {
    this.#refusedEntry = null;
    try {
      if (this.table.take(record) || record.type >= TYPE_MARK_FIRST) return;
      if (this.table.types.get(record.type)?.name === ActorLife.name) this.#learnLife(record);
    } catch (error) {
      this.#refusedEntry = refusalOf(error);
    }
  }

  #learnLife(record: FileRecord): undefined {
    const { actor, number } = this.decode(record).body ?? {};
    if (typeof actor === "string" && typeof number === "number") this.#lives.set(number, actor);
  }

  typeOf({ type }: FileRecord): string {
    return MARK_NAMES[type] ?? this.table.types.get(type)?.name ?? `type-${type}`;
  }

  actorOf({ actor, type }: FileRecord): string {
    if (actor === JOURNAL_ACTOR || MARK_NAMES[type] !== undefined) return JOURNAL_NAME;
    return this.actorNamed(actor);
  }

  actorNamed(number: unknown): string {
    const entry = typeof number === "number" ? this.table.actors.get(number) : undefined;
    const life = typeof number === "number" ? this.#lives.get(number) : undefined;
    return entry?.name ?? life ?? unnamed(number);
  }

  /** Fields of a message type as its schema has them; none of a packed one. */
  fieldsOf({ type }: FileRecord): readonly SchemaField[] {
    return this.table.types.get(type)?.fields ?? [];
  }

  /** The body without any bytes in it: of those only the count is shown. */
  decode(record: FileRecord): Decoded {
    try {
      const { type, payload } = record;
      const name = MARK_NAMES[type];
      if (name === "COMMIT") return { body: commitBody(payload), refused: null };
      if (name !== undefined) {
        const refused = this.#refusedEntry;
        const body = refused === null ? (unpackFields(name, payload) as Body) : null;
        return { body, refused };
      }
      const body = this.table.decode(record);
      if (body === null) return refuse(`the journal does not explain type ${type}`);
      return { body: withoutBytes(body) as Body, refused: null };
    } catch (error) {
      return refuse(refusalOf(error));
    }
  }
}

/** How an actor is called that nothing names. */
export function unnamed(number: unknown): string {
  return `actor-${String(number)}`;
}

function commitBody(payload: Uint8Array): Body {
  const commit = readCommit(payload);
  if (commit === null) return {};
  const { count, firstSequence, closedBy, chain } = commit;
  const by = closedBy === CLOSED_BY_RECOVERY ? "recovery" : "writer";
  return { count, firstSequence, closedBy: by, chain: chain.toHex() };
}

function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutBytes(each)]),
  );
}

function refuse(refused: string): Decoded {
  return { body: null, refused };
}

function refusalOf(error: unknown): string {
  if (error instanceof AssertionError) return error.message;
  throw error;
}
