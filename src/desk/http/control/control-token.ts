/**
 * The token that commands to a running desk must carry: 32 random bytes in a file of the run's
 * folder that only its user can read. The process keeps no more than its hash.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";

/** Name of the file in the run's folder. */
export const TOKEN_FILE = "token";

const TOKEN_BYTES = 32;
const OWNER_ONLY = 0o600;

/** Whether what a request carries is the token. Takes the same time for any wrong one. */
export type TokenCheck = (given: string) => boolean;

/** Writes a new token into `folder` and returns how to recognise it. Replaces one that is there. */
export async function issueToken(folder: string): Promise<TokenCheck> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const path = join(folder, TOKEN_FILE);
  const file = await open(path, "w", OWNER_ONLY);
  try {
    // The mode of `open` counts for a new file only.
    await file.chmod(OWNER_ONLY);
    await file.writeFile(`${token}\n`);
  } finally {
    await file.close();
  }
  return checkOf(token);
}

/** Recognises `token`, by its hash. */
export function checkOf(token: string): TokenCheck {
  const expected = hashOf(token);
  return (given) => timingSafeEqual(hashOf(given), expected);
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
