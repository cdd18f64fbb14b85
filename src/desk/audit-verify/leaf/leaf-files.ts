/**
 * The files that a leaf refers to: a payload too large for it, which must be there, and personal
 * data, which may have been erased but not changed.
 */
import { createHash } from "node:crypto";
import type { LogFolder } from "../folder/log-folder.ts";
import { personalName } from "../folder/paths.ts";
import { isSameHash } from "../tree/hash.ts";
import { tampered } from "../verdict.ts";
import type { LeafParts } from "./leaf-head.ts";

/** Checks them. True when personal data was erased. @throws Broken when they are not what they were. */
export function checkLeafFiles(folder: LogFolder, sequence: number, parts: LeafParts): boolean {
  if (parts.reference !== null) checkPayload(folder, sequence, parts.reference);
  return parts.hidden.size > 0 && isErased(folder, sequence, parts.hidden);
}

function checkPayload(
  folder: LogFolder,
  sequence: number,
  { bytes, hash }: NonNullable<LeafParts["reference"]>,
): undefined {
  const expected = Buffer.from(hash).toString("hex");
  const name = `payload/${expected}`;
  const hashing = createHash("sha256");
  let found = 0;
  const isThere = folder.stream(name, (chunk) => {
    hashing.update(chunk);
    found += chunk.length;
  });
  if (!isThere)
    throw tampered({ sequence, what: name, expected: `${bytes} bytes`, actual: "none" });
  const actual = hashing.digest("hex");
  if (actual !== expected || found !== bytes) {
    throw tampered({ sequence, what: name, expected, actual: `${actual}, ${found} bytes` });
  }
}

function isErased(
  folder: LogFolder,
  sequence: number,
  hidden: ReadonlyMap<string, Uint8Array>,
): boolean {
  const name = personalName(sequence);
  const text = folder.text(name);
  if (text === null) return true;
  const disclosed = parseDisclosed(text);
  const isComplete = disclosed !== null && disclosed.size === hidden.size;
  for (const [field, hash] of hidden) {
    const actual = isComplete ? disclosed.get(field) : undefined;
    if (actual !== undefined && isSameHash(actual, hash)) continue;
    throw tampered({
      sequence,
      what: `${name}: ${field}`,
      expected: Buffer.from(hash).toString("hex"),
      actual: actual === undefined ? "no such field" : Buffer.from(actual).toString("hex"),
    });
  }
  return false;
}

/** The hashes of what a file discloses, by name; null when it is not as a log writes it. */
function parseDisclosed(text: string): ReadonlyMap<string, Uint8Array> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || JSON.stringify(value) !== text) return null;
  const found = new Map<string, Uint8Array>();
  for (const [name, one] of Object.entries(value as Record<string, unknown>)) {
    const { salt, value: field, ...more } = (one ?? {}) as Record<string, unknown>;
    if (typeof salt !== "string" || typeof field !== "string") return null;
    // No hash covers what else stands there.
    if (Object.keys(more).length > 0) return null;
    const bytes = Buffer.from(salt, "base64");
    if (bytes.toString("base64") !== salt) return null;
    found.set(name, createHash("sha256").update(bytes).update(field, "utf8").digest());
  }
  return found;
}
