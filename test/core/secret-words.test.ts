/** A secret of this thread is in no text that asked: not as it is, and not written otherwise. */
import { describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { Prng } from "../../src/core/prng.ts";
import {
  HIDDEN,
  keepSecret,
  SECRET_LENGTH_MIN,
  valueWithoutSecrets,
  withoutSecrets,
} from "../../src/core/secret-words.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const prng = new Prng(seed);
/** Letters that need no other form in JSON, but in a URL. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=&%?>~ -_.";

function made(length: number): string {
  return Array.from({ length }, () => prng.pick([...LETTERS])).join("");
}
function kept(secret: string): string {
  keepSecret(secret);
  return secret;
}

describe("withoutSecrets", () => {
  test(`hides a secret however it is written, and at whatever place it begins (seed ${seed})`, () => {
    for (let run = 0; run < 200; run += 1) {
      const secret = kept(`x${made(prng.between(20, 60))}x`);
      const [before, after] = [made(prng.between(0, 9)), made(prng.between(0, 9))];
      const bytes = Buffer.from(before + secret + after);
      const ways = [
        before + secret + after,
        bytes.toString("base64"),
        bytes.toString("base64url"),
        bytes.toString("hex"),
        bytes.toString("hex").toUpperCase(),
        `https://127.0.0.1/?key=${encodeURIComponent(secret)}&a=1`,
        JSON.stringify({ key: secret }),
      ];
      for (const way of ways) expect(withoutSecrets(`it is ${way}!`)).toContain(HIDDEN);
      for (const way of ways) expect(withoutSecrets(way)).not.toContain(secret.slice(3, -3));
    }
  });

  test("hides each line of a key file, and the file in one line of JSON", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
    const pem = kept(privateKey.export({ format: "pem", type: "pkcs8" }).toString());
    const lines = pem.split("\n").filter((line) => line.length > 30 && !line.includes("-----"));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(withoutSecrets(`at ${line}:`)).toBe(`at ${HIDDEN}:`);
    expect(withoutSecrets(JSON.stringify(pem))).not.toContain(lines[2] ?? "");
  });

  test("hides the longer of two of which one is a part of the other", () => {
    kept("swordfish-one");
    kept("swordfish-one-and-two");
    expect(withoutSecrets("a swordfish-one-and-two b")).toBe(`a ${HIDDEN} b`);
  });

  test("leaves alone what is too short to be told from words", () => {
    kept("k".repeat(SECRET_LENGTH_MIN - 1));
    expect(withoutSecrets("kkkkkkk")).toBe("kkkkkkk");
  });
});

test("values lose their secrets at any depth, and keep all else as it is", () => {
  const secret = kept("correct horse battery");
  const when = new Map([[1, 2]]);
  const value = { a: [1, `x ${secret}`], b: { [secret]: null }, c: 1n, when };
  expect(valueWithoutSecrets(value)).toEqual({
    a: [1, `x ${HIDDEN}`],
    b: { [HIDDEN]: null },
    c: 1n,
    when,
  });
});
