/** Why a file could not be read or written, from what node:fs throws. */
import type { FileFailure } from "../io.ts";

/** Never throws, whatever was thrown; `UNKNOWN` where the system names no code. */
export function fileFailure(error: unknown): FileFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return { code: typeof code === "string" ? code : "UNKNOWN", message };
}

/** An expected end of a read, thrown within `io/` and caught there. */
export class FileRefusal extends Error {
  override readonly name = "FileRefusal";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
