/** Keys, times and signatures of calls, by the venue's published vectors. */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  encodedParams,
  framePayload,
} from "../../../../../../src/trading/venue/binance/signing/payload.ts";
import { VenueKey } from "../../../../../../src/trading/venue/binance/signing/venue-key.ts";
import { signedText } from "../../../../../../src/trading/venue/simulated/wire/request/form.ts";
import {
  authenticate,
  type Credentials,
  timingError,
} from "../../../../../../src/trading/venue/simulated/wire/signature/authenticate.ts";
import {
  type ApiKey,
  KeyTable,
} from "../../../../../../src/trading/venue/simulated/wire/signature/key-table.ts";
import { isSignedBy } from "../../../../../../src/trading/venue/simulated/wire/signature/verify.ts";
import { root } from "../../../../../project.ts";

const API_KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
const AT_MS = 1_700_000_000_000;
const AT = AT_MS * 1_000;
const VECTORS = resolve(root, "../shared/vectors/signing-checksums-booksync.json");
const hasVectors = existsSync(VECTORS);
if (!hasVectors) {
  process.stderr.write("skipped: the published signatures, for want of ../shared/vectors\n");
}

type Vector = {
  readonly id: string;
  readonly inputs: { readonly apiKey: string; readonly secret: string; readonly payload: string };
  readonly expected: string;
};
const vectors: readonly Vector[] = hasVectors
  ? ((await Bun.file(VECTORS).json()) as { readonly vectors: readonly Vector[] }).vectors.filter(
      ({ id }) => /^binance-(?:rest|wsapi)-hmac/.test(id),
    )
  : [];

const hmacKey = (secret: string, change: Partial<ApiKey> = {}): ApiKey => ({
  apiKey: API_KEY,
  account: 3,
  proof: { kind: "HMAC", secret },
  permissions: { read: true, trade: true, withdraw: false },
  ips: null,
  createdAt: AT,
  ...change,
});

function tableOf(key: ApiKey): KeyTable {
  const keys = new KeyTable();
  keys.add(key);
  return keys;
}

/** A call of REST, signed over its query by `sign`. */
function signedCall(
  sign: (payload: string) => string,
  params: Readonly<Record<string, string>> = { timestamp: `${AT_MS}` },
): Credentials {
  const query = encodedParams(params);
  const signature = sign(query);
  return {
    apiKey: API_KEY,
    payload: signedText(`${query}&signature=${encodeURIComponent(signature)}`, ""),
    params: new Map(Object.entries({ ...params, signature })),
    ip: "127.0.0.1",
  };
}

const codeOf = (outcome: ReturnType<typeof authenticate>) =>
  outcome.ok ? 0 : outcome.failure.code;

describe("isSignedBy", () => {
  test.skipIf(!hasVectors)("takes every signature that the venue published", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(5);
    for (const { inputs, expected } of vectors) {
      const key = tableOf(hmacKey(inputs.secret)).find(API_KEY);
      if (key === null) throw new Error("the key is known");
      expect(isSignedBy(key, inputs.payload, expected)).toBe(true);
      expect(isSignedBy(key, inputs.payload, expected.toUpperCase())).toBe(true);
      expect(isSignedBy(key, `${inputs.payload}0`, expected)).toBe(false);
    }
  });

  test("takes Ed25519 in base64, and minds the case of it", () => {
    const own = VenueKey.ed25519(API_KEY, new Uint8Array(32).fill(7));
    const proof = { kind: "ED25519", publicPem: own.publicPem ?? "" } as const;
    const key = tableOf(hmacKey("", { proof })).find(API_KEY);
    if (key === null) throw new Error("the key is known");
    const signature = own.sign("symbol=BTCUSDT");
    const changed = [...signature].map((letter) =>
      letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    );
    expect(isSignedBy(key, "symbol=BTCUSDT", signature)).toBe(true);
    expect(isSignedBy(key, "symbol=ETHUSDT", signature)).toBe(false);
    expect(isSignedBy(key, "symbol=BTCUSDT", changed.join(""))).toBe(false);
    expect(isSignedBy(key, "symbol=BTCUSDT", "not base64")).toBe(false);
  });
});

