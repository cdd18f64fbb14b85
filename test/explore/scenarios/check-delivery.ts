/** What must hold of a topic when all of its threads are over. */
import type { Outcomes } from "../search/scenario.ts";
import type { Seen } from "./topic-kit.ts";

type Line = {
  expected: number;
  end: number;
  /** Records that may be missing before the next one without being told of. */
  mayLose: number;
};

/**
 * Each record is delivered once, in order, or told of as missed; and all that was published is
 * there. At the death of a reader one record may be delivered and not recorded; and what an
 * evictable one was about to be told of a gap dies with it.
 *
 * @param readers Lives of one slot's reader, in order; the last one is what {@link restOf} read.
 */
export function checkDelivery(
  outcomes: Outcomes,
  readers: readonly string[],
  writers: readonly string[],
  kind: "GATE" | "EVICT" = "GATE",
): undefined {
  const line: Line = { expected: 1, end: Number.NaN, mayLose: 0 };
  for (const name of readers) {
    const { records, crashed } = outcomes(name);
    for (const record of records as readonly Noted[]) follow(line, record);
    if (crashed) line.mayLose += kind === "GATE" ? 1 : Number.POSITIVE_INFINITY;
  }
  const { expected, end, mayLose } = line;
  if (!(expected <= end && end - expected <= mayLose)) {
    throw new Error(`the topic ends before ${end}: its reader before ${expected}`);
  }
  for (const name of writers) {
    const gone = (outcomes(name).records as readonly number[]).find((next) => !(next <= end));
    if (gone !== undefined) throw new Error(`record ${gone - 1} was published and is gone`);
  }
}

/** A record that was read, or where the topic ends. */
type Noted = Seen & { readonly next?: number };

function follow(line: Line, { sequence, missed, next }: Noted): undefined {
  if (next !== undefined) {
    line.end = next;
    return;
  }
  const skipped = sequence - missed - line.expected;
  if (skipped < 0) throw new Error(`record ${sequence} comes after ${line.expected - 1}`);
  if (skipped > line.mayLose) throw new Error(`record ${line.expected} is lost`);
  line.mayLose -= skipped;
  line.expected = sequence + 1;
}
