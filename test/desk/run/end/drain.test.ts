/** The shell of a drain over a system that is the test: who is held, cancelled and stopped, and in which order. */
import { describe, expect, test } from "bun:test";
import type { DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import { type DrainableSystem, drain } from "../../../../src/desk/run/end/drain.ts";
import { planOf } from "../../config/desk-kit.ts";

const never = new Promise<undefined>(() => {});

/** Notes what it is told; nothing of it has a board, so no order is open. */
class Notebook implements DrainableSystem {
  readonly notes: string[] = [];
  readonly #plan: DeskPlan;

  constructor(plan: DeskPlan) {
    this.#plan = plan;
  }

  status() {
    return [...this.#plan.actors, { name: "strategy-added", kind: "strategy" }];
  }

  boardOf(): null {
    return null;
  }

  hold(name: string, command: "HOLD" | "CANCEL"): boolean {
    this.notes.push(`${command} ${name}`);
    return true;
  }

  async stopActors(names: readonly string[]): Promise<undefined> {
    this.notes.push(`stop ${names.join(" ")}`);
  }

  async stop(): Promise<undefined> {
    this.notes.push("stop all");
  }
}

async function drained(desk: string, { cancelsAll = false } = {}): Promise<readonly string[]> {
  const plan = await planOf({ "desk.toml": (text) => text + desk });
  const system = new Notebook(plan);
  const outcome = await drain({
    plan,
    system,
    reason: "test",
    hurried: never,
    cancelsAll,
    readyAskedMsAgo: () => null,
  });
  expect(outcome).toEqual({ openOrders: 0, actorsStopped: true });
  return system.notes;
}

const STRATEGIES = "stop strategy-maker strategy-added";

describe("S-85: a drain", () => {
  test("holds gateways before strategies stop, cancels, and then stops all; who was added is not forgotten", async () => {
    expect(await drained("")).toEqual([
      "HOLD execution-paper",
      STRATEGIES,
      "CANCEL execution-paper",
      "stop all",
    ]);
  });

  test("leaves the open orders of a gateway whose instruments say so", async () => {
    expect(await drained('[drain]\nopenOrders = "leave"\n')).toEqual([
      "HOLD execution-paper",
      STRATEGIES,
      "stop all",
    ]);
  });

  test("cancels them all the same when trading was halted", async () => {
    const notes = await drained('[drain]\nopenOrders = "leave"\n', { cancelsAll: true });
    expect(notes).toContain("CANCEL execution-paper");
  });
});
