/** Things that happen in the middle of other things. */
import { describe, expect, test } from "bun:test";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const abc = [worker("a"), worker("b"), worker("c")];
const stop = (child: string) => ({ kind: "STOP", child, reason: "by hand" }) as const;
const renew = (child: string) => ({ kind: "RENEW", child, reason: "by hand" }) as const;

describe("while a supervisor stops", () => {
  test("a renewal that was under way begins no other life", () => {
    const one = VirtualTree.started(root(abc));
    one.script("b", { stopMs: 10 }).script("c", { stopMs: 500 });
    one.call(renew("b"));
    one.shutdown().run(1_000);
    expect(one.take("start", "stop")).toEqual(["stop b", "stop c", "stop a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("a restart that fails is not tried again", () => {
    const one = VirtualTree.started(root(abc, { restartsMax: 100 })).script("c", { stopMs: 500 });
    one.script("a", { start: "FAILED", startMs: 100 }).crash("a");
    one.shutdown().run(1_000);
    expect(one.take("start")).toEqual(["start a"]);
    expect(one.tree.isDown).toBe(true);
  });

  test("a child that is stopped by hand is not started with its supervisor's next life", () => {
    const inner = supervisor("inner", abc, { restartsMax: 0 });
    const one = VirtualTree.started(root([inner])).script("c", { stopMs: 500 });
    one.crash("b");
    const call = one.call(stop("a"));
    one.run(500);
    expect(one.answers.get(call)).toEqual({ kind: "STOPPED" });
    expect(one.take("start")).toEqual(["start b", "start c"]);
    expect(one.stateOf("a")).toBe("STOPPED");
  });
});

describe("while a supervisor starts", () => {
  test("a root that gives up has failed to start", () => {
    const one = new VirtualTree(root(abc, { restartsMax: 0 })).script("c", { startMs: 1_000 });
    one.start().crash("a");
    expect(one.take("gave-up", "kill_switch", "stop", "kill")).toEqual([
      "gave-up root",
      "kill c",
      "stop b",
    ]);
    expect(one.effects.at(-1)).toEqual({ kind: "DOWN", failure: { child: "a", reason: "crash" } });
  });

  test("who ended and was then stopped by hand takes nobody along", () => {
    const one = new VirtualTree(root(abc, { strategy: "one_for_all" }));
    one.script("c", { startMs: 100 }).start().crash("a");
    expect(one.ask(stop("a"))).toEqual({ kind: "STOPPED" });
    one.log = [];
    one.run(200);
    expect(one.take("stop", "start")).toEqual([]);
    expect(one.tree.count("root")).toMatchObject({ active: 2 });
  });

  test("a child has a whole budget and no pause in its supervisor's next life", () => {
    const settings = { restartsMax: 1, backoffMs: [60_000, 60_000], backoffResetMs: 1e9 } as const;
    const inner = supervisor("inner", [worker("a")], settings);
    const one = VirtualTree.started(root([inner]));
    one.crash("a");
    one.ask(renew("inner"));
    one.crash("a");
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test("who was stopped by hand is not started with it", () => {
    const one = VirtualTree.started(root([supervisor("inner", abc)]));
    one.ask(stop("b"));
    one.log = [];
    one.ask(renew("inner"));
    expect(one.take("start")).toEqual(["start a", "start c"]);
  });
});

describe("while a group stops", () => {
  test("a member that ends before its turn costs nothing more", () => {
    const one = VirtualTree.started(root(abc, { strategy: "one_for_all", restartsMax: 1 }));
    one.script("c", { stopMs: 100 }).crash("b");
    one.crash("a").run(100);
    expect(one.take("start", "kill_switch")).toEqual(["start a", "start b", "start c"]);
    one.run(1_000);
    expect(one.tree.count("root")).toMatchObject({ active: 3 });
  });

  test("a member that was asked to go by hand stays down", () => {
    const one = VirtualTree.started(root(abc, { strategy: "one_for_all" }));
    one.script("b", { stopMs: 100 });
    one.call(stop("b"));
    one.crash("c").run(100);
    expect(one.take("start")).toEqual(["start a", "start c"]);
    expect(one.stateOf("b")).toBe("STOPPED");
  });

  test("who asks for a member's next life has it without the pause", () => {
    const settings = { strategy: "one_for_all", backoffMs: [60_000, 60_000] } as const;
    const one = VirtualTree.started(root(abc, settings)).script("c", { stopMs: 100 });
    one.crash("a").run(100);
    one.log = [];
    one.crash("a");
    const call = one.call(renew("a"));
    one.run(100);
    expect(one.answers.get(call)).toMatchObject({ kind: "STARTED" });
    expect(one.take("start")).toEqual(["start a", "start b", "start c"]);
  });
});

test("a supervisor of very many others starts and stops them without a stack of calls", () => {
  const many = Array.from({ length: 20_000 }, (_unused, index) => supervisor(`s${index}`, []));
  const one = VirtualTree.started(root(many));
  expect(one.tree.count("root")).toMatchObject({ active: 20_000 });
  one.shutdown();
  expect(one.tree.isDown).toBe(true);
}, 20_000);
