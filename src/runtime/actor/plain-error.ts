/** Errors as plain data, since only a class's name, a message and a stack survive a message port. */
import type { PlainError } from "./control-plane.ts";

/** Anything that was thrown, as plain data. */
export function plainErrorOf(thrown: unknown): PlainError {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: String(thrown), stack: "" };
  }
  return { name: thrown.name, message: thrown.message, stack: thrown.stack ?? "" };
}
