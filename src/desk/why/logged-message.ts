/**
 * Messages by topic, sequence and time in the message logs of a run: what a journal names and does not
 * hold, market data above all. The log is best effort, so it may not have them.
 */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { RecordFile } from "../../runtime/codec/record-file.ts";
import { fileFailure } from "../../runtime/io/disk/file-failure.ts";
import { type Body, RecordNames, unnamed } from "../journal-view/record-names.ts";
import { fieldWord, plainText } from "../journal-view/text/field-text.ts";
import { logsOf } from "../run/files/take-over.ts";

/** Which message is looked for. */
export type MessagePlace = {
  readonly actor: string;
  readonly sequence: number;
  /** Monotonic nanoseconds of its commit; NaN when it is not known. */
  readonly committedAt: number;
  /** Order that it names; null when it names none. */
  readonly orderId: string | null;
};

export type LoggedMessage = {
  /** File it was found in, below the run's folder. */
  readonly log: string;
  /** As the log names it. */
  readonly actor: string;
  readonly type: string;
  readonly committedAt: number;
  readonly wallMicros: number;
  readonly body: Body;
  /** The fields as `name=value`, in their units. */
  readonly words: readonly string[];
};

export type LogSearch = {
  /** Files that were looked through, newest first. */
  readonly searched: readonly string[];
  /** By the place in what was asked for; null for what no file has. */
  readonly found: readonly (LoggedMessage | null)[];
};

/** Looks through the logs of all lives of the run in `folder`, the newest one first. */
export function findLogged(folder: string, wanted: readonly MessagePlace[]): LogSearch {
  const found: (LoggedMessage | null)[] = wanted.map(() => null);
  const searched: string[] = [];
  for (const path of logsOf(folder).toReversed()) {
    if (found.every((one) => one !== null)) break;
    const name = nameOf(folder, path);
    const bytes = readLog(path);
    if (typeof bytes === "string") {
      // The journal's own story does not depend on it.
      searched.push(`${name}, which cannot be read: ${bytes}`);
      continue;
    }
    searched.push(name);
    const inside = searchLog(bytes, name, wanted);
    for (const [index, one] of inside.entries()) found[index] ??= one;
  }
  return { searched, found };
}

/** All of it, or the system's code for why not. */
function readLog(path: string): Uint8Array | string {
  try {
    return readFileSync(path);
  } catch (error) {
    return fileFailure(error).code;
  }
}

function searchLog(
  bytes: Uint8Array,
  log: string,
  wanted: readonly MessagePlace[],
): readonly (LoggedMessage | null)[] {
  const names = new RecordNames();
  const found: (LoggedMessage | null)[] = wanted.map(() => null);
  for (const record of new RecordFile(bytes)) {
    names.learn(record);
    const { sequence, committedAt, wallMicros } = record;
    const index = wanted.findIndex(
      (one) =>
        one.sequence === sequence &&
        (Number.isNaN(one.committedAt) || one.committedAt === committedAt) &&
        // A journal that cannot name an actor has its number, which the run's logs share.
        (one.actor === names.actorOf(record) || one.actor === unnamed(record.actor)),
    );
    if (index === -1) continue;
    const { body } = names.decode(record);
    const orderId = wanted[index]?.orderId ?? null;
    if (body === null || (orderId !== null && body.orderId !== orderId)) continue;
    const fields = new Map(names.fieldsOf(record).map((field) => [field.name, field]));
    const place = { body, names, committedAt };
    const words = Object.entries(body).map(([name, value]) =>
      fieldWord(plainText(name).slice(1, -1), fields.get(name), value, place),
    );
    const actor = names.actorOf(record);
    found[index] = { log, actor, type: names.typeOf(record), committedAt, wallMicros, body, words };
  }
  return found;
}

function nameOf(folder: string, path: string): string {
  const parent = dirname(path);
  return parent === folder ? basename(path) : join(basename(parent), basename(path));
}