describe("authenticate", () => {
  const own = VenueKey.hmac(API_KEY, Buffer.from("secret"));
  const sign = (payload: string) => own.sign(payload);
  const keys = tableOf(hmacKey("secret"));

  test("takes a call that its key signed, over REST and over the WebSocket API", () => {
    const outcome = authenticate(keys, "TRADE", signedCall(sign), AT);
    expect(outcome.ok && outcome.value.account).toBe(3);
    const params = { symbol: "\uff11\uff12", timestamp: `${AT_MS}`, apiKey: API_KEY };
    const payload = framePayload(params);
    const sent = new Map(Object.entries({ ...params, signature: sign(payload) }));
    const call = { apiKey: API_KEY, payload, params: sent, ip: "127.0.0.1" };
    expect(codeOf(authenticate(keys, "TRADE", call, AT))).toBe(0);
  });

  test.each<[string, number, Partial<Credentials>]>([
    ["without a key", -2014, { apiKey: "" }],
    ["with a key of another form", -2014, { apiKey: "short" }],
    ["with a key that nobody has", -2015, { apiKey: "A".repeat(64) }],
    ["that signed something else", -1022, { payload: "timestamp=1" }],
    ["that could not be signed", -1022, { payload: null }],
    ["without a signature", -1102, { params: new Map([["timestamp", `${AT_MS}`]]) }],
  ])("refuses a call %s by %d", (_, code, change) => {
    const outcome = authenticate(keys, "TRADE", { ...signedCall(sign), ...change }, AT);
    expect(codeOf(outcome)).toBe(code);
  });

  test("refuses a key that may not, or not from there, by -2015", () => {
    const reader = tableOf(
      hmacKey("secret", { permissions: { read: true, trade: false, withdraw: false } }),
    );
    expect(codeOf(authenticate(reader, "USER_DATA", signedCall(sign), AT))).toBe(0);
    expect(codeOf(authenticate(reader, "TRADE", signedCall(sign), AT))).toBe(-2015);
    const elsewhere = tableOf(hmacKey("secret", { ips: ["10.0.0.1"] }));
    expect(codeOf(authenticate(elsewhere, "USER_DATA", signedCall(sign), AT))).toBe(-2015);
  });
});

describe("timingError", () => {
  const errorOf = (timestamp: string, recvWindow?: string) =>
    timingError(
      new Map(Object.entries({ timestamp, ...(recvWindow === undefined ? {} : { recvWindow }) })),
      AT,
    );

  test("takes what is less than a second ahead, and as old as the window", () => {
    expect(errorOf(`${AT_MS + 999}`)).toBeNull();
    expect(errorOf(`${AT_MS + 1_000}`)?.msg).toMatch(/ahead of the server/);
    expect(errorOf(`${AT_MS - 5_000}`)).toBeNull();
    expect(errorOf(`${AT_MS - 5_001}`)?.code).toBe(-1021);
    expect(errorOf(`${AT_MS - 100}`, "100")).toBeNull();
    expect(errorOf(`${AT_MS - 101}`, "100")?.msg).toMatch(/outside of the recvWindow/);
  });

  test("reads microseconds, and windows of a part of a millisecond", () => {
    expect(errorOf(`${AT - 500}`, "0.5")).toBeNull();
    expect(errorOf(`${AT - 501}`, "0.5")?.code).toBe(-1021);
  });

  test.each([
    ["", undefined, -1102],
    ["now", undefined, -1100],
    [`${AT_MS}`, "60001", -1131],
    [`${AT_MS}`, "0.1234", -1100],
    [`${AT_MS}`, "-1", -1100],
  ])("refuses timestamp %p with window %p by %d", (timestamp, recvWindow, code) => {
    expect(errorOf(timestamp, recvWindow)?.code).toBe(code);
  });

  test("takes the longest window", () => {
    expect(errorOf(`${AT_MS - 60_000}`, "60000")).toBeNull();
  });
});

describe("signedText", () => {
  test("is query and body as they came, without the signature, wherever it stands", () => {
    expect(signedText("a=1&signature=ff&b=2", "c=3")).toBe("a=1&b=2c=3");
    expect(signedText("signature=ff&a=%C3%A4", "")).toBe("a=%C3%A4");
    expect(signedText("a=1", "b=2&signature=ff")).toBe("a=1b=2");
  });

  test("is nothing when something is not percent-encoded", () => {
    expect(signedText("symbol=\uff11", "")).toBeNull();
    expect(signedText("a=b c", "")).toBeNull();
    expect(signedText('symbols=["BTCUSDT"]', "")).toBeNull();
  });
});
