/** Publishes one batch of patterned records, and tells by a word how far it is. */
import { RECORD_HEADER_BYTES } from "../../../src/runtime/ring/topic-layout.ts";
import type { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { type Batch, claimPattern, fillPattern, recordBytesOf } from "./pattern.ts";

/**
 * One record in so many takes as long to encode as a snapshot of thousands of levels, some ms:
 * a thread is told of its end once a millisecond while it runs compiled code, and at once where it
 * leaves it, so that it would hardly ever die in an encoder that is always short.
 */
const LONG_ONE_IN = 3_000;
const LONG_PASSES = 60_000;

/** Where in a batch its writer is: the value of the phase word. */
export const PHASE = {
  /** No batch is open. */
  OUTSIDE: 0,
  /** A record is claimed and not yet committed. */
  CLAIMED: 1,
  /** Records are committed into the batch, and not yet published. */
  OPEN: 2,
} as const;

/** A word that nobody else writes while this thread lives, and behind it the sequence of the batch. */
export type PhaseWord = { readonly int32: Int32Array; readonly index: number };

/** How a batch is to be made. */
export type Wanted = {
  /** At most. */
  readonly records: number;
  readonly incarnation: number;
  /** Whether the caller ends its turn before it waits: then no batch waits for its stores. */
  readonly isInTurn: boolean;
};

/**
 * All of a batch of up to so many records, or nothing: false when the topic is full. As many as
 * fit a batch, so that no part of it is published early.
 */
export function writeBatch(writer: TopicWriter, wanted: Wanted, phase: PhaseWord): boolean {
  const first = writer.nextSequence;
  const records = recordsThatFit(first, wanted.records, writer.payloadBytesMax);
  Atomics.store(phase.int32, phase.index + 1, first);
  const batch: Batch = { first, records, incarnation: wanted.incarnation };
  for (let sequence = first; sequence < first + records; sequence += 1) {
    const offset = claimPattern(writer, sequence);
    if (offset < 0) {
      writer.discard();
      Atomics.store(phase.int32, phase.index, PHASE.OUTSIDE);
      return false;
    }
    Atomics.store(phase.int32, phase.index, PHASE.CLAIMED);
    for (let pass = passesOf(sequence); pass > 0; pass -= 1) {
      fillPattern(writer.int32, offset, sequence, batch);
    }
    writer.commit();
    Atomics.store(phase.int32, phase.index, PHASE.OPEN);
  }
  if (wanted.isInTurn) writer.publishInTurn();
  else writer.publish();
  Atomics.store(phase.int32, phase.index, PHASE.OUTSIDE);
  return true;
}

function passesOf(sequence: number): number {
  return sequence % LONG_ONE_IN === 0 ? LONG_PASSES : 1;
}

function recordsThatFit(first: number, wanted: number, payloadBytesMax: number): number {
  let bytes = recordBytesOf(first);
  let records = 1;
  while (records < wanted) {
    bytes += recordBytesOf(first + records);
    if (bytes > payloadBytesMax + RECORD_HEADER_BYTES) break;
    records += 1;
  }
  return records;
}
