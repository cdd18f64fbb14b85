/**
 * Marks of the times at which an exchange's own traders acted: only the newest counts, so that they are
 * kept apart from the log of commands, which has to be kept whole.
 *
 * ```text
 *   5d1f0c2a [origin,at]      origin: of the exchange that it is of, wall microseconds
 * ```
 */
import { bodyOf, checked } from "./command-log.ts";

export type StepMark = {
  /** When the exchange began: marks of one that was begun anew are not its own. Wall microseconds. */
  readonly originUs: number;
  /** Wall microseconds. */
  readonly at: number;
};

export function stepLine({ originUs, at }: StepMark): string {
  return checked(JSON.stringify([originUs, at]));
}

/** What a life writes first: behind a line that a death has torn, nothing else is spoiled. */
export const STEPS_BEGIN = "\n";

/** Returns the newest time of all marks of an exchange; what is torn is passed over. 0 without one. */
export function lastStepOf(text: string, originUs: number): number {
  return text.split("\n").reduce((last, line) => {
    const mark = markOf(line);
    return mark?.originUs === originUs ? Math.max(last, mark.at) : last;
  }, 0);
}

function markOf(line: string): StepMark | null {
  const [originUs, at] = JSON.parse(bodyOf(line) ?? "[]") as unknown[];
  return typeof originUs === "number" && typeof at === "number" ? { originUs, at } : null;
}
