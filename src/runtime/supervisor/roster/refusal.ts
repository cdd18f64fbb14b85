/** Why something that was asked of a running desk was not done, in one line. */
import type { ThreadGroup } from "../thread/thread-group.ts";
import type { TreeAnswer } from "../tree/tree-effect.ts";

/** Why what was asked for was not done; null when it was, also when the actor declined to run. */
export function whyNot(answer: TreeAnswer): string | null {
  switch (answer.kind) {
    case "STARTED":
    case "DECLINED":
      return null;
    case "START_FAILED":
      return answer.reason;
    case "INVALID":
      return answer.mistakes.join("; ");
    case "NOT_RUNNING":
      return "the desk stops";
    default:
      return `it is not possible now: ${answer.kind.toLowerCase().replaceAll("_", " ")}`;
  }
}

/** Why an actor cannot be handled alone; null when it can. */
export function othersIn({ members }: Pick<ThreadGroup, "members">, name: string): string | null {
  const others = members.filter((one) => one.name !== name).map((one) => one.name);
  if (others.length === 0) return null;
  return `it shares its thread with ${others.join(", ")}`;
}
