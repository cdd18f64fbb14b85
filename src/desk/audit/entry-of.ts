/**
 * What becomes a leaf of the audit log: pure, from a record of the journal and what the journal
 * explains. So the log is a function of the journal, and can be made again from it.
 *
 * Every message does but `beat` and `kept`: they are samples, and pieces of a state that follows from
 * the rest. Of the journal's own marks those do that say what became of a run.
 */
import type { FileTable } from "../../runtime/codec/file-table.ts";
import { unpackBody } from "../../runtime/codec/msgpack.ts";
import type { AuditEntry } from "../../runtime/journal/audit/audit-log.ts";
import { HALT_KIND } from "../../runtime/journal/audit/cadence.ts";
import type { Plain } from "../../runtime/journal/audit/leaf/canonical-json.ts";
import { isOwnKind } from "../../runtime/journal/audit/own-record.ts";
import {
  JOURNAL_ACTOR,
  MARK_FIRST,
  MARK_HALTED,
  MARK_RECOVERED,
  MARK_RUN_ENDED,
  MARK_RUN_STARTED,
} from "../../runtime/journal/format/mark.ts";
import type { FollowedRecord } from "../../runtime/journal/read/journal-follower.ts";
import { Alert } from "../message/alert.ts";
import { Beat } from "../message/beat.ts";
import { ConfigLoad } from "../message/config-load.ts";
import { Kept } from "../message/kept.ts";
import { plainBody, plainNumber } from "./plain-body.ts";

/** Messages without a leaf. */
const LEFT_OUT: ReadonlySet<string> = new Set([Beat.name, Kept.name]);

/** Of a payload: the members of these are named by actors, which may be named like a secret. */
const DATA_MAPS: ReadonlyMap<string, readonly string[]> = new Map([
  [ConfigLoad.name, ["body.limits"]],
]);

/** The log has a RUN_STARTED of its own: these are the journal's. */
const MARKS: ReadonlyMap<number, string> = new Map([
  [MARK_RUN_STARTED, "JOURNAL_RUN_STARTED"],
  [MARK_RUN_ENDED, "JOURNAL_RUN_ENDED"],
  [MARK_RECOVERED, "JOURNAL_RECOVERED"],
  [MARK_HALTED, "JOURNAL_HALTED"],
]);

/** A record whose type the journal does not explain, or whose bytes are not of it. */
const UNEXPLAINED = "UNEXPLAINED";

const KIND_CHARACTERS_MAX = 64;
const NAME = /^[a-z0-9][a-z0-9.-]{0,127}$/;

/** Null when the record has no leaf. Never throws: what cannot be read is said to be there. */
export function entryOf(record: FollowedRecord, table: FileTable): AuditEntry | null {
  if (record.type >= MARK_FIRST) return entryOfMark(record);
  const name = table.types.get(record.type)?.name;
  if (name !== undefined && LEFT_OUT.has(name)) return null;
  const actor = nameOf(table, record.actor);
  const body = name === undefined ? null : decoded(() => table.decode(record));
  if (name === undefined || body === null) return unexplained(record, actor, name ?? null);
  const entry = { kind: kindOf(name, body), actor, payload: payloadOf(record, plainBody(body)) };
  const dataMaps = DATA_MAPS.get(name);
  return dataMaps === undefined ? entry : { ...entry, dataMaps };
}

/** What explains numbers stands among the marks, and has no leaf: what it explained is in the leaves. */
function entryOfMark(record: FollowedRecord): AuditEntry | null {
  const kind = MARKS.get(record.type);
  if (kind === undefined) return null;
  const body = decoded(() => unpackBody(kind, record.payload));
  return { kind, actor: "journal", payload: payloadOf(record, plainBody(body)) };
}

/** Its bytes may hold a secret, whose name nobody knows: so their hash is all that is kept. */
function unexplained(record: FollowedRecord, actor: string, name: string | null): AuditEntry {
  const { type, version, payload } = record;
  const sha256 = new Bun.CryptoHasher("sha256").update(payload).digest("hex");
  const body = { type, version, name, bytes: payload.length, sha256 };
  return { kind: UNEXPLAINED, actor, payload: payloadOf(record, body) };
}

/** Where the record stands in the journal and in its topic, and what it says. */
function payloadOf(record: FollowedRecord, body: Plain): Plain {
  const { journalSequence, sequence, committedAt, wallMicros } = record;
  return {
    journalSequence,
    sequence: plainNumber(sequence),
    committedAt: plainNumber(committedAt),
    wallMicros: plainNumber(wallMicros),
    body,
  };
}

/** `gate-check` is GATE_CHECK. One that would be of the log's own kinds, or too long, is made another. */
function kindOf(name: string, body: unknown): string {
  if (name === Alert.name && isHalt(body)) return HALT_KIND;
  const kind = name.toUpperCase().replaceAll("-", "_");
  const isTaken = isOwnKind(kind) || kind === HALT_KIND || kind === UNEXPLAINED;
  return (isTaken ? `MESSAGE_${kind}` : kind).slice(0, KIND_CHARACTERS_MAX);
}

function isHalt(body: unknown): boolean {
  return typeof body === "object" && body !== null && "level" in body && body.level === "HALT";
}

function nameOf(table: FileTable, actor: number): string {
  if (actor === JOURNAL_ACTOR) return "journal";
  const name = table.actors.get(actor)?.name;
  return name !== undefined && NAME.test(name) ? name : `actor.${actor >>> 0}`;
}

function decoded(decode: () => unknown): unknown {
  try {
    return decode();
  } catch {
    // Bytes that are not of their schema: the record is there all the same, and is said to be.
    return null;
  }
}
