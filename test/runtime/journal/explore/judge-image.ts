/**
 * The oracles: what a journal must be after a crash. Nothing that was told is lost, nothing is there
 * that was not appended, nothing is believed that is not what was written, the doubt between the two is
 * marked, and whoever recovers after an interrupted recovery finds the same.
 */
import { assert } from "../../../../src/core/assert.ts";
import type { Recovery } from "../../../../src/runtime/journal/recover/recovery.ts";
import { messagesOf, optionsOf } from "../kit/journal-kit.ts";
import type { ModelDisk } from "../kit/model-disk.ts";
import { EXPLORED_SEGMENT_BYTES, sequenceOfState } from "./state.ts";
import type { Open } from "./written.ts";

/** What is known when the crash happens. */
export type Known = {
  /** The last record that anybody may have acted upon. */
  readonly told: number;
  readonly appended: number;
  /** Records of which no appender was told that they are durable, and which are there all the same. */
  readonly doubts: readonly (readonly [from: number, to: number])[];
};

/** What is known when `last` was recovered, and acted upon. */
export function knownAfter({ told, doubts }: Known, last: number): Known {
  return { told: last, appended: last, doubts: [...doubts, [told + 1, last]] };
}

/** Recovers from `disk`, as run `life`. Returns the last record that is there. @throws What is wrong. */
export function judgeImage(disk: ModelDisk, open: Open, life: number, known: Known): number {
  const opened = open(optionsOf(disk, life, { segmentBytes: EXPLORED_SEGMENT_BYTES }));
  assert(opened.ok, `a crash is no damage: ${opened.ok ? "" : opened.failure.message}`);
  return judgeRecovery(opened.value.recovery, known);
}

export function judgeRecovery(recovery: Recovery, { told, appended, doubts }: Known): number {
  const { snapshot } = recovery;
  let last = snapshot === null ? 0 : sequenceOfState(snapshot.state);
  for (const { sequence, isAcknowledged } of messagesOf(recovery)) {
    assert(sequence === last + 1, `record ${sequence} follows ${last}`);
    const isDoubted = doubts.some(([from, to]) => from <= sequence && sequence <= to);
    assert(
      isAcknowledged || isDoubted || sequence > told,
      `record ${sequence} was told, and is marked`,
    );
    last = sequence;
  }
  assert(last >= told, `nothing is lost that was told: ${told} was, and ${last} is the last`);
  assert(last <= appended, `nothing is there that was not appended: ${last} is, after ${appended}`);
  return last;
}
