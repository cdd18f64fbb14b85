/** Who is restarted with a child: cases T-19 to T-27. */
import { describe, expect, test } from "bun:test";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const abc = [worker("a"), worker("b"), worker("c")];

function lives(one: VirtualTree): number[] {
  return ["a", "b", "c"].map((name) => one.lifeOf(name));
}

describe("strategies", () => {
  test("T-19 one_for_one replaces only the child that crashed", () => {
    const one = VirtualTree.started(root(abc));
    const [a, b, c] = lives(one);
    one.crash("a");
    expect(one.take("start", "stop")).toEqual(["start a"]);
    expect(one.lifeOf("a")).not.toBe(a ?? 0);
    expect(lives(one).slice(1)).toEqual([b, c] as number[]);
  });

  test("one_for_all stops the others in reverse and starts all in order", () => {
    const one = VirtualTree.started(root(abc, { strategy: "one_for_all" }));
    one.crash("b");
    expect(one.take("start", "stop")).toEqual([
      "stop c",
      "stop a",
      "start a",
      "start b",
      "start c",
    ]);
  });

  test("T-21 rest_for_one stops and replaces those after the child that crashed, and no other", () => {
    const one = VirtualTree.started(root(abc, { strategy: "rest_for_one" }));
    const [a] = lives(one);
    one.crash("b");
    expect(one.take("start", "stop")).toEqual(["stop c", "start b", "start c"]);
    expect(one.lifeOf("a")).toBe(a ?? 0);
  });

  test.each(["one_for_all", "rest_for_one"] as const)(
    "T-23 %s stops a temporary sibling, which is not restarted and costs nothing",
    (strategy) => {
      const children = [worker("a"), worker("b", { restart: "temporary" }), worker("c")];
      const one = VirtualTree.started(root(children, { strategy, restartsMax: 1 }));
      one.crash("a");
      expect(one.take("start", "stop", "kill-switch", "kill_switch")).toEqual([
        "stop c",
        "stop b",
        "start a",
        "start c",
      ]);
      expect(one.stateOf("b")).toBe("ABSENT");
      expect(one.stateOf("a")).toBe("RUNNING");
    },
  );

  test("a temporary child that crashes takes no sibling with it", () => {
    const children = [worker("a", { restart: "temporary" }), worker("b")];
    const one = VirtualTree.started(root(children, { strategy: "one_for_all", restartsMax: 0 }));
    one.crash("a");
    expect(one.log).toEqual(["gone a REMOVED"]);
  });

  test.each(["permanent", "transient"] as const)(
    "T-25 a %s child of a pool whose restart declines disappears, and nothing is retried",
    (restart) => {
      const pool = supervisor("pool", [worker("like", { restart })], { strategy: "pool" });
      const one = VirtualTree.started(root([pool]));
      for (const name of ["a", "b"]) {
        one.ask({ kind: "START", supervisor: "pool", spec: worker(name) });
      }
      one.script("a", { start: "DECLINED" }).crash("a");
      one.run(60_000);
      expect(one.tree.list("pool")?.map(({ name }) => name)).toEqual(["b"]);
      expect(one.take("start")).toEqual(["start a", "start b", "start a"]);
      expect(one.stateOf("pool")).toBe("RUNNING");
    },
  );

  test("a pool's children are like its pattern, and only those that live are listed", () => {
    const pattern = worker("like", { restart: "temporary", stopDeadlineMs: 7 });
    const one = VirtualTree.started(root([supervisor("pool", [pattern], { strategy: "pool" })]));
    one.ask({ kind: "START", supervisor: "pool", spec: worker("a") });
    expect(one.tree.list("pool")).toMatchObject([{ name: "a", restart: "temporary" }]);
    expect(one.tree.count("pool")).toEqual({ specs: 1, active: 1, supervisors: 0, workers: 1 });
    one.end("a", "CLEAN");
    expect(one.tree.list("pool")).toEqual([]);
  });

  test("one_for_all: when another child fails to start, all are tried again from the first", () => {
    const one = VirtualTree.started(root(abc, { strategy: "one_for_all" }));
    one.failStarts("c", 1).crash("a");
    expect(one.take("start", "stop")).toEqual([
      ...["stop c", "stop b", "start a", "start b", "start c"],
      ...["stop b", "stop a", "start a", "start b", "start c"],
    ]);
    expect(one.tree.count("root")).toMatchObject({ active: 3 });
  });

  test("T-27 rest_for_one: the retry begins at the one that failed, and no fresh one is restarted again", () => {
    const one = VirtualTree.started(root(abc, { strategy: "rest_for_one" }));
    one.script("b", { startMs: 5 }).failStarts("b", 1).crash("a");
    const fresh = one.lifeOf("a");
    one.run(10);
    expect(one.take("start", "stop")).toEqual([
      ...["stop c", "stop b", "start a", "start b"],
      ...["start b", "start c"],
    ]);
    expect(one.lifeOf("a")).toBe(fresh);
  });

  test("a child before the group that ends meanwhile is answered once the group is up", () => {
    const one = VirtualTree.started(root(abc, { strategy: "rest_for_one", restartsMax: 3 }));
    one.script("c", { startMs: 10 }).crash("c");
    one.crash("a").run(30);
    expect(one.take("start", "stop")).toEqual([
      "start c",
      ...["stop c", "stop b", "start a", "start b", "start c"],
    ]);
  });

  test("a child that ended by itself comes back with its group, one that was stopped does not", () => {
    const children = [worker("a", { restart: "transient" }), worker("b"), worker("c")];
    const one = VirtualTree.started(root(children, { strategy: "one_for_all" }));
    one.end("a", "CLEAN");
    one.ask({ kind: "STOP", child: "b", reason: "by hand" });
    one.crash("c");
    expect(one.take("start")).toEqual(["start a", "start c"]);
    expect(one.stateOf("b")).toBe("STOPPED");
  });

  test("a nested supervisor is stopped and started whole with its group", () => {
    const inner = supervisor("inner", [worker("b"), worker("c")]);
    const one = VirtualTree.started(root([worker("a"), inner], { strategy: "one_for_all" }));
    one.crash("a");
    expect(one.take("start", "stop")).toEqual([
      "stop c",
      "stop b",
      "start a",
      "start b",
      "start c",
    ]);
  });
});
