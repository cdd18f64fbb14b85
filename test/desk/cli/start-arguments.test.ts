/** What `start` takes, and each way to be refused. */
import { describe, expect, test } from "bun:test";
import { parseStartArguments } from "../../../src/desk/cli/start-arguments.ts";

const DEFAULTS = {
  chaosMs: null,
  desk: "config/demo",
  forMs: null,
  port: null,
  seed: 1,
  captures: [],
  speed: null,
  dataFolder: null,
  deliveryLog: false,
  resume: null,
  isAgain: false,
  ranMs: 0,
  json: false,
};

describe("parseStartArguments", () => {
  test.each([
    [[], {}],
    [["config/x"], { desk: "config/x" }],
    [["--for", "20s"], { forMs: 20_000 }],
    [["--for=500ms"], { forMs: 500 }],
    [["--port", "0"], { port: 0 }],
    [["--seed", "42"], { seed: 42 }],
    [["--capture", "b.gz", "--capture", "a.gz"], { captures: ["b.gz", "a.gz"] }],
    [["--speed", "max"], { speed: "max" }],
    [["--speed", "2.5"], { speed: 2.5 }],
    [["--data", "out"], { dataFolder: "out" }],
    [["--no-guard"], {}],
    [["--resume", "run/x", "--ran", "1500"], { resume: "run/x", ranMs: 1_500 }],
    [["--resume", "run/x", "--again"], { resume: "run/x", isAgain: true }],
    [["--json"], { json: true }],
    [["--chaos"], { chaosMs: 20_000 }],
    [["--chaos-every", "1s"], { chaosMs: 1_000 }],
  ] as const)("%p is taken", (given, change) => {
    const parsed = parseStartArguments(given);
    expect<unknown>(parsed).toEqual({ ok: true, value: { ...DEFAULTS, ...change } });
  });

  test.each([
    [["--for", "20"], "--for must be a duration: found 20"],
    [["--for", "0s"], "--for must be a duration: found 0s"],
    [["--port", "65536"], "--port must be a whole number from 0 to 65535: found 65536"],
    [["--port", "1e3"], "--port must be a whole number from 0 to 65535: found 1e3"],
    [["--seed", "-1"], "--seed must be a whole number from 0 to 2147483647: found -1"],
    [["--speed", "0"], "--speed must be a number above 0, or max: found 0"],
    [["--speed", "fast"], "--speed must be a number above 0, or max: found fast"],
    [["--sped", "1"], "unknown flag --sped"],
    [["a", "b"], "unexpected argument b"],
  ])("%p is refused", (given, message) => {
    const parsed = parseStartArguments(given);
    expect(parsed.ok ? null : parsed.failure.message).toBe(message);
  });
});
