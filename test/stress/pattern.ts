/** What a record of the stress tests contains, as a function of its sequence alone. */
import type { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import type { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";

const TYPE = 5;

/** Result of one claim and commit: false when the topic is full. */
export function writePattern(writer: TopicWriter): boolean {
  const sequence = writer.nextSequence;
  const bytes = bytesOf(sequence);
  const offset = writer.claim(bytes, TYPE);
  if (offset < 0) return false;
  const word = wordOf(sequence);
  const end = (offset + bytes) >> 2;
  for (let index = offset >> 2; index < end; index += 1) writer.int32[index] = word;
  writer.commit();
  return true;
}

/** Whether the current record is the one of its sequence, in length and in every word. */
export function isPattern(reader: TopicReader): boolean {
  const { data, offset, payloadBytes, sequence } = reader;
  if (payloadBytes !== bytesOf(sequence) || reader.type !== TYPE) return false;
  const word = wordOf(sequence);
  for (let at = 0; at < payloadBytes; at += 4) {
    if (data.getInt32(offset + at, true) !== word) return false;
  }
  return true;
}

function bytesOf(sequence: number): number {
  return 32 + 4 * (Math.imul(sequence % 2 ** 31, 0x9e37_79b1) >>> 29);
}

function wordOf(sequence: number): number {
  return Math.imul(sequence % 2 ** 31, 0x85eb_ca6b) ^ 0x5bd1_e995;
}
