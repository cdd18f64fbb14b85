/** Records of a journal as lines for people and for programs, and which of them are wanted. */

import type { SeenRecord } from "../journal-reader.ts";
import { type Body, FRAMEWORK_TYPES } from "../record-names.ts";
import { fieldWord, plainText, timeText, wordsText } from "./field-text.ts";

/** One record as programs read it. NaN is null, bytes are their count. */
export type RecordDocument = {
  readonly journalSequence: number;
  readonly time: string;
  readonly actor: string;
  readonly type: string;
  readonly version: number;
  /** Of its topic. */
  readonly sequence: number;
  /** Monotonic nanoseconds: compare within one run. */
  readonly committedAt: number;
  readonly run: string;
  readonly standing: string;
  readonly body: Body | null;
  readonly refused: string | null;
};

/** What a listing is narrowed to; null does not narrow. */
export type RecordFilter = {
  /** Journal sequences, both included. */
  readonly from: number | null;
  readonly to: number | null;
  readonly actor: string | null;
  readonly type: string | null;
  /** Microseconds since the epoch. */
  readonly sinceMicros: number | null;
  readonly order: string | null;
  /** Also what only holds the file together. */
  readonly isAll: boolean;
};

/** Names that are shown as they are; a packed record may have any. */
const NAME = /^[\w.-]+$/;

/** Whether a record is wanted. Its bounds by sequence are the reader's. */
export function isWanted(seen: SeenRecord, filter: RecordFilter): boolean {
  const { type, actor, sinceMicros, order, isAll } = filter;
  if (type !== null && seen.type !== type) return false;
  if (type === null && !isAll && FRAMEWORK_TYPES.includes(seen.type)) return false;
  if (actor !== null && seen.actor !== actor) return false;
  if (sinceMicros !== null && !(seen.record.wallMicros >= sinceMicros)) return false;
  return order === null || hasOrder(seen, order);
}

/** Whether its body names the order. Its bytes are looked at first: decoding is slow. */
export function hasOrder(seen: SeenRecord, order: string): boolean {
  if (!seen.isMessage) return false;
  const { payload } = seen.record;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  return bytes.includes(order) && seen.decode().body?.orderId === order;
}

export function recordDocument(seen: SeenRecord): RecordDocument {
  const { journalSequence, actor, type, run, standing, record } = seen;
  const { version, sequence, committedAt, wallMicros } = record;
  return {
    journalSequence,
    time: timeText(wallMicros),
    actor,
    type,
    version,
    sequence,
    committedAt,
    run,
    standing,
    ...seen.decode(),
  };
}

/** A document as JSON. What JSON has no word for is shown as text. */
export function documentJson(document: unknown): string {
  return JSON.stringify(document, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}

/** One line: journal sequence, wall time, actor, type, and the fields as `name=value` in their units. */
export function recordLine(seen: SeenRecord): string {
  const { journalSequence, actor, type, standing, record } = seen;
  const head = [
    String(journalSequence).padStart(8),
    timeText(record.wallMicros),
    actor.padEnd(20),
    type.padEnd(15),
  ];
  const mark = standing === "WHOLE" ? [] : [`[${standing}]`];
  return [...head, ...mark, ...fieldWords(seen)].join(" ").trimEnd();
}

function fieldWords(seen: SeenRecord): readonly string[] {
  const { body, refused } = seen.decode();
  if (body === null) return [`refused=${wordsText(refused ?? "")}`];
  const { names, record } = seen;
  const fields = new Map(names.fieldsOf(record).map((field) => [field.name, field]));
  const place = { body, names, committedAt: record.committedAt };
  return Object.entries(body).map(([name, value]) => {
    const label = NAME.test(name) ? name : plainText(name);
    return fieldWord(label, fields.get(name), value, place);
  });
}
