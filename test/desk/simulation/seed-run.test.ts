/** The demo desk under faults: nothing that must not be is, and the same seed is the same run. */
import { beforeAll, describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { resolve } from "node:path";
import { drawPlan, onlyFaults } from "../../../src/desk/simulation/fault/fault-plan.ts";
import { runSeed } from "../../../src/desk/simulation/seed-run.ts";
import {
  type LoadedDesk,
  loadForSimulation,
} from "../../../src/desk/simulation/world/loaded-desk.ts";
import { ActorSystem } from "../../../src/runtime/supervisor/actor-system.ts";

setDefaultTimeout(60_000);

const ROOT = resolve(import.meta.dir, "../../..");
const SPAN_MS = 10_000;
let loaded: LoadedDesk;

beforeAll(async () => {
  const desk = await loadForSimulation(resolve(ROOT, "config/playback"), ROOT);
  if (!desk.ok) throw new Error(JSON.stringify(desk.failure));
  loaded = desk.value;
});

function raise(): never {
  throw new RangeError("no");
}

const run = (seed: number, isLogged = false, hasJudges = true) =>
  runSeed({
    loaded,
    plan: drawPlan({ seed, spanMs: SPAN_MS, hasExchange: false }),
    hasJudges,
    isLogged,
  });

describe("runSeed", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %d ends well", async (seed) => {
    const { violation, events, records } = await run(seed);
    expect(violation).toBeNull();
    expect(events).toBeGreaterThan(1_000);
    expect(records).toBeGreaterThan(500);
  });

  test("the same seed says the same, byte for byte", async () => {
    const [first, again, other] = [await run(9, true), await run(9, true), await run(10, true)];
    expect(first.log).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toEqual(first);
    expect(other.log).not.toBe(first.log);
  });

  test("judges change nothing of what they judge", async () => {
    const [judged, unjudged] = [await run(9, true), await run(9, true, false)];
    expect(unjudged.log).toBe(judged.log);
  });

  test.each<[string, () => Promise<undefined>, RegExp]>([
    ["throws", () => raise(), /^main: RangeError: no/],
    ["is rejected", () => Promise.reject(new RangeError("no")), /^main: RangeError: no/],
    [
      "never comes back",
      () => new Promise(() => {}),
      /^liveness: StillWaiting: nothing came of it/,
    ],
  ])("what main does and %s is a violation of that seed", async (_, stopActors, text) => {
    const spy = spyOn(ActorSystem.prototype, "stopActors").mockImplementation(stopActors);
    const { violation } = await run(11);
    spy.mockRestore();
    expect(`${violation?.judge}: ${violation?.text}`).toMatch(text);
    expect((await run(11)).violation).toBeNull();
  });

  test("a desk without faults trades, and stops in order", async () => {
    const plan = onlyFaults(drawPlan({ seed: 3, spanMs: SPAN_MS, hasExchange: false }), []);
    const { violation, sometimes } = await runSeed({
      loaded,
      plan,
      hasJudges: true,
      isLogged: false,
    });
    expect(violation).toBeNull();
    expect([...sometimes]).toContain("fill");
    expect([...sometimes].filter((name) => name.startsWith("fault"))).toEqual([]);
    expect([...sometimes]).not.toContain("event DIED");
  });
});
