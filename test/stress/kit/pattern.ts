/**
 * What a record of the stress tests contains: a function of its sequence, and of the batch that it
 * was published with, so that a record that is torn and a batch that is partial are both seen.
 */
import { RECORD_HEADER_BYTES } from "../../../src/runtime/ring/topic-layout.ts";
import type { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import type { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";

/** Records published by one commit. */
export type Batch = {
  /** Sequence of its first record. */
  readonly first: number;
  readonly records: number;
  /** Life of its writer. */
  readonly incarnation: number;
};

const TYPE = 5;
const BATCH_WORDS = 3;
const WORDS_MIN = 8;
/** One record in so many is as large as a book of 40 levels. */
const BOOK_ONE_IN = 8;
const BOOK_WORDS = 168;

/** Reserves the record of `sequence`; its offset, or -1 when the topic is full. */
export function claimPattern(writer: TopicWriter, sequence: number): number {
  return writer.claim(4 * wordsOf(sequence), TYPE);
}

/** Encodes the record of `sequence` at byte `offset`. */
export function fillPattern(
  int32: Int32Array,
  offset: number,
  sequence: number,
  batch: Batch,
): undefined {
  const index = offset >> 2;
  int32[index] = batch.first;
  int32[index + 1] = batch.records;
  int32[index + 2] = batch.incarnation;
  const words = wordsOf(sequence);
  for (let word = BATCH_WORDS; word < words; word += 1) int32[index + word] = mix(sequence, word);
}

/** Whether the current record is the one of its sequence, in length and in every word. */
export function isPattern(reader: TopicReader): boolean {
  const { data, offset, payloadBytes, sequence } = reader;
  const words = wordsOf(sequence);
  if (payloadBytes !== 4 * words || reader.type !== TYPE) return false;
  for (let word = BATCH_WORDS; word < words; word += 1) {
    if (data.getInt32(offset + 4 * word, true) !== mix(sequence, word)) return false;
  }
  const { first, records } = batchOf(reader);
  return first <= sequence && sequence < first + records;
}

/** The batch that the current record says it is of. */
export function batchOf({ data, offset }: TopicReader): Batch {
  return {
    first: data.getInt32(offset, true),
    records: data.getInt32(offset + 4, true),
    incarnation: data.getInt32(offset + 8, true),
  };
}

/** Bytes that the record of `sequence` takes in a ring. */
export function recordBytesOf(sequence: number): number {
  const bytes = RECORD_HEADER_BYTES + 4 * wordsOf(sequence);
  return (bytes + 7) & ~7;
}

function wordsOf(sequence: number): number {
  const hash = Math.imul(sequence, 0x9e37_79b1) >>> 0;
  return (hash >>> 8) % BOOK_ONE_IN === 0 ? BOOK_WORDS : WORDS_MIN + (hash >>> 29);
}

function mix(sequence: number, word: number): number {
  return Math.imul(sequence ^ Math.imul(word, 0x9e37_79b1), 0x85eb_ca6b) ^ 0x5bd1_e995;
}
