/** From saved files to steps: which change costs what, and what waits for a restart of the desk. */
import { describe, expect, test } from "bun:test";
import type { ActorPlan, DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import { changesBetween } from "../../../../src/desk/run/change/plan-change.ts";
import { planOf } from "../../config/desk-kit.ts";

const running = await planOf();

const strategy = running.actors.find(({ kind }) => kind === "strategy") as ActorPlan;
const risk = running.actors.find(({ kind }) => kind === "risk") as ActorPlan;

const NEW_CODE = { hash: "0f3c9a1be2d4", file: "strategy-maker-0f3c9a1be2d4.js" };

function withActor(name: string, change: Partial<ActorPlan>): DeskPlan {
  const actors = running.actors.map((one) => (one.name === name ? { ...one, ...change } : one));
  return { ...running, actors };
}

/** Steps as `KIND name`. */
function stepsTo(wanted: DeskPlan, saved: readonly string[] | null = null): readonly string[] {
  const names = saved === null ? null : new Set(saved);
  return changesBetween(running, wanted, names).changes.map((step) =>
    step.kind === "REMOVE" ? `REMOVE ${step.name}` : `${step.kind} ${step.actor.name}`,
  );
}

describe("changesBetween", () => {
  test("the same plan asks for nothing", () => {
    expect(changesBetween(running, structuredClone(running), null)).toEqual({
      changes: [],
      waiting: [],
    });
  });

  const own: readonly [string, Partial<ActorPlan>, string][] = [
    ["new arguments are handed over", { args: { ...strategy.args, x: 1 } }, "RECONFIGURE"],
    ["new code restarts", { code: NEW_CODE }, "RESTART"],
    ["another module restarts", { use: "strategy/other" }, "RESTART"],
    ["a new deadline restarts", { child: { ...strategy.child, stopDeadlineMs: 1 } }, "RESTART"],
    ["another idle strategy restarts", { idle: "spin" }, "RESTART"],
    ["new limits rewire", { limits: { ...strategy.limits, orderRatePerS: 99 } }, "REWIRE"],
    ["other instruments rewire", { instruments: [] }, "REWIRE"],
    ["another ring rewires", { topicBytes: strategy.topicBytes * 2 }, "REWIRE"],
    ["reading others rewires", { reads: strategy.reads.slice(1) }, "REWIRE"],
    ["arguments and limits together rewire once", { args: {}, instruments: [] }, "REWIRE"],
  ];
  test.each(own)("%s, that actor alone", (_what, change, kind) => {
    expect(stepsTo(withActor(strategy.name, change))).toEqual([`${kind} ${strategy.name}`]);
  });

  test("the order in which it reads is no change", () => {
    expect(stepsTo(withActor(strategy.name, { reads: strategy.reads.toReversed() }))).toEqual([]);
  });

  test("an actor whose file was not saved keeps what it runs", () => {
    const wanted = withActor(strategy.name, { code: NEW_CODE });
    expect(stepsTo(wanted, ["another"])).toEqual([]);
    expect(stepsTo(wanted, [strategy.name])).toEqual([`RESTART ${strategy.name}`]);
  });

  test("a file that is gone removes its actor, and a new one adds it; readers stay", () => {
    const without: DeskPlan = {
      ...running,
      actors: running.actors
        .filter(({ name }) => name !== strategy.name)
        .map((one) => ({
          ...one,
          reads: one.reads.filter(({ actor }) => actor !== strategy.name),
        })),
    };
    expect(stepsTo(without)).toEqual([`REMOVE ${strategy.name}`]);
    const back = changesBetween(without, running, new Set([strategy.name]));
    expect(back.changes).toEqual([{ kind: "ADD", actor: strategy }]);
  });

  test("a supervisor whose pattern finds another actor is no other supervisor", () => {
    const isOver = ({ children }: (typeof running.supervisors)[number]) =>
      children.includes(strategy.name);
    expect(running.supervisors.some(isOver)).toBe(true);
    const without = running.supervisors.map((one) => ({
      ...one,
      children: one.children.filter((child) => child !== strategy.name),
    }));
    const fewer = { ...running, supervisors: without };
    expect(changesBetween(running, fewer, null).waiting).toEqual([]);
    const other = { ...running, supervisors: running.supervisors.slice(0, -1) };
    expect(changesBetween(running, other, null).waiting).toHaveLength(1);
  });

  test("removals come first and additions last", () => {
    const twin = { ...strategy, name: "strategy-twin" };
    const actors = running.actors.map((one) => (one.name === strategy.name ? twin : one));
    const feed = actors.findIndex(({ kind }) => kind === "feed");
    actors[feed] = { ...(actors[feed] as ActorPlan), args: {} };
    expect(stepsTo({ ...running, actors })).toEqual([
      `REMOVE ${strategy.name}`,
      `RECONFIGURE ${actors[feed]?.name}`,
      "ADD strategy-twin",
    ]);
  });

  // S-122
  test("what all learn at the start waits for a restart of the desk, and says so", () => {
    const gone = { ...running, actors: running.actors.filter(({ kind }) => kind !== "execution") };
    const { changes, waiting } = changesBetween(running, { ...gone, mode: "replay" }, null);
    expect(changes).toEqual([]);
    expect(waiting).toEqual([
      "desk.toml: mode is another, and waits for a restart of the desk",
      expect.stringMatching(/: execution is removed only by a restart of the desk$/),
    ]);
  });

  test("arguments of risk are handed to it as to anybody", () => {
    const wanted = withActor(risk.name, { args: { ...risk.args, priceCollarBps: 7 } });
    expect(stepsTo(wanted)).toEqual([`RECONFIGURE ${risk.name}`]);
  });
});
