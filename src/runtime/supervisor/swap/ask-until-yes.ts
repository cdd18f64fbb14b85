/** Asks an actor again and again whether it may be swapped. */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { Time } from "../../../core/time.ts";
import type { ControlClient } from "../thread/control-client.ts";

/** Between two questions. Milliseconds. */
const ASK_MS = 10;
/** Longest wait for an answer. Milliseconds. */
const ANSWER_MS = 2_000;

/**
 * Returns the first answer that is not false, or false when none came in time: true, or null of an actor
 * that has nothing to say to it; or why there is no answer.
 *
 * @param controlOf The actor's control plane as it is then; null when it does not run.
 * @param deadlineMs Milliseconds, of main's own undelayed time.
 * @param isGivenUp Whether nobody waits any more.
 * @param time Main's.
 */
export async function askUntilYes(
  controlOf: () => ControlClient | null,
  deadlineMs: number,
  isGivenUp: () => boolean,
  time: Time,
): Promise<Result<boolean | null, string>> {
  let isLate = false;
  const cancelDeadline = time.deadline(deadlineMs, () => {
    isLate = true;
  });
  try {
    for (;;) {
      const answer = await controlOf()?.call((remote) => remote.swappable(), ANSWER_MS);
      if (answer === undefined) return failWith("it is not running");
      if (!answer.ok) return failWith(answer.failure.message);
      if (answer.value !== false || isLate || isGivenUp()) return succeed(answer.value);
      await time.sleep(ASK_MS);
    }
  } finally {
    cancelDeadline();
  }
}
