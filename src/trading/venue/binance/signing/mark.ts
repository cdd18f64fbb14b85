/** A short text that stands for a long one where that must not be, or cannot: it is no way back to it. */
import { createHash } from "node:crypto";

/** Fits in a field of text. 132 bits of SHA-256. */
const CHARACTERS = 22;

/** Returns the mark of `text`: the same for the same text, and another one for any other. */
export function markOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64url").slice(0, CHARACTERS);
}
