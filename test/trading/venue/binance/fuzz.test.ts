/** Whatever comes over the wire, no reader throws, and none makes a fill or a refusal of damage. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import {
  accountOutcome,
  keyPermissionsOutcome,
  orderLimitsOutcome,
  subscribeOutcome,
  timeOutcome,
} from "../../../../src/trading/venue/binance/answers/account-answers.ts";
import {
  orderOutcome,
  ordersOutcome,
  replaceOutcome,
  tradesOutcome,
} from "../../../../src/trading/venue/binance/answers/order-answers.ts";
import {
  apiFrameOf,
  type Reply,
  replyOfHttp,
} from "../../../../src/trading/venue/binance/answers/reply.ts";
import { rulesOutcome } from "../../../../src/trading/venue/binance/answers/rules-answer.ts";
import { readEvent } from "../../../../src/trading/venue/binance/private/read-event.ts";
import { callOf } from "../../../../src/trading/venue/binance/requests/venue-call.ts";
import { readVenueKey } from "../../../../src/trading/venue/binance/signing/key-text.ts";
import { CANCELLED, INSTRUMENTS, ORDER } from "./answers/answer-kit.ts";

const seed = Number(process.env.SEED ?? 2_026);
const ROUNDS = 10_000;
const call = callOf("order.cancel", "CANCEL", {});
const KINDS = new Set([
  ...["CONFIRMED", "REFUSED", "NOT_FOUND", "RATE_LIMITED", "AMBIGUOUS", "PARTIAL"],
]);

const ERROR = { code: -2021, msg: "Order cancel-replace partially failed." };
const REPORT =
  '{"e":"executionReport","E":1499405658658,"s":"BTCUSDT","c":"o00001030000000z","S":"BUY","o":"LIMIT",' +
  '"f":"GTC","q":"0.01","p":"23416.10","g":-1,"C":"","x":"TRADE","X":"PARTIALLY_FILLED","r":"NONE",' +
  '"i":4293153,"l":"0.006","z":"0.007","L":"23416.00","n":"0.000006","N":"BTC","T":1499405658657,' +
  '"t":28457,"I":8641984,"w":true,"m":true,"M":false,"Z":"0.0","V":"NONE"}';
const SEEDS: readonly string[] = [
  JSON.stringify(ORDER),
  JSON.stringify([ORDER, ORDER]),
  JSON.stringify({ ...ERROR, data: { cancelResult: "SUCCESS", cancelResponse: CANCELLED } }),
  JSON.stringify({ id: "1", status: 200, result: ORDER, rateLimits: [{ interval: "DAY" }] }),
  JSON.stringify({ canTrade: true, balances: [{ asset: "BTC", free: "1", locked: "0" }] }),
  JSON.stringify({ symbols: [{ symbol: "BTCUSDT", filters: [{ filterType: "LOT_SIZE" }] }] }),
  JSON.stringify({ code: -2011, msg: "Unknown order sent." }),
  JSON.stringify({ code: -2010, msg: "Account has insufficient balance for requested action." }),
  REPORT,
  `{"subscriptionId":0,"event":${REPORT}}`,
  '{"e":"outboundAccountPosition","u":1616628815744,"B":[{"a":"BTC","f":"1","l":"0"}]}',
];
const PIECES: readonly string[] = [
  ...'{}[]",:\\-+.eE019 \n\0\uD800',
  ...["null", "true", "1e999", "-0", '"__proto__"', "9007199254740993", '"\\u0000"', "[[[["],
  ...['"code":-2010,', '"status":429,', '"event":{},', '"fills":[null],', '"data":7,'],
];

/** A text with some of it cut out, doubled, or replaced. */
function damaged(text: string, prng: Prng): string {
  let out = text;
  for (let count = prng.between(1, 4); count > 0; count -= 1) {
    const at = prng.between(0, out.length);
    const end = Math.min(out.length, at + prng.between(0, 12));
    const middle = prng.pick([
      () => "",
      () => prng.pick(PIECES),
      () => out.slice(at, end).repeat(2),
    ]);
    out = out.slice(0, at) + middle() + out.slice(end);
  }
  return out;
}

const readers: readonly ((reply: Reply) => { readonly kind: string })[] = [
  (reply) => orderOutcome(call, reply, INSTRUMENTS),
  (reply) => ordersOutcome(call, reply, INSTRUMENTS),
  (reply) => tradesOutcome(call, reply, INSTRUMENTS),
  (reply) => replaceOutcome(call, reply, INSTRUMENTS),
  (reply) => accountOutcome(call, reply),
  (reply) => keyPermissionsOutcome(call, reply),
  (reply) => orderLimitsOutcome(call, reply),
  (reply) => rulesOutcome(call, reply),
  (reply) => subscribeOutcome(call, reply),
  (reply) => timeOutcome(call, reply),
];

describe("damaged input", () => {
  test(`throws from no reader of answers (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const body = damaged(prng.pick(SEEDS), prng);
      const status = prng.pick([200, 200, 200, 400, 403, 409, 418, 429, 500, 0, 302]);
      const headers = new Headers({ "retry-after": prng.pick(["7", "-1", "soon", ""]) });
      const frame = apiFrameOf(body);
      const replies = [replyOfHttp({ status, headers, body, failure: null })];
      if (frame.kind === "REPLY") replies.push(frame.reply);
      for (const reply of replies) {
        for (const read of readers) {
          const { kind } = read(reply);
          seen.add(kind);
          expect(KINDS.has(kind)).toBe(true);
        }
      }
    }
    expect(seen).toEqual(KINDS);
  });

  test(`makes of a private event what it says, or a failure (seed ${seed})`, () => {
    const prng = new Prng(seed + 1);
    let bad = 0;
    let fills = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const frame = apiFrameOf(damaged(`{"subscriptionId":0,"event":${REPORT}}`, prng));
      if (frame.kind !== "EVENT") continue;
      const event = readEvent(frame.event, INSTRUMENTS);
      if (event.kind === "BAD") {
        bad += 1;
        expect(event.field).not.toBe("");
        expect(event.reason).not.toBe("");
      }
      if (event.kind !== "ORDER" || event.fill === null) continue;
      fills += 1;
      expect(Number.isSafeInteger(event.fill.lots) && event.fill.lots > 0).toBe(true);
      expect(Number.isSafeInteger(event.fill.priceTicks) && event.fill.priceTicks > 0).toBe(true);
      expect(event.fill.tradeId).toMatch(/^\d+$/);
      expect(event.venueOrderId).toMatch(/^\d+$/);
    }
    expect(bad).toBeGreaterThan(50);
    expect(fills).toBeGreaterThan(50);
  });

  test(`makes no key, and shows none (seed ${seed})`, () => {
    const prng = new Prng(seed + 2);
    const body = "MC4CAQAwBQYDK2VwBCIEIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u";
    const pem = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
    for (let round = 0; round < ROUNDS / 4; round += 1) {
      const key = readVenueKey(Buffer.from("apiKey"), Buffer.from(damaged(pem, prng)));
      if (key.ok) continue;
      for (let at = 20; at + 8 <= body.length; at += 1) {
        expect(key.failure.reason).not.toContain(body.slice(at, at + 8));
      }
    }
  });
});
