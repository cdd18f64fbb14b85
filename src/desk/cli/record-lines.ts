/** The records of a message log with the names that the file gives them. */
import { FileTable } from "../../runtime/codec/file-table.ts";
import { RecordFile } from "../../runtime/codec/record-file.ts";

/** Longest list of numbers that a line shows. */
const LIST_MAX = 8;

export type MessageLog = { readonly file: RecordFile; readonly table: FileTable };

/** One message of the log. Times: wall is for people, `committedAt` compares within one run. */
export type LoggedRecord = {
  readonly time: string;
  readonly actor: string;
  readonly sequence: number;
  /** Nanoseconds. */
  readonly committedAt: number;
  readonly type: string;
  /** Null when the file does not explain the type, or the bytes contradict it. */
  readonly body: Readonly<Record<string, unknown>> | null;
};

/** @param bytes Of the whole file. */
export function openLog(bytes: Uint8Array): MessageLog {
  return { file: new RecordFile(bytes), table: new FileTable() };
}

/** Reads the log from where it is to its end. */
export function* recordsOf({ file, table }: MessageLog): Generator<LoggedRecord, undefined> {
  for (const record of file) {
    if (table.take(record)) continue;
    const { type, actor, sequence, committedAt, wallMicros } = record;
    yield {
      time: timeText(wallMicros),
      actor: table.actors.get(actor)?.name ?? `actor ${actor}`,
      sequence,
      committedAt,
      type: table.types.get(type)?.name ?? `type ${type}`,
      body: table.decode(record) as LoggedRecord["body"],
    };
  }
}

/** Returns one line: time, actor, sequence, type, and the fields as `name=value`. */
export function recordText({ time, actor, sequence, type, body }: LoggedRecord): string {
  const fields = Object.entries(body ?? {}).map(([name, value]) => `${name}=${fieldText(value)}`);
  return [time, actor.padEnd(20), String(sequence).padStart(8), type.padEnd(12), ...fields].join(
    " ",
  );
}

function fieldText(value: unknown): string {
  if (Array.isArray(value) && value.length > LIST_MAX) return `[${value.length} values]`;
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** ISO 8601 in UTC, to the microsecond. */
function timeText(wallMicros: number): string {
  if (!Number.isSafeInteger(wallMicros)) return "no wall time";
  const nanoseconds = BigInt(wallMicros) * 1_000n;
  return Temporal.Instant.fromEpochNanoseconds(nanoseconds).toString({
    fractionalSecondDigits: 6,
  });
}
