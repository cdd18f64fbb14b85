/** How children and supervisors are stopped: cases T-45 to T-55, T-75 and T-83. */
import { describe, expect, test } from "bun:test";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const abc = [worker("a"), worker("b"), worker("c")];
const NEVER = Number.POSITIVE_INFINITY;

describe("shutdown", () => {
  test("T-45 children start in order, each ready before the next, and stop in exact reverse", () => {
    const one = new VirtualTree(root(abc));
    for (const name of ["a", "b", "c"]) one.script(name, { startMs: 10, stopMs: 10 });
    one.start().run(30);
    expect(one.take("start", "ready")).toEqual(
      abc.flatMap(({ name }) => [`start ${name}`, `ready ${name}`]),
    );
    one.shutdown();
    expect(one.log).toEqual(["stop c"]);
    one.run(10);
    expect(one.log).toEqual(["stop c", "stop b"]);
    one.run(20);
    expect(one.take("stop")).toEqual(["stop c", "stop b", "stop a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("T-45 the tail of a rest_for_one restart stops in exact reverse", () => {
    const children = ["a", "b", "c", "d"].map((name) => worker(name));
    const one = VirtualTree.started(root(children, { strategy: "rest_for_one" }));
    one.script("d", { stopMs: 10 }).crash("b");
    expect(one.take("stop")).toEqual(["stop d"]);
    one.run(10);
    expect(one.take("stop", "start")).toEqual(["stop c", "start b", "start c", "start d"]);
  });

  test("a tree stops as a whole in exact reverse, the children of a supervisor in its place", () => {
    const inner = supervisor("inner", [worker("b"), worker("c")]);
    const one = VirtualTree.started(root([worker("a"), inner, worker("d")]));
    one.shutdown();
    expect(one.take("stop")).toEqual(["stop d", "stop c", "stop b", "stop a"]);
  });

  test("T-47 a child that is to be killed is killed at once, its sibling ends in order", () => {
    const children = [worker("a"), worker("b", { stopDeadlineMs: "kill" })];
    const one = VirtualTree.started(root(children));
    one.shutdown();
    expect(one.take("stop", "kill")).toEqual(["kill b", "stop a"]);
  });

  test("a child that does not stop by its deadline is killed, and the next has its turn", () => {
    const one = VirtualTree.started(root(abc)).script("c", { stopMs: NEVER });
    one.shutdown().run(999);
    expect(one.log).toEqual(["stop c"]);
    one.run(1);
    expect(one.take("stop", "kill")).toEqual(["stop c", "kill c", "stop b", "stop a"]);
  });

  test("a child without a deadline is waited for", () => {
    const one = VirtualTree.started(root([worker("a", { stopDeadlineMs: null })]));
    one.script("a", { stopMs: 86_400_000 }).shutdown();
    one.run(86_399_999);
    expect(one.log).toEqual(["stop a"]);
    expect(one.run(1).tree.isDown).toBe(true);
  });

  test("a supervisor that is late has everything below it killed at once", () => {
    const children = [worker("a"), worker("b", { stopDeadlineMs: null })];
    const inner = supervisor("inner", children, { stopDeadlineMs: 100 });
    const one = VirtualTree.started(root([inner])).script("b", { stopMs: NEVER });
    one.shutdown().run(100);
    expect(one.take("stop", "kill")).toEqual(["stop b", "kill b", "kill a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("T-49 the children of a pool stop all at once under one deadline", () => {
    const pattern = worker("like", { stopDeadlineMs: 2_000 });
    const one = VirtualTree.started(root([supervisor("pool", [pattern], { strategy: "pool" })]));
    for (const [name, stopMs] of [
      ["a", 1_000],
      ["b", 1_000],
      ["c", 5_000],
    ] as const) {
      one.ask({ kind: "START", supervisor: "pool", spec: worker(name) });
      one.script(name, { stopMs });
    }
    one.shutdown().run(1_999);
    expect(one.take("stop", "kill")).toEqual(["stop c", "stop b", "stop a"]);
    expect(one.tree.isDown).toBe(false);
    one.run(1);
    expect(one.take("kill")).toEqual(["kill c"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("T-51 a child that does not listen can still be taken away, and its supervisor serves on", () => {
    const one = VirtualTree.started(root(abc)).script("b", { stopMs: NEVER });
    const call = one.call({ kind: "STOP", child: "b", reason: "by hand" });
    expect(one.run(1_000).answers.get(call)).toEqual({ kind: "STOPPED" });
    expect(one.ask({ kind: "DELETE", child: "b" })).toEqual({ kind: "DELETED" });
    one.crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test("T-53 a supervisor that is stopping takes no new child", () => {
    const one = VirtualTree.started(root(abc)).script("c", { stopMs: 500 });
    one.shutdown();
    const spec = worker("d");
    expect(one.ask({ kind: "START", supervisor: "root", spec })).toEqual({ kind: "NOT_RUNNING" });
    expect(one.ask({ kind: "RESTART", child: "a" })).toEqual({ kind: "RUNNING" });
    one.run(500);
    expect(one.take("start")).toEqual([]);
  });

  test("T-55 who asks a stopping supervisor is answered at once, and it goes on", () => {
    const one = VirtualTree.started(root(abc)).script("c", { stopMs: 500 });
    one.shutdown();
    const answer = one.ask({ kind: "RENEW", child: "b", reason: "by hand" });
    expect(answer).toEqual({ kind: "NOT_RUNNING" });
    const call = one.call({ kind: "STOP", child: "a", reason: "by hand" });
    one.run(500);
    expect(one.answers.get(call)).toEqual({ kind: "STOPPED" });
    expect(one.take("stop")).toEqual(["stop c", "stop b", "stop a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("T-75 a kill waits for nothing, a stop waits for what is being handled", () => {
    const children = [
      worker("a", { stopDeadlineMs: "kill" }),
      worker("b", { stopDeadlineMs: 60_000 }),
    ];
    const one = VirtualTree.started(root(children)).script("b", { stopMs: 10_000 });
    one.shutdown().run(9_999);
    expect(one.living.has("b")).toBe(true);
    one.run(1);
    expect(one.take("stop", "kill")).toEqual(["stop b", "kill a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("T-83 a start that is late fails with its deadline, and what was half started is killed", () => {
    const one = new VirtualTree(root([worker("a"), worker("b", { startDeadlineMs: 100 })]));
    one.script("b", { startMs: NEVER }).start();
    one.run(100);
    expect(one.take("kill", "stop")).toEqual(["kill b", "stop a"]);
    expect(one.effects.at(-1)).toEqual({
      kind: "DOWN",
      failure: { child: "b", reason: "not ready within 100 ms" },
    });
  });

  test("T-83 a start that came ready just after it was killed for being late has failed", () => {
    const one = new VirtualTree(root([worker("a", { startDeadlineMs: 100 })]));
    one.script("a", { startMs: 101, killMs: 5 }).start().run(200);
    expect(one.take("ready", "kill")).toEqual(["kill a"]);
    expect(one.effects.at(-1)).toMatchObject({ failure: { reason: "not ready within 100 ms" } });
  });

  test("a child that cannot be ended holds up no stop, and is not started again", () => {
    const one = VirtualTree.started(root(abc)).script("b", { stopMs: NEVER, killMs: NEVER });
    const call = one.call({ kind: "RENEW", child: "b", reason: "by hand" });
    one.run(1_000).lose("b");
    expect(one.answers.get(call)).toMatchObject({ kind: "START_FAILED" });
    expect(one.stateOf("b")).toBe("LOST");
    expect(one.ask({ kind: "RESTART", child: "b" })).toEqual({ kind: "RUNNING" });
    expect(one.take("start")).toEqual([]);
    // It would be an assertion of the kit that something lives on.
    one.living.delete("b");
    one.shutdown();
    expect(one.tree.isDown).toBe(true);
  });
});
