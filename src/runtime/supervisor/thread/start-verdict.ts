/** What an actor's answer to its start means. Pure. */
import type { Result } from "../../../core/result.ts";
import type { PlainError, StartAnswer } from "../../actor/control-plane.ts";
import type { StartFailureKind } from "../../actor/start-failure.ts";
import type { ControlCallFailure } from "./control-client.ts";

/** An answer, or what stands for one that never came. */
export type StartVerdict =
  | { readonly kind: "READY" }
  | { readonly kind: "DECLINED"; readonly reason: string }
  | {
      readonly kind: "FAILED";
      readonly failure: StartFailureKind;
      /** In one line. */
      readonly reason: string;
      /** What was thrown; null when nothing was. */
      readonly error: PlainError | null;
    };

/**
 * @param answer Undefined when the thread had ended before this actor's turn.
 * @param late Why the thread was killed, if it was for being late; null when it was not.
 */
export function startVerdictOf(
  answer: Result<StartAnswer, ControlCallFailure> | undefined,
  late: string | null,
): StartVerdict {
  if (late !== null && answer?.ok !== true) return failed("TIMEOUT", late);
  if (answer === undefined) return failed("DIED", "its thread has ended");
  if (answer.ok) return verdictOf(answer.value);
  const { kind, message } = answer.failure;
  return failed("DIED", kind === "DEAD" ? message : `start failed: ${message}`);
}

function verdictOf(answer: StartAnswer): StartVerdict {
  if (answer.kind !== "FAILED") return answer;
  const { kind, handler, error } = answer.fault;
  const where = handler === "open" ? " in open" : "";
  const [line = ""] = error.message.split("\n", 1);
  return failed(kind, `start failed${where}: ${error.name}: ${line}`, error);
}

function failed(
  failure: StartFailureKind,
  reason: string,
  error: PlainError | null = null,
): StartVerdict {
  return { kind: "FAILED", failure, reason, error };
}
