/** Order ids: unique across restarts, and in the order in which they were made. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  INSTANCES,
  instanceOf,
  isMadeBy,
  makeOrderId,
  type OrderIdParts,
  parseOrderId,
} from "../../../src/trading/order/order-id.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const MAX: OrderIdParts = {
  instance: "zz",
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
    instance: "Kx",
    runEpoch: bound(MAX.runEpoch),
    actor: bound(MAX.actor),
    incarnation: bound(MAX.incarnation),
    counter: bound(MAX.counter),
  };
}

describe("makeOrderId", () => {
  test.each([
    [{ instance: "00", runEpoch: 0, actor: 0, incarnation: 0, counter: 0 }, "o00000000000000000"],
    [{ instance: "Kx", runEpoch: 1, actor: 2, incarnation: 3, counter: 62 }, "o000010200300010Kx"],
    [MAX, "ozzzzzzzzzzzzzzzzz"],
  ])("%o is %s", (parts, id) => {
    expect(idOf(parts)).toBe(id);
    expect(parseOrderId(id)).toEqual(parts);
  });

  test.each(PARTS)("refuses a %s that does not fit", (part) => {
    for (const value of [MAX[part] + 1, -1, 0.5, Number.NaN]) {
      expect(() => idOf({ ...MAX, [part]: value })).toThrow(`Invariant: ${part} of an order id`);
    }
  });

  test.each(["", "a", "abc", "a-", "\u00e9a"])(
    "refuses an instance that is none: %p",
    (instance) => {
      expect(() => idOf({ ...MAX, instance })).toThrow("an instance is two letters or digits");
    },
  );

  test(`is read back, and sorts as its parts do (seed ${seed})`, () => {
    const prng = new Prng(seed);
    let [left, right] = [randomParts(prng), randomParts(prng)];
    for (let round = 0; round < 5_000; round += 1) {
      const [older, newer] = [idOf(left), idOf(right)];
      expect(older).toMatch(/^[A-Za-z0-9]{18}$/);
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
          seen.add(makeOrderId({ instance: "00", runEpoch, actor, incarnation }, counter));
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
    "o0000000000000000000",
    "o00000000000000-",
    "o0000000000000000-",
  ])("%p is none of ours", (text) => {
    expect(parseOrderId(text)).toBeNull();
  });

  test("reads one of a desk that had no instance", () => {
    const parts = { runEpoch: 1, actor: 2, incarnation: 3, counter: 62 };
    expect(parseOrderId("o000010200300010")).toEqual({ instance: "", ...parts });
  });
});

describe("isMadeBy", () => {
  const desk = { instance: "Kx", runEpoch: 7 };
  const idAt = (runEpoch: number, instance = "Kx") =>
    makeOrderId({ instance, runEpoch, actor: 3, incarnation: 1 }, 5);

  test.each([
    ["of this run", idAt(7), true],
    ["of an earlier run", idAt(6), true],
    ["of a later run, which this desk has not made", idAt(8), false],
    ["of another desk", idAt(7, "Ky"), false],
    ["of another desk, earlier", idAt(6, "kx"), false],
    ["of an earlier run, without an instance", "o000060300100005", true],
    ["of a later run, without an instance", "o000080300100005", false],
    ["of nobody's making", "web_123", false],
  ])("%s", (_whose, id, isOwn) => {
    expect(isMadeBy(id, desk)).toBe(isOwn);
  });

  test("an instance is two characters, and each number has its own", () => {
    const all = Array.from({ length: INSTANCES }, (_, number) => instanceOf(number));
    expect(new Set(all).size).toBe(3_844);
    expect(all.filter((each) => !/^[0-9A-Za-z]{2}$/.test(each))).toEqual([]);
    expect(() => instanceOf(INSTANCES)).toThrow("Invariant: instance of an order id");
  });
});
