/**
 * Keys of signed notes (C2SP signed-note): an Ed25519 key with a name. The id says which key signed,
 * so that a verifier with several of one name tries one only.
 *
 * ```text
 *   id            first 4 bytes of SHA-256(name || 0x0A || 0x01 || public key)
 *   verifier key  <name>+<id, hex>+<base64(0x01 || public key)>
 *   signer key    PRIVATE+KEY+<name>+<id, hex>+<base64(0x01 || seed)>
 * ```
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { assert } from "../../../../core/assert.ts";
import type { Result } from "../../../../core/result.ts";
import { failWith, succeed } from "../../../../core/result.ts";
import { sha256 } from "../tree/tree-hash.ts";

export const SEED_BYTES = 32;
const ED25519 = 1;
const ID_BYTES = 4;
const PRIVATE_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const NAME = /^[^\s+\p{C}]{1,255}$/u;
const SIGNER_KEY = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/;

/** A key that signs. Its seed cannot be read from it, and is not printed. */
export class NoteKey {
  readonly name: string;
  /** The id, 8 hexadecimal digits. */
  readonly id: string;
  /** As a verifier is given it. */
  readonly verifierKey: string;
  readonly #key: KeyObject;

  /** @param seed 32 random bytes. @throws AssertionError for a name with spaces, `+` or controls. */
  constructor(name: string, seed: Uint8Array) {
    assert(NAME.test(name), "the name of a key has no spaces, no + and no controls");
    assert(seed.length === SEED_BYTES, "the seed of an Ed25519 key has 32 bytes");
    const der = Buffer.concat([PRIVATE_HEAD, seed]);
    this.#key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    const spki = createPublicKey(this.#key).export({ format: "der", type: "spki" });
    const typed = Buffer.concat([Uint8Array.of(ED25519), spki.subarray(-SEED_BYTES)]);
    this.name = name;
    this.id = idOf(name, typed);
    this.verifierKey = `${name}+${this.id}+${typed.toString("base64")}`;
  }

  /** The signature line of `text`, with its newline. */
  signatureLine(text: string): string {
    const signature = sign(null, Buffer.from(text, "utf8"), this.#key);
    const bytes = Buffer.concat([Buffer.from(this.id, "hex"), signature]);
    return `— ${this.name} ${bytes.toString("base64")}\n`;
  }
}

/** The text of a key file. It is a secret. */
export function signerKeyText(name: string, seed: Uint8Array): string {
  const typed = Buffer.concat([Uint8Array.of(ED25519), seed]);
  const { id } = new NoteKey(name, seed);
  return `PRIVATE+KEY+${name}+${id}+${typed.toString("base64")}\n`;
}

/** The key of such a text. A failure never quotes it. */
export function parseSignerKey(text: string): Result<NoteKey, string> {
  const [, name = "", id, encoded = ""] = SIGNER_KEY.exec(text.replace(/\n$/, "")) ?? [];
  const typed = Buffer.from(encoded, "base64");
  if (typed.length !== 1 + SEED_BYTES || typed[0] !== ED25519 || !NAME.test(name)) {
    return failWith("it is no signer key");
  }
  const key = new NoteKey(name, typed.subarray(1));
  return key.id === id ? succeed(key) : failWith("its id is not that of its key");
}

function idOf(name: string, typed: Uint8Array): string {
  const text = Buffer.concat([Buffer.from(`${name}\n`, "utf8"), typed]);
  return Buffer.from(sha256(text)).subarray(0, ID_BYTES).toString("hex");
}
