/**
 * Keys of the accounts of a simulated exchange. They follow from the account's name alone, so they are
 * no secret: whoever has this file has them, and they open nothing but such an exchange, on the
 * machine that it runs on. In return a desk's files can name them before there is an exchange.
 */
import { createHmac, createPrivateKey, createPublicKey } from "node:crypto";

/** What one account signs with, either way. */
export type Credentials = {
  readonly name: string;
  /** With `secret`, for HMAC-SHA256. 64 characters each. */
  readonly apiKey: string;
  readonly secret: string;
  readonly ed25519: {
    readonly apiKey: string;
    /** PKCS #8 and SPKI, as PEM text. */
    readonly privateKey: string;
    readonly publicKey: string;
  };
};

const LABEL = "outcry simulated exchange: these keys are public";
/** Stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Always the same for one name. */
export function credentialsOf(name: string): Credentials {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, bytesOf(name, "ed25519").subarray(0, 32)]),
    format: "der",
    type: "pkcs8",
  });
  return {
    name,
    apiKey: textOf(name, "hmac key"),
    secret: textOf(name, "hmac secret"),
    ed25519: {
      apiKey: textOf(name, "ed25519 key"),
      privateKey: String(key.export({ type: "pkcs8", format: "pem" })),
      publicKey: String(createPublicKey(key).export({ type: "spki", format: "pem" })),
    },
  };
}

/** 64 letters and digits, as the venue's keys are. */
function textOf(name: string, use: string): string {
  return Array.from(bytesOf(name, use), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

function bytesOf(name: string, use: string): Buffer {
  return createHmac("sha512", LABEL).update(`${use}\n${name}`).digest();
}
