/** Flags and positionals: what is taken, and each way to be refused. */
import { describe, expect, test } from "bun:test";
import { parseArguments } from "../../../src/desk/cli/arguments.ts";

const SHAPE = {
  positionalsMax: 1,
  flags: { json: "SWITCH", seed: "VALUE", capture: "VALUES" },
} as const;

describe("parseArguments", () => {
  test("flags and what stands alone may come in any order", () => {
    const parsed = parseArguments(["--seed", "7", "desk", "--json", "--capture=a"], SHAPE);
    const flags = parsed.ok ? parsed.value : null;
    expect(flags?.positionals).toEqual(["desk"]);
    expect(flags?.value("seed")).toBe("7");
    expect(flags?.has("json")).toBe(true);
    expect(flags?.values("capture")).toEqual(["a"]);
  });

  test("a repeated flag keeps its order", () => {
    const parsed = parseArguments(["--capture", "b", "--capture", "a"], SHAPE);
    expect(parsed.ok ? parsed.value.values("capture") : null).toEqual(["b", "a"]);
  });

  test("what was not given is null, empty and false", () => {
    const parsed = parseArguments([], SHAPE);
    const flags = parsed.ok ? parsed.value : null;
    expect([flags?.value("seed"), flags?.values("capture"), flags?.has("json")]).toEqual([
      null,
      [],
      false,
    ]);
  });

  test.each([
    [["--sed", "1"], "unknown flag --sed", ["did you mean --seed?"]],
    [["--nothing"], "unknown flag --nothing", ["flags: --json --seed --capture"]],
    [["--seed"], "--seed needs a value", []],
    [["--seed", "--json"], "--seed needs a value", []],
    [["--seed="], "--seed needs a value", []],
    [["--seed", "1", "--seed", "2"], "--seed is given twice", []],
    [["--json=yes"], "--json takes no value", []],
    [["a", "b"], "unexpected argument b", []],
    [["--constructor"], "unknown flag --constructor", ["flags: --json --seed --capture"]],
  ])("%p is refused", (given, message, help) => {
    expect(parseArguments(given, SHAPE)).toEqual({ ok: false, failure: { message, help } });
  });
});
