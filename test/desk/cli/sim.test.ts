/** `sim` as its own process: what it prints, what it refuses, and that a seed is the same run again. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { runVerb } from "./kit/verb.ts";

setDefaultTimeout(60_000);

const sim = (...given: readonly string[]) => runVerb("sim", ...given);

describe("sim", () => {
  test("runs some seeds of the demo desk, one of them twice, and prints one document", async () => {
    const { exit, out } = await sim("--seeds", "3", "--span", "5s", "--json");
    const { schema, ok, data } = JSON.parse(out);
    expect({ exit, schema, ok }).toEqual({ exit: 0, schema: "outcry.sim/1", ok: true });
    expect(data).toMatchObject({ seeds: 3, violations: 0, doubleRuns: 1, divergences: 0 });
    expect(data.events).toBeGreaterThan(10_000);
    expect(data.eventsPerS).toBeGreaterThan(0);
    expect(data.sometimes["event READY"]).toBe(3);
    expect(data.name).toEqual({
      code: expect.stringMatching(/^[0-9a-f]{16}$/),
      config: expect.stringMatching(/^[0-9a-f]{16}$/),
      bun: Bun.version,
    });
  });

  test("the same seed has the same events in two processes", async () => {
    const run = async () => JSON.parse((await sim("--seed", "5", "--json")).out).data;
    const [first, second] = [await run(), await run()];
    const { eventsPerS: _one, ...one } = first;
    const { eventsPerS: _two, ...two } = second;
    expect(two).toEqual(one);
    expect(one.log).toMatch(/^[0-9a-f]{64}$/);
  });

  test("says a violation before it looks for its faults, and keeps stdout for the document", async () => {
    const desk = ["config/binance-paper", "--seed", "1", "--span", "8s", "--json"];
    const { exit, out, err } = await sim(...desk);
    expect(exit).toBe(6);
    expect(JSON.parse(out)).toMatchObject({ ok: false, data: { violations: 1 } });
    const [said = "", search = ""] = err.split("\n");
    expect(said).toStartWith("seed 1: liveness: ");
    expect(search).toContain("in at most 200 runs");
  });

  test("runs another desk, by its folder", async () => {
    const { exit, err } = await sim("config/binance-paper", "--seed", "1", "--span", "1s");
    // Nobody is out there in the simulation, so its books never come into step.
    expect(exit).toBe(6);
    expect(err).toContain("liveness");
    expect(err).toContain("bun run sim config/binance-paper --seed 1 --only none --span 1s");
  });

  test.each([
    ["--seeds 0", "--seeds is a whole number from 1 to 1000000"],
    ["--seeds x", "--seeds is a whole number from 1 to 1000000"],
    ["--seed -1", "--seed is a whole number from 0 up"],
    ["--from 1.5", "--from is a whole number from 0 up"],
    ["--span 20", "--span is a duration up to 24h, as in 20s"],
    ["--only 3", "--only needs --seed"],
    ["--seed 1 --seeds 2", "--seed is one, and --seeds and --from are many"],
    ["--seed 1 --only a", "--only is a list of numbers of faults"],
    ["--seed 3 --only 4,9999", "--only 9999: seed 3 has faults 0 to"],
  ])("refuses %s", async (given, message) => {
    const { exit, out, err } = await sim(...given.split(" "));
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(message);
  });

  test("says what is wrong with a desk that cannot be loaded", async () => {
    const { exit, err } = await sim("config/nowhere");
    expect(exit).toBe(3);
    expect(err).toContain("config/nowhere");
  });
});
