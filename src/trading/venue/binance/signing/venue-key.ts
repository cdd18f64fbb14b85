/**
 * What we sign with: an API key and its secret, which nothing that prints can show.
 *
 * The secret is held as bytes in private fields: no property, no serialisation and no inspection
 * reaches it, and in every text the object is `[secret]`.
 */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { assert } from "../../../../core/assert.ts";
import { markOf } from "./mark.ts";

const SEED_BYTES = 32;
/** What stands before the 32 bytes of an Ed25519 key in PKCS#8. */
const PKCS8_HEAD = Uint8Array.of(0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32);
const SHOWN = "[secret]";

/** How signatures are made. Only ED25519 can log a session on. */
export type KeyAlgorithm = "HMAC" | "ED25519";

/** A key that signs. */
export class VenueKey {
  readonly #apiKey: string;
  readonly #secret: Uint8Array | KeyObject;

  private constructor(apiKey: string, secret: Uint8Array | KeyObject) {
    assert(apiKey !== "", "an API key is not empty");
    this.#apiKey = apiKey;
    this.#secret = secret;
  }

  /** @param secret As the venue gave it, at least one byte. It is copied. */
  static hmac(apiKey: string, secret: Uint8Array): VenueKey {
    assert(secret.length > 0, "a secret is not empty");
    return new VenueKey(apiKey, Uint8Array.from(secret));
  }

  /** @param seed The 32 bytes of the private key. */
  static ed25519(apiKey: string, seed: Uint8Array): VenueKey {
    assert(seed.length === SEED_BYTES, "the seed of an Ed25519 key has 32 bytes");
    const key = Buffer.concat([PKCS8_HEAD, seed]);
    return new VenueKey(apiKey, createPrivateKey({ key, format: "der", type: "pkcs8" }));
  }

  get algorithm(): KeyAlgorithm {
    return this.#secret instanceof Uint8Array ? "HMAC" : "ED25519";
  }

  /** What the venue knows the key by. It is sent with each request, and shown nowhere else. */
  get apiKey(): string {
    return this.#apiKey;
  }

  /** A short text that is another one of another key, and from which the key cannot be told. */
  get mark(): string {
    return markOf(`key ${this.#apiKey}`);
  }

  /** The signature of `payload`, as UTF-8: lower case hexadecimal of HMAC-SHA256, or base64 of Ed25519. */
  sign(payload: string): string {
    if (this.#secret instanceof Uint8Array) {
      return createHmac("sha256", this.#secret).update(payload, "utf8").digest("hex");
    }
    return sign(null, Buffer.from(payload, "utf8"), this.#secret).toString("base64");
  }

  /** The public half as PEM, to be registered at the venue; null for HMAC, which has none. */
  get publicPem(): string | null {
    if (this.#secret instanceof Uint8Array) return null;
    return createPublicKey(this.#secret).export({ format: "pem", type: "spki" }).toString();
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  /** As `Bun.inspect.custom`, which is the same symbol. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return SHOWN;
  }
}
