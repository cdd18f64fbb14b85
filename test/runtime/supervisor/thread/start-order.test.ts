/** Which actors share a thread, and in what order threads start. */
import { describe, expect, test } from "bun:test";
import { threadsOf } from "../../../../src/runtime/supervisor/thread/start-order.ts";
import { specOf } from "../../../kit/kit-spec.ts";

async function plansOf(actors: readonly (readonly [string, string | null])[]) {
  const specs = actors.map(([name, thread]) => specOf("ping", { name, thread }));
  return threadsOf(await Promise.all(specs)).map((plan) => [
    plan.name,
    plan.specs.map((spec) => spec.name),
  ]);
}

describe("threadsOf", () => {
  test("gives each actor a thread of its own, in the desk's order", async () => {
    expect(
      await plansOf([
        ["feed", null],
        ["risk", null],
      ]),
    ).toEqual([
      ["feed", ["feed"]],
      ["risk", ["risk"]],
    ]);
  });

  test("brings the actors of one thread together where the first of them stands", async () => {
    const actors = [
      ["feed", null],
      ["risk", "core"],
      ["log", null],
      ["paper", "core"],
    ] as const;
    expect(await plansOf(actors)).toEqual([
      ["feed", ["feed"]],
      ["core", ["risk", "paper"]],
      ["log", ["log"]],
    ]);
  });

  test("does not take an actor's name for a thread's", async () => {
    const actors = [
      ["core", null],
      ["risk", "core"],
    ] as const;
    expect(await plansOf(actors)).toEqual([
      ["core", ["core"]],
      ["core", ["risk"]],
    ]);
  });
});
