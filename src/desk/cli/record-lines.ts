/**
 * The records of a message log with the names that the file gives them. The file is not believed: a
 * record that contradicts it, or that it does not explain, is listed with the reason in place of a
 * body, and the reading goes on.
 */
import { AssertionError } from "../../core/assert.ts";
import { FileTable } from "../../runtime/codec/file-table.ts";
import { type FileRecord, RecordFile } from "../../runtime/codec/record-file.ts";
import { plainText, timeText } from "../journal-view/text/field-text.ts";

/** Names that are shown as they are; a packed record may have any. */
const NAME = /^[\w.-]+$/;

export type MessageLog = { readonly file: RecordFile; readonly table: FileTable };

/** One message of the log. Times: wall is for people, `committedAt` compares within one run. */
export type LoggedRecord = {
  readonly time: string;
  readonly actor: string;
  readonly sequence: number;
  /** Nanoseconds. */
  readonly committedAt: number;
  readonly type: string;
  /** Null when it was refused. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Why there is no body; null when there is one. */
  readonly refused: string | null;
};

type Outcome = Pick<LoggedRecord, "body" | "refused">;

/** @param bytes Of the whole file. */
export function openLog(bytes: Uint8Array): MessageLog {
  return { file: new RecordFile(bytes), table: new FileTable() };
}

/** Reads the log from where it is to its end. */
export function* recordsOf({ file, table }: MessageLog): Generator<LoggedRecord, undefined> {
  for (const record of file) {
    const outcome = decode(table, record);
    if (outcome === null) continue;
    const { type, actor, sequence, committedAt, wallMicros } = record;
    yield {
      time: timeText(wallMicros),
      actor: table.actors.get(actor)?.name ?? `actor ${actor}`,
      sequence,
      committedAt,
      type: table.types.get(type)?.name ?? `type ${type}`,
      ...outcome,
    };
  }
}

/** Null when the record was an entry of the table. */
function decode(table: FileTable, record: FileRecord): Outcome | null {
  try {
    if (table.take(record)) return null;
    const body = table.decode(record) as LoggedRecord["body"];
    const refused = body === null ? `the file does not explain type ${record.type}` : null;
    return { body, refused };
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return { body: null, refused: error.message };
  }
}

/** A record as JSON. What JSON has no word for is shown as text. */
export function recordJson(record: LoggedRecord): string {
  return JSON.stringify(record, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}

/** Returns one line: time, actor, sequence, type, and the fields as `name=value`. */
export function recordText(record: LoggedRecord): string {
  const { time, actor, sequence, type, body, refused } = record;
  const fields = Object.entries(body ?? { refused }).map(
    ([name, value]) => `${NAME.test(name) ? name : plainText(name)}=${plainText(value)}`,
  );
  return [time, actor.padEnd(20), String(sequence).padStart(8), type.padEnd(12), ...fields].join(
    " ",
  );
}
