/** Texts of keys: read where they are the same key still, and refused by what they look like (BR-47). */
import { describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { readVenueKey } from "../../../../../src/trading/venue/binance/signing/key-text.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");
const pair = generateKeyPairSync("ed25519");
const pem = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const publicPem = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
const wanted = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
const [begin = "", body = "", end = ""] = pem.trim().split("\n");

function pemOf(type: "rsa" | "ec"): string {
  const key =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey
      : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  return key.export({ format: "pem", type: "pkcs8" }).toString();
}

const sec1 = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ format: "pem", type: "sec1" })
  .toString();
const encrypted = pair.privateKey
  .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "x" })
  .toString();

describe("readVenueKey", () => {
  const same: readonly (readonly [string, string])[] = [
    ["as it is made", pem],
    ["without its line ends", begin + body + end],
    ["with spaces for line ends", [begin, body, end].join(" ")],
    ["with line ends doubled", pem.replaceAll("\n", "\n\n")],
    ["with line ends of Windows", pem.replaceAll("\n", "\r\n")],
    ["with line ends as a backslash and an n", pem.replaceAll("\n", "\\n")],
    ["with line ends as letters, of Windows", pem.replaceAll("\n", "\\r\\n")],
    [
      "in quotes, with letters for line ends, and more behind",
      `"${pem.replaceAll("\n", "\\n")}" \n`,
    ],
    ["in single quotes", `'${pem}'`],
    ["with the mark of its encoding", `\uFEFF${pem}`],
    [
      "broken in the middle of a line",
      pem.replace(body, `${body.slice(0, 20)}\n  ${body.slice(20)}`),
    ],
    ["without the lines around it", body],
  ];
  test.each(same)("reads an Ed25519 key %s", (_name, text) => {
    const key = readVenueKey(bytes("apiKey"), bytes(text));
    expect(key.ok && key.value.publicPem).toBe(wanted);
    expect(key.ok && key.value.apiKey).toBe("apiKey");
  });

  test("reads a word as a key of HMAC, whatever stands around it", () => {
    const plain = readVenueKey(bytes("k"), bytes("abcDEF123"));
    for (const text of ["abcDEF123\n", ' "abcDEF123" ', "\uFEFFabcDEF123\r\n"]) {
      const key = readVenueKey(bytes(" k\n"), bytes(text));
      expect(key.ok && key.value.algorithm).toBe("HMAC");
      expect(key.ok && key.value.sign("a")).toBe(plain.ok ? plain.value.sign("a") : "");
    }
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ["without its middle", `${begin}\n${end}\n`, "nothing between BEGIN and END"],
    ["with half of its middle", pem.replace(body, body.slice(0, 32)), "damaged"],
    ["with a letter too many", pem.replace(body, `${body}A`), "damaged"],
    ["with four letters too many", pem.replace(body, `${body}AAAA`), "damaged"],
    ["without its end", `${begin}\n${body}\n`, "ends before END"],
    ["without its beginning", `${body}x\n${end}\n`, "no whole line BEGIN"],
    ["of the public half", publicPem, "public key"],
    ["with a password", encrypted, "encrypted"],
    ["of RSA", pemOf("rsa"), "a key for rsa"],
    ["of P-256", pemOf("ec"), "a key for ec"],
    ["of P-256 as SEC1", sec1, "EC PRIVATE KEY"],
    ["twice", pem + pem, "more than one BEGIN"],
    ["with another end", pem.replace("END PRIVATE", "END PUBLIC"), "END is of another"],
    ["with a star in it", pem.replace(body, `*${body}`), "no base64"],
    ["that is empty", " \n", "empty"],
    ["of two words", "abc def", "neither PEM nor one word"],
    ["that is the API key", "the-api-key", "the API key once more"],
  ];
  test.each(refused)("refuses a secret %s, and says what it looks like", (_name, text, reason) => {
    const key = readVenueKey(bytes("the-api-key"), bytes(text));
    expect(key.ok).toBe(false);
    if (key.ok) return;
    expect(key.failure.part).toBe("SECRET");
    expect(key.failure.reason).toContain(reason);
    for (let at = 0; at + 8 <= body.length; at += 1) {
      expect(key.failure.reason).not.toContain(body.slice(at, at + 8));
    }
  });

  const apiKeys: readonly (readonly [string, string, string])[] = [
    ["is empty", "", "empty"],
    ["is the secret", pem, "looks like the secret"],
    ["has a line end inside", "abc\ndef", "spaces, line ends"],
  ];
  test.each(apiKeys)("refuses an API key that %s", (_name, text, reason) => {
    const key = readVenueKey(bytes(text), bytes(pem));
    expect(key.ok ? null : [key.failure.part, key.failure.reason.includes(reason)]).toEqual([
      "API_KEY",
      true,
    ]);
  });
});
