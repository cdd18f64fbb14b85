/** Who may call: API keys, what each signs with, what it may do, and from where. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { assert } from "../../../../../core/assert.ts";

/** What a key signs with. Of Ed25519 the venue has the public half only, as PEM. */
export type KeyProof =
  | { readonly kind: "HMAC"; readonly secret: string }
  | { readonly kind: "ED25519"; readonly publicPem: string };

/** What a key may do. */
export type KeyPermissions = {
  readonly read: boolean;
  readonly trade: boolean;
  readonly withdraw: boolean;
};

export type ApiKey = {
  /** 64 letters and digits. */
  readonly apiKey: string;
  /** Number of the account. */
  readonly account: number;
  readonly proof: KeyProof;
  readonly permissions: KeyPermissions;
  /** Addresses that it works from; null: from all. */
  readonly ips: readonly string[] | null;
  /** Wall microseconds. */
  readonly createdAt: number;
};

/** A key with its public half read. */
export type KnownKey = ApiKey & { readonly publicKey: KeyObject | null };

const FORMAT = /^[A-Za-z0-9]{64}$/;

/** Whether `text` could be an API key at all. */
export function isApiKey(text: string): boolean {
  return FORMAT.test(text);
}

export class KeyTable {
  readonly #keys = new Map<string, KnownKey>();

  /**
   * Adds a key, or takes the place of the one of its name.
   *
   * @throws {AssertionError} When it has not the form of a key.
   */
  add(key: ApiKey): undefined {
    assert(isApiKey(key.apiKey), "an API key has 64 letters and digits");
    const { proof } = key;
    const publicKey = proof.kind === "ED25519" ? createPublicKey(proof.publicPem) : null;
    this.#keys.set(key.apiKey, { ...key, publicKey });
  }

  remove(apiKey: string): undefined {
    this.#keys.delete(apiKey);
  }

  /** Null when there is none of this name. */
  find(apiKey: string): KnownKey | null {
    return this.#keys.get(apiKey) ?? null;
  }
}
