/** How saved files reach a running desk: checked first, step by step, and what a mistake costs. */
import { describe, expect, test } from "bun:test";
import { failWith, succeed } from "../../../../src/core/result.ts";
import type { ConfigMistake } from "../../../../src/desk/config/config-mistake.ts";
import type { ActorPlan, DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import { type ChangingSystem, DeskChanger } from "../../../../src/desk/run/change/desk-changer.ts";
import { specOf } from "../../../../src/desk/run/desk-specs.ts";
import type { ActorSpec } from "../../../../src/runtime/supervisor/actor-spec.ts";
import { planOf } from "../../config/desk-kit.ts";

const whole = await planOf();
const strategy = whole.actors.find(({ kind }) => kind === "strategy") as ActorPlan;
const bare: DeskPlan = {
  ...whole,
  actors: whole.actors
    .filter(({ name }) => name !== strategy.name)
    .map((one) => ({ ...one, reads: one.reads.filter(({ actor }) => actor !== strategy.name) })),
};
const MISTAKE: ConfigMistake = {
  file: "strategy.toml",
  line: 3,
  column: 1,
  width: 4,
  source: "clip = 1",
  message: "args.clip: must be a text",
  help: [],
};

/** A system that writes down its steps, and the changer of a desk that runs `plan`. */
function changer(
  plan: DeskPlan,
  files: { wanted: DeskPlan | null },
  broken: readonly string[] = [],
  cannotStart: (spec: ActorSpec) => boolean = () => false,
) {
  const steps: string[] = [];
  const plans: DeskPlan[] = [];
  const step = async (text: string) => {
    steps.push(text);
    return broken.includes(text) ? failWith("no room") : succeed(undefined);
  };
  const system: ChangingSystem = {
    add: async (spec, readers) => {
      const { name } = spec;
      const stepped = await step(`add ${name}`);
      const outcome = cannotStart(spec) ? failWith("no room") : stepped;
      steps.push(`  read by ${readers.map(({ actor }) => actor).join(" ")}`);
      return outcome.ok ? outcome : failWith({ actor: name, reason: outcome.failure });
    },
    remove: (name) => step(`remove ${name}`),
    replace: (name) => step(`replace ${name}`),
    reconfigure: (name, args) => step(`reconfigure ${name} ${JSON.stringify(args)}`),
    swap: async (name) => {
      const outcome = await step(`swap ${name}`);
      return outcome.ok ? succeed({ pauseMs: 2, incarnation: 2 }) : outcome;
    },
  };
  const made = new DeskChanger({
    plan,
    system,
    load: async () => (files.wanted === null ? failWith([MISTAKE]) : succeed(files.wanted)),
    specOf,
    onPlan: (next) => plans.push(next),
  });
  return { made, steps, plans };
}

describe("DeskChanger", () => {
  test("a new file is started, read by those who are to read it, and is part of the plan", async () => {
    const { made, steps, plans } = changer(bare, { wanted: whole });
    const report = await made.apply(new Set([strategy.name]));
    expect(report).toEqual(
      succeed({ done: [`${strategy.name} is started`], failed: [], waiting: [] }),
    );
    const readers = whole.actors.filter(({ reads }) =>
      reads.some(({ actor }) => actor === strategy.name),
    );
    expect(steps).toEqual([
      `add ${strategy.name}`,
      `  read by ${readers.map(({ name }) => name).join(" ")}`,
    ]);
    expect(plans.at(-1)?.actors.map(({ name }) => name)).toEqual(
      whole.actors.map(({ name }) => name),
    );
    // Applied again, nothing is another any more.
    expect(await made.apply(null)).toEqual(succeed({ done: [], failed: [], waiting: [] }));
  });

  test("files that say the same in other words are in force, and told of once", async () => {
    const file = { file: "desk.toml", sha256: "0".repeat(64) };
    const { made, plans } = changer(whole, { wanted: { ...whole, files: [file] } });
    await made.apply(null);
    expect(plans.map(({ files }) => files)).toEqual([[file]]);
    expect(made.plan.files).toEqual([file]);
    await made.apply(null);
    expect(plans).toHaveLength(1);
  });

  test("a file that is gone stops its actor", async () => {
    const { made, steps } = changer(whole, { wanted: bare });
    await made.apply(null);
    expect(steps).toEqual([`remove ${strategy.name}`]);
    expect(made.plan.actors.map(({ name }) => name)).not.toContain(strategy.name);
  });

  // S-121
  test("with a mistake in any file nothing is touched; mended, it is applied", async () => {
    const files: { wanted: DeskPlan | null } = { wanted: null };
    const { made, steps } = changer(bare, files);
    expect(await made.apply(null)).toEqual(failWith([MISTAKE]));
    expect(made.mistakes).toEqual([MISTAKE]);
    expect(steps).toEqual([]);
    files.wanted = whole;
    await made.apply(null);
    expect(made.mistakes).toEqual([]);
    expect(steps[0]).toBe(`add ${strategy.name}`);
  });

  test("a start that fails leaves the actor out, and says why", async () => {
    const { made } = changer(bare, { wanted: whole }, [`add ${strategy.name}`]);
    const report = await made.apply(null);
    expect(report).toEqual(
      succeed({ done: [], failed: [`${strategy.name} is started: failed: no room`], waiting: [] }),
    );
    expect(made.plan.actors).toHaveLength(bare.actors.length);
  });

  test("arguments that are refused stay what they were", async () => {
    const args = { clip: 9 };
    const wanted = {
      ...whole,
      actors: whole.actors.map((one) => (one.name === strategy.name ? { ...one, args } : one)),
    };
    const refusing = changer(whole, { wanted }, [`reconfigure ${strategy.name} {"clip":9}`]);
    await refusing.made.apply(null);
    expect(refusing.made.plan).toEqual(whole);
    const taking = changer(whole, { wanted });
    await taking.made.apply(null);
    expect(taking.made.plan).toEqual(wanted);
  });

  test("other limits take the actor out and start it anew", async () => {
    const limits = { ...strategy.limits, orderRatePerS: 99 };
    const wanted = {
      ...whole,
      actors: whole.actors.map((one) => (one.name === strategy.name ? { ...one, limits } : one)),
    };
    const { made, steps } = changer(whole, { wanted });
    await made.apply(null);
    expect(steps.slice(0, 2)).toEqual([`remove ${strategy.name}`, `add ${strategy.name}`]);
    expect(made.plan.actors.find(({ name }) => name === strategy.name)?.limits).toEqual(limits);
  });

  // S-121
  test("an actor that cannot come back with other limits comes back as it was", async () => {
    const limits = { ...strategy.limits, orderRatePerS: 99 };
    const actors = whole.actors.map((one) =>
      one.name === strategy.name ? { ...one, limits } : one,
    );
    const { made, steps } = changer(whole, { wanted: { ...whole, actors } }, [], (spec) =>
      JSON.stringify(spec).includes('"orderRatePerS":99'),
    );
    const report = await made.apply(null);
    expect(report).toMatchObject({
      value: { failed: [expect.stringMatching(/: failed: no room; it runs as before$/)] },
    });
    expect(steps.filter((step) => step.startsWith("add"))).toHaveLength(2);
    expect(made.plan.actors.find(({ name }) => name === strategy.name)).toEqual(strategy);
    expect(made.plan.actors.map(({ name }) => name)).toEqual(whole.actors.map(({ name }) => name));
  });

  test("a desk that stops changes nothing more", async () => {
    const { made, steps } = changer(whole, { wanted: bare });
    made.close();
    await made.apply(null);
    expect(steps).toEqual([]);
  });

  test("what was asked for later waits for what was asked for before", async () => {
    const { made, steps } = changer(whole, { wanted: bare });
    await Promise.all([made.apply(null), made.remove("feed-binance", "asked")]);
    expect(steps).toEqual([`remove ${strategy.name}`, "remove feed-binance"]);
  });

  // S-122
  test("an actor that was taken out by a command comes back by its own file only", async () => {
    const { made, steps } = changer(whole, { wanted: whole });
    await made.remove(strategy.name, "asked");
    await made.apply(new Set(["risk"]));
    await made.apply(null);
    expect(steps).toEqual([`remove ${strategy.name}`]);
    await made.apply(new Set([strategy.name]));
    expect(steps[1]).toBe(`add ${strategy.name}`);
    // And from then on like any other.
    expect(made.plan.actors).toHaveLength(whole.actors.length);
  });

  // S-122
  test("risk and executions are not taken out by a command either", async () => {
    const { made, steps } = changer(whole, { wanted: whole });
    for (const { name, kind } of whole.actors) {
      if (kind !== "risk" && kind !== "execution") continue;
      expect(await made.remove(name, "asked")).toMatchObject({
        failure: expect.stringContaining("only by a restart of the desk"),
      });
    }
    expect(steps).toEqual([]);
  });

  test("an actor is added by its name, once, and only if it has a file", async () => {
    const { made, steps } = changer(bare, { wanted: whole });
    expect(await made.add("strategy-none")).toMatchObject({ failure: { kind: "NOT_FOUND" } });
    expect(await made.add(strategy.name)).toEqual(succeed(undefined));
    expect(await made.add(strategy.name)).toMatchObject({ failure: { kind: "CONFLICT" } });
    expect(steps.filter((step) => step.startsWith("add"))).toEqual([`add ${strategy.name}`]);
  });

  test("a refresh restarts with new code and new arguments at once; a swap exchanges it", async () => {
    const args = { clip: 9 };
    const actors = whole.actors.map((one) => (one.name === strategy.name ? { ...one, args } : one));
    const { made, steps } = changer(whole, { wanted: { ...whole, actors } });
    expect(await made.refresh(strategy.name)).toEqual(succeed(undefined));
    expect(await made.refresh(strategy.name)).toEqual(succeed(undefined));
    expect(await made.swap(strategy.name)).toEqual(succeed({ pauseMs: 2, incarnation: 2 }));
    expect(steps).toEqual([
      `replace ${strategy.name}`,
      `replace ${strategy.name}`,
      `swap ${strategy.name}`,
    ]);
  });

  test("what is asked for by name and meets mistakes brings them along", async () => {
    const { made, steps } = changer(whole, { wanted: null });
    const refused = { failure: { kind: "MISTAKES", mistakes: [MISTAKE] } };
    expect(await made.swap(strategy.name)).toMatchObject(refused);
    expect(await made.refresh(strategy.name)).toMatchObject(refused);
    expect(steps).toEqual([]);
  });
});
