/** Starting supervisors and children: cases T-01 to T-11 on the virtual clock. */
import { describe, expect, test } from "bun:test";
import { CHILD_DEFAULTS } from "../../../src/runtime/supervisor/child-spec.ts";
import { SUPERVISOR_DEFAULTS } from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { checkTree } from "../../../src/runtime/supervisor/tree/tree-spec.ts";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

describe("start-up", () => {
  test("T-01 a supervisor without children starts, and ends in order when it is asked to", () => {
    const one = new VirtualTree(root([])).start();
    expect(one.log).toEqual(["up"]);
    one.shutdown();
    expect(one.log).toEqual(["up", "down"]);
    expect(one.effects.at(-1)).toEqual({ kind: "DOWN", failure: null });
    expect(one.tree.isDown).toBe(true);
  });

  test("T-03 a permanent child that declines is listed as not running, and nothing is retried", () => {
    const one = VirtualTree.started(root([worker("a")])).script("b", { start: "DECLINED" });
    const answer = one.ask({ kind: "START", supervisor: "root", spec: worker("b") });
    expect(answer).toEqual({ kind: "DECLINED", reason: "declined" });
    one.run(60_000);
    expect(one.tree.count("root")).toEqual({ specs: 2, active: 1, supervisors: 0, workers: 2 });
    expect(one.tree.find("b")).toMatchObject({ state: "DECLINED", life: null });
    expect(one.take("start", "restarting")).toEqual(["start b"]);
  });

  test("a declined child among the first keeps its place and stops nobody", () => {
    const one = new VirtualTree(root([worker("a"), worker("b"), worker("c")]));
    one.script("b", { start: "DECLINED" }).start();
    expect(one.take("start", "ready", "gone")).toEqual([
      "start a",
      "ready a",
      "start b",
      "gone b DECLINED",
      "start c",
      "ready c",
    ]);
    expect(one.tree.list("root")?.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  test("a temporary child that declines is not listed any more", () => {
    const one = new VirtualTree(root([worker("a", { restart: "temporary" }), worker("b")]));
    one.script("a", { start: "DECLINED" }).start();
    expect(one.tree.list("root")?.map(({ name }) => name)).toEqual(["b"]);
    expect(one.take("gone")).toEqual(["gone a REMOVED"]);
  });

  test("T-05 a start that fails is told with its child and reason, and nothing is left running", () => {
    const one = new VirtualTree(root([worker("a"), worker("b"), worker("c"), worker("d")]));
    one.script("c", { start: "FAILED" }).start();
    expect(one.effects.at(-1)).toEqual({
      kind: "DOWN",
      failure: { child: "c", reason: "failed" },
    });
    expect(one.take("start", "stop")).toEqual([
      "start a",
      "start b",
      "start c",
      "stop b",
      "stop a",
    ]);
    expect(one.living.size).toBe(0);
  });

  test("T-05 a nested start that fails fails the start of all that is above it", () => {
    const inner = supervisor("inner", [worker("b"), worker("c")]);
    const one = new VirtualTree(root([worker("a"), inner, worker("d")]));
    one.script("c", { start: "FAILED" }).start();
    expect(one.take("start", "stop")).toEqual([
      "start a",
      "start b",
      "start c",
      "stop b",
      "stop a",
    ]);
    expect(one.effects.at(-1)).toMatchObject({ failure: { child: "inner" } });
  });

  test("T-05 the start of a child that is added fails alone, and its name is free again", () => {
    const one = VirtualTree.started(root([worker("a")])).script("b", { start: "FAILED" });
    const spec = worker("b");
    const answer = one.ask({ kind: "START", supervisor: "root", spec });
    expect(answer).toEqual({ kind: "START_FAILED", reason: "failed" });
    expect(one.stateOf("b")).toBe("ABSENT");
    one.script("b", { start: "READY" });
    expect(one.ask({ kind: "START", supervisor: "root", spec })).toMatchObject({ kind: "STARTED" });
  });

  test("T-07 defaults are permanent and a bounded stop; a supervisor may take as long as it needs", () => {
    expect(CHILD_DEFAULTS).toMatchObject({ restart: "permanent", stopDeadlineMs: 2_000 });
    expect(SUPERVISOR_DEFAULTS).toMatchObject({ restart: "permanent", stopDeadlineMs: null });
    const one = VirtualTree.started(root([]));
    expect(one.ask({ kind: "RESTART", child: "x" })).toEqual({ kind: "NOT_FOUND" });
    expect(one.tree.find("x")).toBeNull();
  });

  test("T-09 two children of one name are a mistake that names it", () => {
    const spec = root([worker("a"), supervisor("inner", [worker("b"), worker("a")])]);
    expect(checkTree(spec)).toEqual(["a: a name must be the only one of its kind"]);
    expect(() => new VirtualTree(spec)).toThrow("a: a name must be the only one");
  });

  test.each([
    ["no pattern", []],
    ["two patterns", [worker("a"), worker("b")]],
    ["a supervisor as its pattern", [supervisor("inner", [])]],
  ])("T-11 a pool with %s is a mistake", (_case, children) => {
    const pool = supervisor("pool", children, { strategy: "pool" });
    expect(checkTree(root([pool]))).toEqual([
      "pool: a pool must have exactly one pattern, of a worker",
    ]);
  });

  test.each([
    ["restartsMax", { restartsMax: -1 }],
    ["restartsMax", { restartsMax: 0.5 }],
    ["periodMs", { periodMs: 0 }],
    ["periodMs", { periodMs: Number.NaN }],
    ["backoffMs", { backoffMs: [2, 1] as const }],
    ["backoffMs", { backoffMs: [Number.NaN, 1] as const }],
    ["backoffResetMs", { backoffResetMs: -1 }],
    ["stopDeadlineMs", { stopDeadlineMs: Number.NaN }],
    ["quarantine", { onExceeded: "quarantine", strategy: "one_for_all" } as const],
  ])("a setting out of its bounds is a mistake: %s %p", (word, settings) => {
    expect(checkTree(root([supervisor("inner", [], settings)])).join()).toContain(word);
  });

  test("a worker's deadlines are looked at too", () => {
    const spec = worker("a", { startDeadlineMs: 0, stopDeadlineMs: -1 });
    expect(checkTree(root([spec]))).toHaveLength(2);
  });
});
