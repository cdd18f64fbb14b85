/**
 * Which names secrets have, in the documents of venues, vaults and identity providers: keys, signatures,
 * tokens, one-time codes. A name is read as words, so `secret_key`, `secretKey` and `X-SECRET-KEY` are
 * one. It errs to the side of a secret: a count of tokens is none, but any other token is.
 */

/** Each of these makes a name that of a secret, wherever it stands; with or without an `s` behind it. */
const WORDS =
  /^(?:secret|password|passwd|pwd|passphrase|passcode|token|jwt|bearer|signature|hmac|credential|authorization|cookie|totp|otp|mfa|2fa|tfa|mnemonic|pin|sign|sig)s?$/;

/** So do two that stand behind each other, and one word that they were put together to. */
const PAIRS =
  /(?:^| )(?:(?:api|secret|private|access|listen|sign|signing|session|encryption|master|mbx|bfx) ?keys?|auth (?:headers?|codes?|data|payload|keys?)|(?:factor|verification|recovery|backup|time) codes?|(?:seed|recovery) ?phrases?)(?: |$)/;

/** Where the words cannot be told from each other: `clientsecret`, `xmbxapikey`. */
const PARTS =
  /secret|password|passwd|passphrase|apikey|privatekey|accesskey|listenkey|signingkey|signature|credential|mnemonic|(?:access|refresh|auth|bearer|session|listen|id|csrf)token/;

/** As a whole name, and in no other. */
const WHOLE = /^auth$/;

/** What is measured by it is not the secret. */
const MEASURE = / (?:counts?|max|min|ms|ns|us|micros|at|length)$/;

/** Messages have the same names again and again; from a file come any. */
const KNOWN_NAMES_MAX = 1_024;
const known = new Map<string, boolean>();

/**
 * True when a member of that name holds a secret.
 *
 * ```ts
 * isSecretName("privateKeyPem") // => true
 * isSecretName("tokenCount") // => false
 * ```
 */
export function isSecretName(name: string): boolean {
  const answer = known.get(name) ?? judge(wordsOf(name));
  if (known.size < KNOWN_NAMES_MAX) known.set(name, answer);
  return answer;
}

function judge(words: readonly string[]): boolean {
  const spaced = words.join(" ");
  if (MEASURE.test(spaced)) return false;
  return (
    words.some((word) => WORDS.test(word)) ||
    PAIRS.test(spaced) ||
    PARTS.test(words.join("")) ||
    WHOLE.test(spaced)
  );
}

/** In small letters: `X-MBX-APIKEY` and `xMbxApikey` are x, mbx, apikey. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
