/** The budget of restarts, its window, and what a spent one leads to: cases T-31 to T-39. */
import { describe, expect, test } from "bun:test";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const DAY_MS = 86_400_000;

describe("intensity", () => {
  test("T-31 with a budget of 0 the first crash ends the supervisor", () => {
    const settings = { restartsMax: 0, restart: "transient" } as const;
    const one = VirtualTree.started(
      root([supervisor("inner", [worker("a"), worker("b")], settings)]),
    );
    one.crash("a");
    expect(one.log).toEqual([
      "gave-up inner",
      "stop b",
      "gone inner STOPPED",
      "gone a STOPPED",
      "gone b STOPPED",
    ]);
  });

  test("the next restart beyond the budget within the period is refused", () => {
    const one = VirtualTree.started(root([supervisor("inner", [worker("a")])]));
    one.crash("a").crash("a");
    expect(one.take("gave-up")).toEqual([]);
    one.crash("a");
    expect(one.take("gave-up")).toEqual(["gave-up inner"]);
  });

  test("T-33 the window slides: what lies a period back counts no more", () => {
    const settings = { restartsMax: 2, periodMs: 500 };
    const one = VirtualTree.started(root([worker("a")], settings));
    one.crash("a").run(300).crash("a").run(250).crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
    one.run(100).crash("a");
    expect(one.take("kill_switch", "start")).toEqual(["start a", "start a", "start a"]);
    expect(one.effects.at(-1)).toMatchObject({ kind: "KILL_SWITCH" });
  });

  test("T-35 the restart of a group counts once", () => {
    const children = ["a", "b", "c", "d"].map((name) => worker(name));
    const one = VirtualTree.started(root(children, { strategy: "one_for_all", restartsMax: 2 }));
    one.crash("a").crash("b");
    expect(one.tree.count("root")).toMatchObject({ active: 4 });
    one.crash("c");
    expect(one.effects.at(-1)).toMatchObject({ kind: "KILL_SWITCH", child: "c", reason: "crash" });
  });

  test("T-37 a window of 30 days is honoured", () => {
    const one = VirtualTree.started(root([worker("a")], { restartsMax: 2, periodMs: 30 * DAY_MS }));
    one
      .crash("a")
      .run(15 * DAY_MS)
      .crash("a")
      .run(14 * DAY_MS);
    one.crash("a");
    expect(one.effects.at(-1)).toMatchObject({ kind: "KILL_SWITCH" });
  });

  test("T-37 what lies 30 days back counts no more", () => {
    const one = VirtualTree.started(root([worker("a")], { restartsMax: 2, periodMs: 30 * DAY_MS }));
    one
      .crash("a")
      .run(15 * DAY_MS)
      .crash("a")
      .run(15 * DAY_MS + 1)
      .crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test("T-39 giving up is an ordered end: a transient supervisor is not restarted, a permanent one is", () => {
    for (const restart of ["transient", "permanent"] as const) {
      const inner = supervisor("inner", [worker("a"), worker("b")], { restartsMax: 0, restart });
      const one = VirtualTree.started(root([inner]));
      one.crash("b");
      const restarted =
        restart === "permanent" ? ["restarting inner in 0", "start a", "start b"] : [];
      expect(one.take("stop", "restarting", "start")).toEqual(["stop a", ...restarted]);
      expect(one.stateOf("inner")).toBe(restart === "permanent" ? "RUNNING" : "STOPPED");
    }
  });

  test("giving up stops what runs in reverse order before the supervisor above hears of it", () => {
    const inner = supervisor("inner", [worker("a"), worker("b"), worker("c")], { restartsMax: 0 });
    const one = VirtualTree.started(root([inner]));
    one.script("a", { stopMs: 10 }).script("c", { stopMs: 10 }).crash("b");
    one.run(20);
    expect(one.take("gave-up", "stop", "restarting")).toEqual([
      "gave-up inner",
      "stop c",
      "stop a",
      "restarting inner in 0",
    ]);
  });

  test("what the root gives up is the kill switch: nothing is restarted, and the rest runs until it is stopped", () => {
    const one = VirtualTree.started(root([worker("a"), worker("b")], { restartsMax: 0 }));
    one.crash("a").crash("b").run(1_000);
    expect(one.log).toEqual([
      "gave-up root",
      "gone a QUARANTINED",
      "kill_switch",
      "gone b STOPPED",
    ]);
    const answer = one.ask({ kind: "START", supervisor: "root", spec: worker("c") });
    expect(answer).toEqual({ kind: "NOT_RUNNING" });
    one.shutdown();
    expect(one.effects.at(-1)).toEqual({ kind: "DOWN", failure: null });
  });

  test("a supervisor that would end all above it is the kill switch at once: its children run on", () => {
    const inner = supervisor("inner", [worker("a"), worker("b")], { restartsMax: 0 });
    const middle = supervisor("middle", [inner, worker("c")], { restartsMax: 0 });
    const one = VirtualTree.started(root([middle, worker("d")], { restartsMax: 0 }));
    one.crash("b");
    expect(one.log).toEqual(["gave-up inner", "gone b QUARANTINED", "kill_switch"]);
    expect(one.effects.at(-1)).toEqual({ kind: "KILL_SWITCH", child: "b", reason: "crash" });
    one.log = [];
    for (const name of ["a", "c", "d"]) one.crash(name);
    expect(one.take("start", "kill_switch")).toEqual([]);
    one.shutdown();
    expect(one.tree.isDown).toBe(true);
  });

  test("after the kill switch who is down can be started by hand, once more and no more", () => {
    const inner = supervisor("inner", [worker("a"), worker("b")], { restartsMax: 0 });
    const one = VirtualTree.started(root([inner], { restartsMax: 0 }));
    one.crash("b");
    const renew = { kind: "RENEW", reason: "to end what it has open" } as const;
    expect(one.ask({ ...renew, child: "b" })).toEqual({ kind: "STARTED", life: one.lifeOf("b") });
    expect(one.ask({ ...renew, child: "a" })).toEqual({ kind: "NOT_RUNNING" });
    one.crash("b");
    expect(one.stateOf("b")).toBe("STOPPED");
    one.shutdown();
    expect(one.take("stop")).toEqual(["stop a"]);
  });

  test.each([
    ["has a budget", { restartsMax: 1 }, {}],
    ["leaves it down", { onExceeded: "quarantine", restartsMax: 0 }, {}],
    ["does not restart it", { restartsMax: 0 }, { restart: "transient" }],
  ] as const)("a supervisor ends in order where the one above it %s", (_, above, own) => {
    const inner = supervisor("inner", [worker("a"), worker("b")], { restartsMax: 0, ...own });
    const middle = supervisor("middle", [inner], above);
    const one = VirtualTree.started(root([middle], { restartsMax: 0 }));
    one.crash("b");
    expect(one.take("stop", "kill_switch")).toEqual(["stop a"]);
  });

  test("a budget of its own leaves one flapping child down, and no other", () => {
    const edge = supervisor("edge", [worker("a"), worker("b")], { onExceeded: "quarantine" });
    const one = VirtualTree.started(root([edge], { restartsMax: 0 }));
    for (let crashes = 0; crashes < 3; crashes += 1) one.crash("a");
    expect(one.stateOf("a")).toBe("QUARANTINED");
    one.crash("b").crash("b");
    expect(one.stateOf("b")).toBe("RUNNING");
    expect(one.take("gone", "gave-up", "kill_switch")).toEqual(["gone a QUARANTINED"]);
  });

  test("a quarantined child starts with a whole budget when somebody restarts it", () => {
    const edge = supervisor("edge", [worker("a")], { onExceeded: "quarantine", restartsMax: 1 });
    const one = VirtualTree.started(root([edge]));
    one.crash("a").crash("a");
    expect(one.ask({ kind: "RESTART", child: "a" })).toMatchObject({ kind: "STARTED" });
    one.crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test("a supervisor that is restarted has a whole budget", () => {
    const inner = supervisor("inner", [worker("a")], { restartsMax: 1 });
    const one = VirtualTree.started(root([inner]));
    one.crash("a").crash("a").crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
    expect(one.take("gave-up")).toEqual(["gave-up inner"]);
  });
});
