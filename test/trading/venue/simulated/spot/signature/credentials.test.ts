/** The keys of a simulated exchange's accounts: the same for each name, and good to sign with. */
import { describe, expect, test } from "bun:test";
import { sign, verify } from "node:crypto";
import { credentialsOf } from "../../../../../../src/trading/venue/simulated/spot/signature/credentials.ts";

describe("credentialsOf", () => {
  test("is the same for one name, whenever it is asked, so that files can name the keys", () => {
    expect(credentialsOf("demo")).toEqual(credentialsOf("demo"));
    expect(credentialsOf("demo").apiKey).toBe(DEMO_KEY);
  });

  test("differs between names, and between the uses of one name", () => {
    const texts = ["demo", "other"].flatMap((name) => {
      const { apiKey, secret, ed25519 } = credentialsOf(name);
      return [apiKey, secret, ed25519.apiKey, ed25519.privateKey, ed25519.publicKey];
    });
    expect(new Set(texts).size).toBe(texts.length);
  });

  test("has keys of the form that the venue gives out", () => {
    const { apiKey, secret, ed25519 } = credentialsOf("demo");
    for (const key of [apiKey, secret, ed25519.apiKey]) expect(key).toMatch(/^[A-Za-z0-9]{64}$/);
  });

  test("has an Ed25519 pair whose halves belong together", () => {
    const { privateKey, publicKey } = credentialsOf("demo").ed25519;
    const payload = Buffer.from("symbol=BTCUSDT&timestamp=1");
    expect(verify(null, payload, publicKey, sign(null, payload, privateKey))).toBe(true);
    const other = credentialsOf("other").ed25519.publicKey;
    expect(verify(null, payload, other, sign(null, payload, privateKey))).toBe(false);
  });
});

/** Whoever changes it breaks every file that names it. */
const DEMO_KEY = "0rzsEFBVOTk59YB8w0StnXeKO6nORRwOnVsmERBvtK1OdDiSetaCzEGMC9NvBIN0";
