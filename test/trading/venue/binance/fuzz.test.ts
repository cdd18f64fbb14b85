/** Whatever comes over the wire, no reader throws, and none makes a fill or a refusal of damage. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { apiFrameOf, replyOfHttp } from "../../../../src/trading/venue/binance/answers/reply.ts";
import { readEvent } from "../../../../src/trading/venue/binance/private/read-event.ts";
import { readVenueKey } from "../../../../src/trading/venue/binance/signing/key-text.ts";
import { INSTRUMENTS } from "./answers/answer-kit.ts";
import { checkEvent, READERS, REPORT, SAMPLES } from "./wire-readers.ts";

const seed = Number(process.env.SEED ?? 2_026);
const ROUNDS = 10_000;
const KINDS = new Set([
  ...["CONFIRMED", "REFUSED", "NOT_FOUND", "RATE_LIMITED", "AMBIGUOUS", "PARTIAL"],
]);

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

describe("damaged input", () => {
  test(`throws from no reader of answers (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const body = damaged(prng.pick(SAMPLES), prng);
      const status = prng.pick([200, 200, 200, 400, 403, 409, 418, 429, 500, 0, 302]);
      const headers = new Headers({ "retry-after": prng.pick(["7", "-1", "soon", ""]) });
      const frame = apiFrameOf(body);
      const replies = [replyOfHttp({ status, headers, body, failure: null })];
      if (frame.kind === "REPLY") replies.push(frame.reply);
      for (const reply of replies) {
        for (const read of READERS) {
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
    const counts = { BAD: 0, FILL: 0, OTHER: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      const frame = apiFrameOf(damaged(`{"subscriptionId":0,"event":${REPORT}}`, prng));
      if (frame.kind !== "EVENT") continue;
      counts[checkEvent(readEvent(frame.event, INSTRUMENTS))] += 1;
    }
    expect(counts.BAD).toBeGreaterThan(50);
    expect(counts.FILL).toBeGreaterThan(50);
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
