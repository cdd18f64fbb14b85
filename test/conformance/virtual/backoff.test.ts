/** The pauses before restarts: cases T-61 to T-65. */
import { describe, expect, test } from "bun:test";
import { Backoff } from "../../../src/runtime/supervisor/tree/pace/backoff.ts";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const delays = (backoff: Backoff, count: number, random: number): number[] =>
  Array.from({ length: count }, () => backoff.next(random));

describe("backoff", () => {
  test("T-61 the first restart is at once, then the pauses double up to the cap", () => {
    const nearlyOne = 1 - 2 ** -32;
    expect(delays(new Backoff([100, 1_000], null), 7, nearlyOne)).toEqual([
      0, 100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  test("T-61 half of a pause is fixed and half of it random, within the cap", () => {
    expect(delays(new Backoff([100, 1_000], null), 6, 0)).toEqual([0, 50, 100, 200, 400, 500]);
    expect(delays(new Backoff([100, 1_000], null), 3, 0.5)).toEqual([0, 75, 150]);
  });

  test("T-61 a child waits out its pause, and its siblings do not", () => {
    const settings = { backoffMs: [100, 1_000], restartsMax: 10 } as const;
    const one = VirtualTree.started(root([worker("a"), worker("b")], settings));
    one.crash("a").crash("a").crash("b");
    expect(one.take("start")).toEqual(["start a", "start b"]);
    const [paused] = one.effects.filter(
      (effect) => effect.kind === "RESTARTING" && effect.afterMs > 0,
    );
    const afterMs = paused?.kind === "RESTARTING" ? paused.afterMs : 0;
    expect(afterMs).toBeWithin(50, 101);
    one.run(afterMs - 1);
    expect(one.stateOf("a")).toBe("RESTARTING");
    expect(one.run(1).stateOf("a")).toBe("RUNNING");
  });

  test("T-63 after a life of the reset time the next restart is at once again", () => {
    const settings = { backoffMs: [100, 300], restartsMax: 10 } as const;
    const one = VirtualTree.started(root([worker("a")], settings));
    one.crash("a").crash("a").run(100).run(200);
    one.log = [];
    one.crash("a");
    expect(one.take("restarting", "start")).toEqual(["restarting a in 0", "start a"]);
  });

  test("T-63 a life that is shorter resets nothing", () => {
    const settings = { backoffMs: [100, 300], restartsMax: 10 } as const;
    const one = VirtualTree.started(root([worker("a")], settings));
    one.crash("a").run(199);
    one.log = [];
    one.crash("a");
    expect(one.stateOf("a")).toBe("RESTARTING");
  });

  test("T-63 the reset time can be set", () => {
    const settings = { backoffMs: [100, 300], backoffResetMs: 10, restartsMax: 10 } as const;
    const one = VirtualTree.started(root([worker("a")], settings));
    one.crash("a").run(10).crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test("a reset pause gives no budget back", () => {
    const settings = { backoffMs: [1, 1], backoffResetMs: 0, restartsMax: 2 } as const;
    const one = VirtualTree.started(root([supervisor("inner", [worker("a")], settings)]));
    one.crash("a").crash("a").crash("a");
    expect(one.take("gave-up")).toEqual(["gave-up inner"]);
  });

  test("T-65 a first start that fails is not retried", () => {
    const settings = { backoffMs: [100, 300], restartsMax: 10 } as const;
    const one = new VirtualTree(root([worker("a")], settings)).script("a", { start: "FAILED" });
    one.start().run(10_000);
    expect(one.take("start")).toEqual(["start a"]);
    expect(one.effects.at(-1)).toMatchObject({ kind: "DOWN", failure: { child: "a" } });
  });

  test("T-65 a restart that fails is retried after its pause", () => {
    const settings = { backoffMs: [100, 100], restartsMax: 10 } as const;
    const one = VirtualTree.started(root([worker("a")], settings)).script("a", { start: "FAILED" });
    one.crash("a");
    expect(one.take("start")).toEqual(["start a"]);
    one.script("a", { start: "READY" }).run(100);
    expect(one.take("start", "ready")).toEqual(["start a", "ready a"]);
  });

  test("T-69 what is below a supervisor has ended before its next life begins", () => {
    const inner = supervisor("inner", [worker("a"), worker("b")], { restartsMax: 0 });
    const one = VirtualTree.started(root([inner])).script("a", { stopMs: 700 });
    one.crash("b").run(699);
    expect(one.take("start")).toEqual([]);
    one.run(1);
    expect(one.take("start")).toEqual(["start a", "start b"]);
  });
});
