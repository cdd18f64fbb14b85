/** While a restart keeps failing: cases T-41 and T-43, and what lies between them. */
import { describe, expect, test } from "bun:test";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const slow = { backoffMs: [1_000, 1_000] as const, restartsMax: 100 };

/** "a" is down and cannot be started; "b" runs. */
function looping(strategy: "one_for_one" | "one_for_all" | "rest_for_one" = "one_for_one") {
  const inner = supervisor("inner", [worker("b"), worker("a")], { strategy, ...slow });
  const one = VirtualTree.started(root([inner])).script("a", { start: "FAILED" });
  return one.crash("a").run(5_000);
}

describe("while a restart keeps failing", () => {
  test("T-41 the child is listed as restarting and is not active", () => {
    const one = looping();
    expect(one.stateOf("a")).toBe("RESTARTING");
    expect(one.tree.count("inner")).toEqual({ specs: 2, active: 1, supervisors: 0, workers: 2 });
  });

  test("T-41 adding, restarting and deleting it are refused", () => {
    const one = looping();
    expect(one.ask({ kind: "START", supervisor: "inner", spec: worker("a") })).toEqual({
      kind: "ALREADY_PRESENT",
    });
    expect(one.ask({ kind: "RESTART", child: "a" })).toEqual({ kind: "RESTARTING" });
    expect(one.ask({ kind: "DELETE", child: "a" })).toEqual({ kind: "RESTARTING" });
  });

  test.each(["one_for_one", "one_for_all", "rest_for_one"] as const)(
    "T-43 a shutdown in the middle of it ends at once: %s",
    (strategy) => {
      const one = looping(strategy);
      const before = one.nowMs;
      one.shutdown();
      expect(one.tree.isDown).toBe(true);
      expect(one.nowMs).toBe(before);
      one.log = [];
      one.run(60_000);
      expect(one.log).toEqual([]);
      expect(one.tree.nextAtMs).toBe(Number.POSITIVE_INFINITY);
    },
  );

  test("T-43 a shutdown while it is being started kills what was never ready", () => {
    const one = VirtualTree.started(root([worker("a")], slow)).script("a", { startMs: 4_000 });
    one.crash("a");
    one.shutdown();
    expect(one.take("kill", "stop")).toEqual(["kill a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("every attempt costs a restart", () => {
    const one = VirtualTree.started(root([worker("a")], { restartsMax: 3 }));
    one.script("a", { start: "FAILED" }).crash("a");
    expect(one.take("start", "gone")).toEqual([
      "start a",
      "start a",
      "start a",
      "gone a QUARANTINED",
    ]);
  });

  test("stopping it ends the attempts, and a restart by hand begins anew", () => {
    const one = looping();
    expect(one.ask({ kind: "STOP", child: "a", reason: "by hand" })).toEqual({ kind: "STOPPED" });
    one.log = [];
    one.run(60_000);
    expect(one.log).toEqual([]);
    one.script("a", { start: "READY" });
    expect(one.ask({ kind: "RESTART", child: "a" })).toMatchObject({ kind: "STARTED" });
  });

  test("a restart by hand that fails leaves the child down", () => {
    const one = VirtualTree.started(root([worker("a")]));
    one.ask({ kind: "STOP", child: "a", reason: "by hand" });
    one.script("a", { start: "FAILED" });
    const answer = one.ask({ kind: "RESTART", child: "a" });
    expect(answer).toEqual({ kind: "START_FAILED", reason: "failed" });
    expect(one.run(60_000).stateOf("a")).toBe("STOPPED");
  });

  test("a group waits for the pause with all of it down", () => {
    const settings = { strategy: "one_for_all", ...slow } as const;
    const one = VirtualTree.started(root([worker("a"), worker("b")], settings));
    one.crash("a").crash("a");
    expect(one.living.size).toBe(0);
    expect(["a", "b"].map((name) => one.stateOf(name))).toEqual(["RESTARTING", "RESTARTING"]);
    expect(one.run(1_000).living.size).toBe(2);
  });
});
