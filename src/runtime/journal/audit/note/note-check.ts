/** Whether a note was signed by one of the keys that a log's folder names. */
import { createPublicKey, verify } from "node:crypto";
import { splitNote } from "./checkpoint-text.ts";

const PUBLIC_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const VERIFIER_KEY = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+=*)$/;

/** True when a known key has signed `note`, and none of them badly. Unknown keys are ignored. */
export function isSigned(note: string, verifierKeys: readonly string[]): boolean {
  const parts = splitNote(note);
  if (parts === null) return false;
  const text = Buffer.from(parts.text, "utf8");
  let goodCount = 0;
  for (const line of parts.signatures.trimEnd().split("\n")) {
    const [, name, encoded = ""] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = Buffer.from(encoded, "base64");
    const key = publicKey(verifierKeys, name, bytes.subarray(0, 4).toString("hex"));
    if (key === null) continue;
    if (!verify(null, text, key, bytes.subarray(4))) return false;
    goodCount += 1;
  }
  return goodCount > 0;
}

function publicKey(verifierKeys: readonly string[], name: string | undefined, id: string) {
  for (const line of verifierKeys) {
    const [, keyName, keyId, encoded = ""] = VERIFIER_KEY.exec(line) ?? [];
    if (keyName !== name || keyId !== id) continue;
    const key = Buffer.concat([PUBLIC_HEAD, Buffer.from(encoded, "base64").subarray(1)]);
    return createPublicKey({ key, format: "der", type: "spki" });
  }
  return null;
}
