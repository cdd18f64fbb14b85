/** Whether a signature is that of a key over a text. */
import { createHmac, timingSafeEqual, verify } from "node:crypto";
import type { KnownKey } from "./key-table.ts";

const HEX = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]{86}==$/;

/**
 * Returns whether `signature` is `key`'s over the UTF-8 of `payload`: of HMAC-SHA256 in hexadecimal of
 * either case, of Ed25519 in base64, where the case matters.
 */
export function isSignedBy(key: KnownKey, payload: string, signature: string): boolean {
  if (key.proof.kind === "HMAC") {
    if (!HEX.test(signature)) return false;
    const mac = createHmac("sha256", key.proof.secret).update(payload, "utf8").digest();
    return timingSafeEqual(mac, Buffer.from(signature, "hex"));
  }
  if (key.publicKey === null || !BASE64.test(signature)) return false;
  const bytes = Buffer.from(signature, "base64");
  return verify(null, Buffer.from(payload, "utf8"), key.publicKey, bytes);
}
