/**
 * What never goes into the log: keys, signatures, tokens, one-time codes. They are found by the names
 * that venues and vaults give them, and their value is replaced by a word; no hash of them is kept,
 * since a short secret can be guessed from one.
 */
import type { Plain } from "./canonical-json.ts";

/** Stands in the place of a secret. */
export const WITHHELD = "withheld";

/** Names without case, `-` and `_`. */
const SECRET_NAMES =
  /^(?:.*(?:secret|password|passphrase|privatekey|apikey|accesskey|token|signature|credential|listenkey|authorization|cookie|totp|mnemonic)|sign|sig|hmac|otp|pin|jwt|bearer|xmbxapikey|okaccess(?:key|sign|passphrase)|cbaccess.*|apisign)$/;

/** Messages have the same names again and again; from a file come any. */
const KNOWN_NAMES_MAX = 1_024;
const known = new Map<string, boolean>();

/** True when a member of that name holds a secret. */
export function isSecretName(name: string): boolean {
  const answer = known.get(name) ?? SECRET_NAMES.test(name.toLowerCase().replace(/[-_.\s]/g, ""));
  if (known.size < KNOWN_NAMES_MAX) known.set(name, answer);
  return answer;
}

/**
 * Returns `value` without its secrets, at any depth.
 *
 * ```ts
 * withhold({ price: 1, api_key: "k" }) // => { price: 1, api_key: "withheld" }
 * ```
 */
export function withhold(value: Plain): Plain {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(withhold);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecretName(name) ? WITHHELD : withhold(member),
    ]),
  );
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
