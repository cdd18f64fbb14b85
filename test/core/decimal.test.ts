/** Decimal text against the same arithmetic in BigInt, which knows no limits. */
import { describe, expect, test } from "bun:test";
import { stepsIn, stepsOf, stepsOrNaN, textOf } from "../../src/core/decimal.ts";
import { stepOf } from "../../src/core/decimal-step.ts";
import { Prng } from "../../src/core/prng.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const STEPS = ["1", "5", "10", "0.1", "0.01", "0.25", "0.00001", "0.00000001", "0.0005", "2.5"];

/** A decimal of `whole` and `places` digits, any of which may be a leading or trailing zero. */
function decimal(prng: Prng, whole: number, places: number): string {
  const digits = (count: number) =>
    Array.from({ length: count }, () => (prng.unit() < 0.3 ? 0 : prng.between(0, 9))).join("");
  const sign = prng.unit() < 0.2 ? "-" : "";
  return `${sign}${digits(whole)}${places === 0 ? "" : `.${digits(places)}`}`;
}

function modelSteps(text: string, stepText: string): number | string {
  const scaled = (value: string) => {
    const [whole = "", places = ""] = value.split(".");
    return BigInt(whole + places.padEnd(40, "0"));
  };
  const [amount, step] = [scaled(text), scaled(stepText)];
  if (amount % step !== 0n) return "OFF_GRID";
  const steps = Number(amount / step);
  return Number.isSafeInteger(steps) ? steps : "TOO_LARGE";
}

describe("stepsOf", () => {
  test.each([
    ["61737.63000000", "0.01", 6_173_763],
    ["0.00000000", "0.01", 0],
    ["-0.00", "0.01", 0],
    ["007.50", "0.25", 30],
    ["5", "5", 1],
    ["90071992547409.91", "0.01", Number.MAX_SAFE_INTEGER],
    ["45035996273704955", "5", Number.MAX_SAFE_INTEGER],
    ["-90071992547409000", "1000", -90_071_992_547_409],
  ])("reads %s in steps of %s as %d", (text, step, steps) => {
    expect(stepsOf(text, stepOf(step))).toEqual({ ok: true, value: steps });
  });

  test.each([
    ["90071992547409.92", "0.01", "TOO_LARGE"],
    ["45035996273704960", "5", "TOO_LARGE"],
    ["45035996273704961", "5", "OFF_GRID"],
    ["1.005", "0.01", "OFF_GRID"],
    ["1.30", "0.25", "OFF_GRID"],
  ] as const)("refuses %s in steps of %s as %s", (text, step, failure) => {
    expect(stepsOf(text, stepOf(step))).toEqual({ ok: false, failure });
    expect(stepsOrNaN(text, stepOf(step))).toBeNaN();
  });

  test.each([
    "",
    "-",
    ".",
    ".5",
    "5.",
    "+5",
    " 5",
    "5 ",
    "1e3",
    "0x10",
    "1_000",
    "1.2.3",
    "--1",
    "NaN",
    "Infinity",
    "1.0\u0663",
    `${"0".repeat(64)}1`,
  ])("refuses %p as no decimal", (text) => {
    expect(stepsOf(text, stepOf("0.01"))).toEqual({ ok: false, failure: "NOT_DECIMAL" });
    expect(stepsOrNaN(text, stepOf("0.01"))).toBeNaN();
  });

  test(`agrees with exact arithmetic on random decimals (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 20_000; round += 1) {
      const stepText = prng.pick(STEPS);
      const text = decimal(prng, prng.between(1, 18), prng.between(0, 10));
      const outcome = stepsOf(text, stepOf(stepText));
      const model = modelSteps(text, stepText);
      expect([text, stepText, outcome.ok ? outcome.value : outcome.failure] as unknown).toEqual([
        text,
        stepText,
        model,
      ]);
    }
  });
});

describe("textOf", () => {
  test(`gives text that reads back as the same steps (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 5_000; round += 1) {
      const step = stepOf(prng.pick(STEPS));
      const steps = prng.between(-(2 ** prng.between(1, 52)), 2 ** prng.between(1, 52));
      expect(stepsOf(textOf(steps, step), step)).toEqual({ ok: true, value: steps });
    }
  });

  test("refuses what is no integer", () => {
    expect(() => textOf(0.5, stepOf("1"))).toThrow("Invariant: steps are an integer");
    expect(() => textOf(Number.NaN, stepOf("1"))).toThrow("Invariant");
  });
});

describe("stepsIn", () => {
  test.each([
    [150, "0.01", "0.25", { ok: true, value: 6 }],
    [151, "0.01", "0.25", { ok: false, failure: "OFF_GRID" }],
    [3, "0.25", "0.01", { ok: true, value: 75 }],
    [2 ** 52, "1", "0.01", { ok: false, failure: "TOO_LARGE" }],
  ])("says %d steps of %s in steps of %s, exactly or not at all", (steps, source, target, said) => {
    expect(stepsIn(stepOf(target), steps, stepOf(source)) as unknown).toEqual(said);
  });
});
