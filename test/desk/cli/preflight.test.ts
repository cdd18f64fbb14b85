/** The judgement of a machine before a desk starts on it. */
import { describe, expect, test } from "bun:test";
import { descriptorsMaxIn, judgeMachine, readMachine } from "../../../src/desk/cli/preflight.ts";

const GOOD = { bunVersion: "1.4.5", cores: 16, descriptorsMax: 65_536 };

describe("judgeMachine", () => {
  test("a machine that is large enough gets no word", () => {
    expect(judgeMachine(GOOD, 8)).toEqual({ errors: [], warnings: [] });
  });

  test("too few file descriptors is an error that says what to type", () => {
    const { errors } = judgeMachine({ ...GOOD, descriptorsMax: 191 }, 8);
    expect(errors).toEqual([
      "the limit of open files must be >= 192 for 8 actors: it is 191; run `ulimit -n 4096`",
    ]);
  });

  test.each([192, Number.POSITIVE_INFINITY, null])(
    "a limit of %p is enough for 8 actors",
    (max) => {
      expect(judgeMachine({ ...GOOD, descriptorsMax: max }, 8).errors).toEqual([]);
    },
  );

  test("a limit that is not a number is an error", () => {
    expect(judgeMachine({ ...GOOD, descriptorsMax: Number.NaN }, 8).errors).toHaveLength(1);
  });

  test("more threads than cores is a warning", () => {
    expect(judgeMachine({ ...GOOD, cores: 9 }, 8).warnings).toEqual([]);
    expect(judgeMachine({ ...GOOD, cores: 8 }, 8).warnings).toHaveLength(1);
  });

  test("another version of Bun is a warning, another major version an error", () => {
    expect(judgeMachine({ ...GOOD, bunVersion: "1.4.6" }, 8).warnings[0]).toStartWith(
      "Bun must be 1.4.5: this is 1.4.6; run `bun install`",
    );
    expect(judgeMachine({ ...GOOD, bunVersion: "2.0.0" }, 8).errors).toHaveLength(1);
  });
});

describe("descriptorsMaxIn", () => {
  test.each([
    ["Max open files            1024                 524288               files", 1_024],
    ["Max open files            unlimited            unlimited            files", Infinity],
    ["Max processes             1024                 524288               processes", null],
  ])("reads the soft limit of %p", (line, expected) => {
    expect(descriptorsMaxIn(`Limit  Soft Limit  Hard Limit\n${line}\n`)).toBe(expected);
  });
});

describe("readMachine", () => {
  test("reads this machine", () => {
    const { bunVersion, cores } = readMachine();
    expect(bunVersion).toBe(Bun.version);
    expect(cores).toBeGreaterThan(0);
  });
});
