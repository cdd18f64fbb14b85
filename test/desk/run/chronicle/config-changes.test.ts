/** What is other in a desk's files, field by field, without what came from outside. */
import { describe, expect, test } from "bun:test";
import type { ActorPlan, DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import { References } from "../../../../src/desk/config/toml/references.ts";
import { changesOf } from "../../../../src/desk/run/chronicle/config-changes.ts";
import { planOf } from "../../config/desk-kit.ts";

const plan = await planOf();
const NAME = plan.actors.find(({ kind }) => kind === "strategy")?.name ?? "";

function changed(change: (actor: ActorPlan) => Partial<ActorPlan>): DeskPlan {
  const actors = plan.actors.map((one) => (one.name === NAME ? { ...one, ...change(one) } : one));
  return { ...plan, actors };
}

describe("changesOf", () => {
  test("is empty for two plans that say the same", () => {
    expect(changesOf(plan, { ...plan, actors: structuredClone(plan.actors) as never })).toEqual([]);
  });

  test.each([
    [
      "a limit by its instrument",
      { limits: { positionLots: { 0: 200 }, orderLots: {}, orderRatePerS: 5 } },
      { limits: { positionLots: { 0: 100 }, orderLots: {}, orderRatePerS: 5 } },
      ["limits.positionLots.0 100 > 200"],
    ],
    [
      "a limit that is new",
      { limits: { positionLots: {}, orderLots: { 1: 7 }, orderRatePerS: null } },
      { limits: { positionLots: {}, orderLots: {}, orderRatePerS: 5 } },
      ["limits.orderRatePerS 5 > none", "limits.orderLots.1 none > 7"],
    ],
    ["an argument", { args: { clip: 3 } }, { args: { clip: 2 } }, ["args.clip 2 > 3"]],
    ["wiring", { topicBytes: 8_192 }, { topicBytes: 4_096 }, ["topicBytes 4096 > 8192"]],
  ] as const)("names %s with its old and its new value", (_, to, from, lines) => {
    const before = changed(() => from as Partial<ActorPlan>);
    const after = changed(() => to as Partial<ActorPlan>);
    expect(changesOf(before, after)).toEqual(lines.map((line) => `${NAME}: ${line}`));
  });

  test("names who came and who left", () => {
    const without = { ...plan, actors: plan.actors.filter(({ name }) => name !== NAME) };
    expect(changesOf(plan, without)).toEqual([`${NAME}: removed`]);
    expect(changesOf(without, plan)).toEqual([`${NAME}: added`]);
  });

  test("compares one that left and comes back with what it was", () => {
    const without = { ...plan, actors: plan.actors.filter(({ name }) => name !== NAME) };
    const after = changed(({ limits }) => ({ limits: { ...limits, orderRatePerS: 99 } }));
    const lastSeen = new Map(plan.actors.map((actor) => [actor.name, actor]));
    expect(changesOf(without, after, lastSeen)).toEqual([
      `${NAME}: added`,
      expect.stringMatching(new RegExp(`^${NAME}: limits.orderRatePerS \\d+ > 99$`)),
    ]);
  });

  test("names whom an actor reads from now on, and whom no more", () => {
    const read = (actor: string) => ({ actor, subscription: "GATE", lane: "MARKET" }) as const;
    const before = changed(() => ({ reads: [read("a"), read("b")] }));
    const after = changed(() => ({ reads: [read("b"), read("c")] }));
    expect(changesOf(before, after)).toEqual([
      `${NAME}: reads - a GATE MARKET`,
      `${NAME}: reads + c GATE MARKET`,
    ]);
  });

  test.each(["before", "after"])(
    "of a value that came from outside %s only the field is named",
    (when) => {
      const secret = { file: NAME, path: ["args", "key"], value: "swordfish" };
      const references = new References([{ ...secret, ways: new Set() }]);
      const before = changed(() => ({ args: { key: "swordfish", plain: 1 } }));
      const after = changed(() => ({ args: { key: "trout", plain: 2 } }));
      const lines = changesOf(
        when === "before" ? { ...before, references } : before,
        when === "after" ? { ...after, references } : after,
      );
      expect(lines).toEqual([`${NAME}: args.key is another`, `${NAME}: args.plain 1 > 2`]);
    },
  );
});
