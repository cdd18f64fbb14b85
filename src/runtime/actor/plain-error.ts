/** Errors as plain data, since only a class's name, a message and a stack survive a message port. */
import { withoutSecrets } from "../../core/secret-words.ts";
import type { PlainError } from "./control-plane.ts";

/** Anything that was thrown, as plain data, without the secrets of this thread. */
export function plainErrorOf(thrown: unknown): PlainError {
  const isError = thrown instanceof Error;
  const { name, message, stack } = isError
    ? thrown
    : { name: "Error", message: String(thrown), stack: "" };
  return { name, message: withoutSecrets(message), stack: withoutSecrets(stack ?? "") };
}
