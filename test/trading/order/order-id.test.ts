/** Order ids: unique across restarts, and in the order in which they were made. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  makeOrderId,
  type OrderIdParts,
  parseOrderId,
} from "../../../src/trading/order/order-id.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const MAX: OrderIdParts = {
  runEpoch: 62 ** 5 - 1,
  actor: 62 ** 2 - 1,
  incarnation: 62 ** 3 - 1,
  counter: 62 ** 5 - 1,
};
const PARTS = ["runEpoch", "actor", "incarnation", "counter"] as const;

const idOf = (parts: OrderIdParts): string => makeOrderId(parts, parts.counter);

function randomParts(prng: Prng): OrderIdParts {
  const bound = (max: number) => prng.between(0, prng.pick([3, 61, 62, max]));
  return {
    runEpoch: bound(MAX.runEpoch),
    actor: bound(MAX.actor),
    incarnation: bound(MAX.incarnation),
    counter: bound(MAX.counter),
  };
}

describe("makeOrderId", () => {
  test.each([
    [{ runEpoch: 0, actor: 0, incarnation: 0, counter: 0 }, "o000000000000000"],
    [{ runEpoch: 1, actor: 2, incarnation: 3, counter: 62 }, "o000010200300010"],
    [MAX, "ozzzzzzzzzzzzzzz"],
  ])("%o is %s", (parts, id) => {
    expect(idOf(parts)).toBe(id);
    expect(parseOrderId(id)).toEqual(parts);
  });

  test.each(PARTS)("refuses a %s that does not fit", (part) => {
    for (const value of [MAX[part] + 1, -1, 0.5, Number.NaN]) {
      expect(() => idOf({ ...MAX, [part]: value })).toThrow(`Invariant: ${part} of an order id`);
    }
  });

  test(`is read back, and sorts as its parts do (seed ${seed})`, () => {
    const prng = new Prng(seed);
    let [left, right] = [randomParts(prng), randomParts(prng)];
    for (let round = 0; round < 5_000; round += 1) {
      const [older, newer] = [idOf(left), idOf(right)];
      expect(older).toMatch(/^[A-Za-z0-9]{16}$/);
      expect(parseOrderId(older)).toEqual(left);
      const part = PARTS.find((name) => left[name] !== right[name]);
      expect(older < newer).toBe(part !== undefined && left[part] < right[part]);
      expect(older === newer).toBe(part === undefined);
      [left, right] = [right, prng.unit() < 0.3 ? { ...right, counter: 7 } : randomParts(prng)];
    }
  });

  test(`repeats none, whatever restarts (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const seen = new Set<string>();
    let made = 0;
    for (let runEpoch = 1; runEpoch <= 4; runEpoch += 1) {
      const incarnations = [0, 0, 0];
      for (let life = 0; life < 60; life += 1) {
        const actor = prng.between(0, incarnations.length - 1);
        const incarnation = incarnations[actor] ?? 0;
        incarnations[actor] = incarnation + 1;
        const orders = prng.between(0, 40);
        for (let counter = 0; counter < orders; counter += 1) {
          seen.add(makeOrderId({ runEpoch, actor, incarnation }, counter));
          made += 1;
        }
      }
    }
    expect(seen.size).toBe(made);
  });
});

describe("parseOrderId", () => {
  test.each([
    "",
    "o",
    "x000000000000000",
    "o00000000000000",
    "o0000000000000000",
    "o00000000000000-",
  ])("%p is none of ours", (text) => {
    expect(parseOrderId(text)).toBeNull();
  });
});
