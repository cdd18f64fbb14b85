/** Verifier keys, as C2SP's signed-note has them: `name+id+base64(0x01 || public key)`. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { hashOf } from "../tree/hash.ts";

/** A key that is trusted to sign checkpoints. */
export type VerifierKey = {
  /** The whole line. */
  readonly text: string;
  readonly name: string;
  /** 8 hexadecimal digits. */
  readonly id: string;
  readonly key: KeyObject;
};

const LINE = /^([^\s+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/;
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const ED25519 = 1;

/** The key of one line, or null when its id is not that of its bytes, or it is no Ed25519 key. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const [, name, id, encoded] = LINE.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return null;
  const typed = Buffer.from(encoded, "base64");
  if (typed[0] !== ED25519 || typed.toString("base64") !== encoded) return null;
  const hashed = hashOf(Buffer.concat([Buffer.from(`${name}\n`, "utf8"), typed]));
  if (Buffer.from(hashed.subarray(0, 4)).toString("hex") !== id) return null;
  const der = Buffer.concat([SPKI, typed.subarray(1)]);
  return { text, name, id, key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

/** The keys of a file, a line each, or null when a line is none. */
export function parseKeyFile(text: string): readonly VerifierKey[] | null {
  if (!text.endsWith("\n")) return null;
  const keys = text.slice(0, -1).split("\n").map(parseVerifierKey);
  return keys.every((key) => key !== null) ? keys : null;
}
