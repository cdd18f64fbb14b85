/** A topic with its writer on one thread, and short words for what tests do with them. */
import { allocateLines } from "../../../src/runtime/ring/lines.ts";
import { DATA_OFFSET, TOPIC_FULL } from "../../../src/runtime/ring/topic-layout.ts";
import { allocateTopic, type TopicOptions } from "../../../src/runtime/ring/topic-memory.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { attachReader, type ReaderKind } from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";

/** Type of every record that {@link send} makes. */
export const TYPE = 7;
/** Its version. */
export const VERSION = 3;

export type Fixture = ReturnType<typeof topicOf>;

/** What a reader was given, payload copied. */
export type Seen = { readonly sequence: number; readonly payload: readonly number[] };

/**
 * A topic of 1 KiB by default: records up to 128 bytes. The clock counts its readings, and the
 * writer publishes as it does on this processor, unless `form` says otherwise.
 */
export function topicOf(
  options: Partial<TopicOptions> = {},
  form: { readonly keepsStoreOrder?: boolean } = {},
) {
  const memory = allocateTopic({ capacityBytes: 1024, ...options });
  const lines = allocateLines();
  let readings = 0;
  const now = () => {
    readings += 1;
    return readings;
  };
  const writer = new TopicWriter(memory, lines, { owner: 1, incarnation: 1, now, ...form });
  const attach = (kind: ReaderKind, bellLine = 0) =>
    new TopicReader(memory, attachReader(memory, { kind, bellLine }));
  const ring = new Uint8Array(memory, DATA_OFFSET);
  return { memory, lines, writer, attach, now, ring };
}

/** Closes one record of these bytes into the open batch; false when the topic is full. */
export function add(writer: TopicWriter, payload: readonly number[]): boolean {
  const offset = writer.claim(payload.length, TYPE | (VERSION << 16));
  if (offset === TOPIC_FULL) return false;
  writer.bytes.set(payload, offset);
  writer.commit();
  return true;
}

/** One batch of one record. */
export function send(writer: TopicWriter, payload: readonly number[]): boolean {
  const isSent = add(writer, payload);
  writer.publish();
  return isSent;
}

/** A payload of `bytes` bytes, each of them `fill`. */
export function filled(bytes: number, fill = 1): number[] {
  return Array.from({ length: bytes }, () => fill);
}

/** Everything that the reader has, up to `max` records; `release` follows. */
export function take(reader: TopicReader, max = Number.POSITIVE_INFINITY): Seen[] {
  const seen: Seen[] = [];
  while (seen.length < max && reader.next()) seen.push(current(reader));
  reader.release();
  return seen;
}

/** The current record. */
export function current(reader: TopicReader): Seen {
  const { data, offset, payloadBytes, sequence } = reader;
  return { sequence, payload: [...new Uint8Array(data.buffer, offset, payloadBytes)] };
}

/** Payloads only. */
export function payloads(reader: TopicReader): (readonly number[])[] {
  return take(reader).map(({ payload }) => payload);
}
