/**
 * From the text of a key file to a key. Made by hand, sent by mail, put into JSON and into variables of
 * an environment, such texts lose their line ends or get some too many: what still is the same key is
 * read. What is not is refused before anything is sent, saying what it looks like, and never a byte of it.
 */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import { VenueKey } from "./venue-key.ts";

/** What is wrong with which of the two. */
export type KeyMistake = { readonly part: "API_KEY" | "SECRET"; readonly reason: string };

const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----/g;
const END = /-----END ([A-Z0-9 ]+)-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** One word of printable ASCII. */
const WORD = /^[\x21-\x7e]+$/;
/** How the PKCS#8 form of an Ed25519 key begins in base64. */
const BARE_ED25519 = /^MC4CAQAwBQYDK2VwBCIEI/;
const CURE = "an Ed25519 key is made by `openssl genpkey -algorithm ed25519`";
const DAMAGED = `it is damaged, or a part of it is missing: ${CURE}`;

/** Reads an API key and its secret: PEM of an Ed25519 private key, or the word of an HMAC key. */
export function readVenueKey(
  apiKeyText: Uint8Array,
  secretText: Uint8Array,
): Result<VenueKey, KeyMistake> {
  const apiKey = cleaned(apiKeyText);
  const secret = cleaned(secretText);
  const mistake = apiKeyMistake(apiKey);
  if (mistake !== "") return failWith({ part: "API_KEY", reason: mistake });
  const isPem = secret.includes("-----") || isBare(secret);
  const key = isPem ? readPem(apiKey, secret) : readWord(apiKey, secret);
  return key.ok ? key : failWith({ part: "SECRET", reason: key.failure });
}

function apiKeyMistake(text: string): string {
  if (text === "") return "it is empty";
  if (text.includes("-----")) return "it looks like the secret, not the API key";
  return WORD.test(text) ? "" : "it has spaces, line ends or letters that no API key has";
}

function readWord(apiKey: string, secret: string): Result<VenueKey, string> {
  if (secret === "") return failWith("it is empty");
  if (secret === apiKey) return failWith("it is the API key once more");
  if (!WORD.test(secret)) {
    return failWith(
      "it is neither PEM nor one word: it has spaces, line ends or other letters inside",
    );
  }
  return succeed(VenueKey.hmac(apiKey, Buffer.from(secret, "utf8")));
}

function readPem(apiKey: string, text: string): Result<VenueKey, string> {
  const body = bodyOf(text);
  if (!body.ok) return body;
  const base64 = body.value.replaceAll(/\s/g, "");
  if (base64 === "") return failWith("there is nothing between BEGIN and END");
  if (!BASE64.test(base64)) return failWith("what stands between BEGIN and END is no base64");
  const der = Buffer.from(base64, "base64");
  // Node reads what it can of base64, and leaves out the rest.
  const isWhole = der.toString("base64") === base64;
  const key = isWhole ? privateKeyOf(der) : null;
  if (key === null) return failWith(DAMAGED);
  const type = key.asymmetricKeyType;
  if (type !== "ed25519") return failWith(`it is a key for ${type}, which is not used: ${CURE}`);
  // The second byte is how many follow; what comes after them would be ignored.
  if (der.length !== (der[1] ?? 0) + 2) return failWith(DAMAGED);
  const { d = "" } = key.export({ format: "jwk" });
  return succeed(VenueKey.ed25519(apiKey, Buffer.from(d, "base64url")));
}

/** Returns what stands between BEGIN and END. */
function bodyOf(text: string): Result<string, string> {
  if (isBare(text)) return succeed(text);
  const [begin, second] = [...text.matchAll(BEGIN)];
  if (begin === undefined) return failWith("it has no whole line BEGIN PRIVATE KEY");
  if (second !== undefined) return failWith("it has more than one BEGIN: which key is meant?");
  const label = begin[1] ?? "";
  if (label.includes("PUBLIC")) return failWith("it is a public key: the private one is needed");
  if (label.includes("ENCRYPTED")) return failWith("it is encrypted: give it without a password");
  if (label !== "PRIVATE KEY") return failWith(`it is a ${label}, not a PRIVATE KEY: ${CURE}`);
  const rest = text.slice(begin.index + begin[0].length);
  const end = END.exec(rest);
  if (end === null) return failWith("it ends before END");
  return end[1] === label ? succeed(rest.slice(0, end.index)) : failWith("END is of another BEGIN");
}

/** Whether only what stands between BEGIN and END is there. */
function isBare(text: string): boolean {
  return !text.includes("-----") && BARE_ED25519.test(text);
}

function privateKeyOf(der: Buffer): KeyObject | null {
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch {
    return null;
  }
}

/** Without the mark of an encoding, quotes around it, spaces at its ends; `\n` in letters is a line end. */
function cleaned(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8").decode(bytes).trim();
  const quoted = /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text;
  return quoted.replaceAll(/\\r|\\n/g, "\n").trim();
}
