/** Who writes a journal: each life of its writer is a run of its own, under known code and files. */
import { createHash } from "node:crypto";
import { HASH_BYTES, RUN_ID_BYTES, type RunIdentity } from "./segment-header.ts";

/**
 * The identity of one life.
 *
 * @param life Text that no other life of any writer of this journal has.
 * @param codeHash SHA-256 of the code that runs. Hex.
 * @param configHash SHA-256 of its configuration. Hex.
 */
export function runIdentityOf(life: string, codeHash: string, configHash: string): RunIdentity {
  const digest = createHash("sha256").update(life).digest();
  return {
    id: new Uint8Array(digest.subarray(0, RUN_ID_BYTES)),
    codeHash: hashBytes(codeHash),
    configHash: hashBytes(configHash),
  };
}

function hashBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES);
  bytes.set(Buffer.from(hex, "hex").subarray(0, HASH_BYTES));
  return bytes;
}
