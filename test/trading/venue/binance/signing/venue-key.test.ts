/** Keys sign as the venue's own published examples do, and nothing that prints shows them. */
import { describe, expect, test } from "bun:test";
import { verify } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { format, inspect } from "node:util";
import type { CallParams } from "../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { readVenueKey } from "../../../../../src/trading/venue/binance/signing/key-text.ts";
import {
  encodedParams,
  framePayload,
  restPayload,
} from "../../../../../src/trading/venue/binance/signing/payload.ts";
import { VenueKey } from "../../../../../src/trading/venue/binance/signing/venue-key.ts";

const shared = resolve(import.meta.dir, "../../../../../../shared");
const vectors = `${shared}/vectors/signing-checksums-booksync.json`;
const hasVectors = existsSync(vectors);
if (!hasVectors) process.stderr.write("Skipped: the signing vectors are not at hand.\n");

const bytes = (text: string) => Buffer.from(text, "utf8");
const SECRET = "q7Xw2canaryR4mZ9secretT6bytes1K3";
const hmac = VenueKey.hmac("the-api-key-canary", bytes(SECRET));
const seed = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1);
const ed25519 = VenueKey.ed25519("the-api-key-canary", seed);

type Vector = {
  readonly id: string;
  readonly inputs: Readonly<Record<string, string>> & {
    readonly fields_joined_by_0x01: readonly string[];
  };
  readonly expected: string;
};

async function vectorsOf(prefix: string): Promise<readonly Vector[]> {
  const file = (await Bun.file(vectors).json()) as { readonly vectors: readonly Vector[] };
  return file.vectors.filter(({ id }) => id.startsWith(prefix));
}

function keyOf(apiKey: string, secret: string): VenueKey {
  const key = readVenueKey(bytes(apiKey), bytes(secret));
  if (!key.ok) throw new Error(key.failure.reason);
  return key.value;
}

/** What a payload says, decoded; in its order. */
function paramsOf(payload: string): CallParams {
  return Object.fromEntries(
    payload.split("&").map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, decodeURIComponent(value)];
    }),
  );
}

describe("the venue's published examples", () => {
  test.skipIf(!hasVectors)(
    "of REST come out of the parameters, encoded and then signed",
    async () => {
      const found = await vectorsOf("binance-rest-hmac");
      expect(found.length).toBe(3);
      for (const { inputs, expected } of found) {
        const { apiKey = "", secret = "", payload = "" } = inputs;
        const encoded = encodedParams(paramsOf(payload));
        expect(encoded).toBe(payload);
        expect(keyOf(apiKey, secret).sign(restPayload(encoded, ""))).toBe(expected);
        expect(keyOf(apiKey, secret).sign(restPayload("", encoded))).toBe(expected);
      }
    },
  );

  test.skipIf(!hasVectors)(
    "of the WebSocket API come out of the parameters, sorted and not encoded",
    async () => {
      const found = await vectorsOf("binance-wsapi-hmac");
      expect(found.length).toBe(2);
      for (const { inputs, expected } of found) {
        const { apiKey = "", secret = "", payload = "" } = inputs;
        const shuffled = Object.fromEntries(Object.entries(paramsOf(payload)).toReversed());
        expect(framePayload(shuffled)).toBe(payload);
        expect(keyOf(apiKey, secret).sign(framePayload(shuffled))).toBe(expected);
      }
    },
  );

  test.skipIf(!hasVectors)("of Ed25519 come out of the PEM", async () => {
    const [vector] = await vectorsOf("binance-fix-ed25519");
    const pem = vector?.inputs.privateKeyPem ?? "";
    const payload = vector?.inputs.fields_joined_by_0x01.join("\u0001") ?? "";
    expect(keyOf("k", pem).sign(payload)).toBe(vector?.expected ?? "");
  });
});

describe("a key", () => {
  test("of Ed25519 signs what its public half verifies", () => {
    const signature = Buffer.from(ed25519.sign("größer=1"), "base64");
    const pem = ed25519.publicPem ?? "";
    expect(verify(null, bytes("größer=1"), pem, signature)).toBe(true);
    expect(verify(null, bytes("größer=2"), pem, signature)).toBe(false);
  });

  test("of HMAC has no public half, and only one of Ed25519 logs on", () => {
    expect([hmac.publicPem, hmac.algorithm, ed25519.algorithm]).toEqual([null, "HMAC", "ED25519"]);
  });

  test("keeps its own copy of the secret", () => {
    const given = bytes(SECRET);
    const key = VenueKey.hmac("k", given);
    const signature = key.sign("a=1");
    given.fill(0);
    expect(key.sign("a=1")).toBe(signature);
  });

  const shownAs: readonly (readonly [string, (key: VenueKey) => string])[] = [
    ["text", (key) => `${key}`],
    ["JSON", (key) => JSON.stringify({ key, list: [key] })],
    ["Bun's inspection", (key) => Bun.inspect({ key })],
    ["Bun's inspection of all of it", (key) => Bun.inspect(key, { depth: 9 })],
    [
      "node's inspection of what is hidden",
      (key) => inspect({ key }, { showHidden: true, depth: 9 }),
    ],
    ["a format", (key) => format("%s %o %j %O", key, key, key, key)],
    ["an error's cause", (key) => Bun.inspect(new Error("x", { cause: key }))],
    ["its own properties", (key) => JSON.stringify(Object.getOwnPropertyDescriptors(key))],
    ["a copy", (key) => Bun.inspect({ ...key })],
    ["a clone for another thread", (key) => Bun.inspect(structuredClone(key))],
  ];
  test.each(shownAs)("shows nothing of itself as %s", (_name, shown) => {
    const seedTexts = [Buffer.from(seed).toString("hex"), Buffer.from(seed).toString("base64")];
    for (const key of [hmac, ed25519]) {
      const text = shown(key);
      for (const secret of [SECRET, "api-key-canary", ...seedTexts]) {
        for (let at = 0; at + 8 <= secret.length; at += 1) {
          expect(text).not.toContain(secret.slice(at, at + 8));
        }
      }
    }
  });

  test("is [secret] wherever text is made of it", () => {
    expect([`${hmac}`, JSON.stringify(hmac), Bun.inspect(hmac)]).toEqual([
      "[secret]",
      '"[secret]"',
      "[secret]",
    ]);
  });
});
