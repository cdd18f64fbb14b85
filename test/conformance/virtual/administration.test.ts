/** What people ask of a running tree, and its answers: cases T-57, T-59, T-71, T-73. */
import { describe, expect, test } from "bun:test";
import { SupervisorTree } from "../../../src/runtime/supervisor/tree/supervisor-tree.ts";
import type { NodeSpec } from "../../../src/runtime/supervisor/tree/tree-spec.ts";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const start = (spec: NodeSpec, at = "root") => ({ kind: "START", supervisor: at, spec }) as const;
const stop = (child: string) => ({ kind: "STOP", child, reason: "by hand" }) as const;
const restart = (child: string) => ({ kind: "RESTART", child }) as const;
const remove = (child: string) => ({ kind: "DELETE", child }) as const;
const renew = (child: string) => ({ kind: "RENEW", child, reason: "by hand" }) as const;

describe("administration", () => {
  test("T-57 starting who runs says so, with the identity of its life", () => {
    const one = VirtualTree.started(root([worker("a")]));
    const life = one.lifeOf("a");
    expect(one.ask(start(worker("a")))).toEqual({ kind: "ALREADY_STARTED", life });
  });

  test("T-57 a stopped child is present, can be restarted, and deleted once it is down again", () => {
    const one = VirtualTree.started(root([worker("a"), worker("b")]));
    expect(one.ask(restart("a"))).toEqual({ kind: "RUNNING" });
    expect(one.ask(remove("a"))).toEqual({ kind: "RUNNING" });
    expect(one.ask(stop("a"))).toEqual({ kind: "STOPPED" });
    expect(one.ask(stop("a"))).toEqual({ kind: "STOPPED" });
    expect(one.ask(start(worker("a")))).toEqual({ kind: "ALREADY_PRESENT" });
    expect(one.tree.count("root")).toMatchObject({ specs: 2, active: 1 });
    expect(one.ask(restart("a"))).toEqual({ kind: "STARTED", life: one.lifeOf("a") });
    one.ask(stop("a"));
    expect(one.ask(remove("a"))).toEqual({ kind: "DELETED" });
    expect(one.stateOf("a")).toBe("ABSENT");
    for (const request of [stop("a"), restart("a"), remove("a"), renew("a")]) {
      expect(one.ask(request)).toEqual({ kind: "NOT_FOUND" });
    }
    expect(one.ask(start(worker("c"), "nowhere"))).toEqual({ kind: "NOT_FOUND" });
  });

  test("a temporary child that is stopped is forgotten", () => {
    const one = VirtualTree.started(root([worker("a", { restart: "temporary" })]));
    one.ask(stop("a"));
    expect(one.ask(restart("a"))).toEqual({ kind: "NOT_FOUND" });
  });

  test("what is to be added is checked, and a name below it too", () => {
    const one = VirtualTree.started(root([worker("a")]));
    expect(one.ask(start(supervisor("s", [worker("a")])))).toEqual({
      kind: "INVALID",
      mistakes: ["a: a name must be the only one of its kind"],
    });
    const answer = one.ask(start(worker("b", { significant: true, restart: "transient" })));
    expect(answer).toMatchObject({ kind: "INVALID" });
  });

  test("a supervisor can be added, stopped and deleted with all that is below it", () => {
    const one = VirtualTree.started(root([worker("a")]));
    expect(one.ask(start(supervisor("s", [worker("b"), worker("c")])))).toMatchObject({
      kind: "STARTED",
    });
    expect(one.ask(start(worker("d"), "s"))).toMatchObject({ kind: "STARTED" });
    expect(one.ask(stop("s"))).toEqual({ kind: "STOPPED" });
    expect(one.take("stop", "gone")).toEqual([
      ...["stop d", "stop c", "stop b"],
      ...["gone s STOPPED", "gone b STOPPED", "gone c STOPPED", "gone d STOPPED"],
    ]);
    expect(one.ask(start(worker("e"), "s"))).toEqual({ kind: "NOT_RUNNING" });
    one.ask(remove("s"));
    expect(one.ask(start(worker("b")))).toMatchObject({ kind: "STARTED" });
  });

  test("children of a pool can be stopped, and have no place to be restarted in", () => {
    const pool = supervisor("pool", [worker("like")], { strategy: "pool" });
    const one = VirtualTree.started(root([pool]));
    one.ask(start(worker("a"), "pool"));
    expect(one.ask(restart("a"))).toEqual({ kind: "WRONG_STRATEGY" });
    expect(one.ask(remove("a"))).toEqual({ kind: "WRONG_STRATEGY" });
    expect(one.ask(stop("a"))).toEqual({ kind: "STOPPED" });
    expect(one.tree.list("pool")).toEqual([]);
  });

  test("a child that is renewed gets a new life alone, which costs nothing", () => {
    const settings = { strategy: "one_for_all", restartsMax: 0 } as const;
    const one = VirtualTree.started(root([worker("a"), worker("b")], settings));
    for (let times = 0; times < 3; times += 1) {
      expect(one.ask(renew("a"))).toEqual({ kind: "STARTED", life: one.lifeOf("a") });
    }
    expect(one.take("stop", "start")).toEqual(Array(3).fill(["stop a", "start a"]).flat());
  });

  test("a renewal whose start fails is a failing restart", () => {
    const one = VirtualTree.started(root([worker("a")], { backoffMs: [100, 100] }));
    one.script("a", { start: "FAILED" });
    expect(one.ask(renew("a"))).toMatchObject({ kind: "START_FAILED" });
    expect(one.stateOf("a")).toBe("RESTARTING");
    expect(one.script("a", { start: "READY" }).run(100).stateOf("a")).toBe("RUNNING");
  });

  test("a renewal of what waits for its restart begins it at once", () => {
    const one = VirtualTree.started(root([worker("a")], { backoffMs: [60_000, 60_000] }));
    one.crash("a").crash("a");
    expect(one.stateOf("a")).toBe("RESTARTING");
    expect(one.ask(renew("a"))).toMatchObject({ kind: "STARTED" });
    expect(one.run(120_000).take("start")).toEqual(["start a", "start a"]);
  });

  test("who is added while a group is being restarted is started after it", () => {
    const one = VirtualTree.started(root([worker("a"), worker("b")], { strategy: "one_for_all" }));
    one.script("a", { startMs: 50 }).crash("b");
    const call = one.call(start(worker("c")));
    expect(one.answers.has(call)).toBe(false);
    one.run(50);
    expect(one.answers.get(call)).toMatchObject({ kind: "STARTED" });
    expect(one.take("start")).toEqual(["start a", "start b", "start c"]);
  });

  test("every call is answered when the supervisor stops in the middle of it", () => {
    const one = VirtualTree.started(root([worker("a"), worker("b")]));
    one.script("b", { stopMs: 500 }).script("c", { startMs: 500 });
    const calls = [one.call(start(worker("c"))), one.call(renew("b")), one.call(stop("a"))];
    one.shutdown().run(2_000);
    expect(calls.map((call) => one.answers.get(call)?.kind)).toEqual([
      "NOT_RUNNING",
      "NOT_RUNNING",
      "STOPPED",
    ]);
  });

  test("T-59 many children take no longer each than few do, and none is remembered", () => {
    // With work that grows with the square of the count this would take minutes.
    const count = 50_000;
    const pattern = worker("like", { restart: "temporary" });
    const tree = new SupervisorTree(
      root([supervisor("pool", [pattern], { strategy: "pool" })]),
      () => 0,
    );
    tree.start(0);
    const names = Array.from({ length: count }, (_unused, index) => `w${index}`);
    for (const [index, name] of names.entries()) {
      tree.administer(index, start(worker(name), "pool"), index);
      tree.onOutcome(name, index + 2, { kind: "READY" }, index);
    }
    expect(tree.count("pool")).toMatchObject({ active: count });
    for (const [index, name] of names.entries()) {
      if (index % 2 === 0) tree.onEnd(name, index + 2, { kind: "CLEAN", reason: "" }, count);
    }
    expect(tree.count("pool")).toMatchObject({ active: count / 2 });
    expect(tree.find("w0")).toBeNull();
    expect(tree.shutdown("over", count)).toHaveLength(count / 2);
    for (const [index, name] of names.entries()) {
      if (index % 2 === 1) tree.onEnd(name, index + 2, { kind: "ORDERED", reason: "" }, count);
    }
    expect(tree.isDown).toBe(true);
  }, 20_000);

  test("T-71 a clean end hands its reason to the supervisor", () => {
    const one = VirtualTree.started(root([worker("a", { restart: "transient" })]));
    one.end("a", "CLEAN", "the day is over");
    expect(one.tree.find("a")).toMatchObject({ state: "STOPPED", reason: "the day is over" });
  });

  test("T-73 what fails in the middle of the tree is answered one level up", () => {
    const inner = supervisor("inner", [worker("a"), worker("b")], { restartsMax: 0 });
    const middle = supervisor("middle", [inner], { restartsMax: 0 });
    const one = VirtualTree.started(root([middle, worker("c")]));
    one.crash("b");
    expect(one.take("gave-up", "restarting")).toEqual([
      "gave-up inner",
      "gave-up middle",
      "restarting middle in 0",
    ]);
    expect(one.stateOf("b")).toBe("RUNNING");
  });
});
