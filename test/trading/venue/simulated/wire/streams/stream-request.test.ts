/** What clients ask on a connection of market streams, and how it is refused, to the letter. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { readStreamRequest } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-request.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

const refusals = [
  ["", '{"code":3,"msg":"Invalid JSON: expected value at line 1 column 0"}'],
  ["{]", '{"code":3,"msg":"Invalid JSON: expected value at line 1 column 2"}'],
  ['{"a":1,\n"b":x}', '{"code":3,"msg":"Invalid JSON: expected value at line 2 column 5"}'],
  ["{} {}", '{"code":3,"msg":"Invalid JSON: expected value at line 1 column 4"}'],
  ["[1]", '{"code":2,"msg":"Invalid request: expected an object"}'],
  ['{"id":1}', '{"code":2,"msg":"Invalid request: missing field `method` at line 1 column 8"}'],
  [
    '{"method":"SUBSCRIB","id":1}',
    '{"code":2,"msg":"Invalid request: unknown variant `SUBSCRIB`, expected one of `SUBSCRIBE`, ' +
      '`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 20"}',
  ],
  [
    '{"method":"LIST_SUBSCRIPTIONS"}',
    '{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}',
  ],
  [
    '{"method":"LIST_SUBSCRIPTIONS","id":1.5}',
    '{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}',
  ],
  [
    '{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775808}',
    '{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}',
  ],
  [
    `{"method":"LIST_SUBSCRIPTIONS","id":"${"x".repeat(37)}"}`,
    '{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}',
  ],
  [
    '{"method":"LIST_SUBSCRIPTIONS","id":1,"x":2}',
    '{"code":2,"msg":"Invalid request: too many parameters","id":1}',
  ],
  [
    '{"method":"SUBSCRIBE","params":[7],"id":1}',
    '{"code":2,"msg":"Invalid request: stream name must be a string","id":1}',
  ],
  [
    '{"method":"GET_PROPERTY","params":[7],"id":1}',
    '{"code":2,"msg":"Invalid request: property name must be a string","id":1}',
  ],
  [
    '{"method":"GET_PROPERTY","params":["combined",true],"id":1}',
    '{"code":2,"msg":"Invalid request: too many parameters","id":1}',
  ],
  ['{"method":"GET_PROPERTY","params":["x"],"id":1}', '{"code":0,"msg":"Unknown property","id":1}'],
  [
    '{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}',
    '{"code":1,"msg":"Invalid value type: expected Boolean","id":1}',
  ],
] as const;

test.each(refusals)("what is no request is refused in the venue's words: %s", (text, answer) => {
  expect(readStreamRequest(text)).toEqual({ ok: false, answer });
});

test.each(["1", "-9223372036854775808", "9223372036854775807", '"ab-C_1"', "null"])(
  "an id is told digit by digit: %s",
  (id) => {
    const text = `{"id":${id},"method":"SUBSCRIBE","params":["a@trade"]}`;
    const request = { kind: "SUBSCRIBE", id, names: ["a@trade"] } as const;
    expect(readStreamRequest(text)).toEqual({ ok: true, request });
  },
);

test(`no frame makes it throw, and each that is refused says why (seed ${SEED})`, () => {
  const prng = new Prng(SEED);
  const whole = '{"method":"SET_PROPERTY","params":["combined",true],"id":"a\\u0041"}';
  const bits = ["{", "}", "[", "]", '"', ",", ":", "\\", "1", "-", "e", "null", "\n", "\u0000"];
  for (let round = 0; round < 5_000; round += 1) {
    let text = whole;
    for (let change = prng.between(1, 4); change > 0; change -= 1) {
      const at = prng.between(0, text.length);
      text = text.slice(0, at) + prng.pick(bits) + text.slice(at + prng.between(0, 3));
    }
    const read = readStreamRequest(text);
    if (!read.ok) expect(JSON.parse(read.answer)).toMatchObject({ msg: expect.any(String) });
    else expect(JSON.parse(text)).toBeObject();
  }
});

test("depth that no request has is no request, and no deep call", () => {
  const read = readStreamRequest(`{"method":"SUBSCRIBE","params":${"[".repeat(100_000)}`);
  expect(read.ok).toBe(false);
});
