/** Who is told that a child is gone for good: case T-77 on the virtual clock. */
import { describe, expect, test } from "bun:test";
import { DeathWatch } from "../../../src/runtime/supervisor/tree/death-watch.ts";
import type { BranchSpec } from "../../../src/runtime/supervisor/tree/tree-spec.ts";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

/** A started tree, and a watch that hears what it tells. */
function watched(spec: BranchSpec): { one: VirtualTree; watch: DeathWatch; told: string[] } {
  const watch = new DeathWatch();
  const one = new VirtualTree(spec);
  one.onEffect = (effect) => {
    if (effect.kind === "START") watch.begin(effect.child);
    if (effect.kind === "GONE") watch.end(effect.child, effect.reason);
  };
  one.start();
  return { one, watch, told: [] };
}

const quarantining = { onExceeded: "quarantine", restartsMax: 1 } as const;

describe("death watch", () => {
  test("T-77 who watches what is gone is told exactly once, at once", () => {
    const { one, watch, told } = watched(root([worker("a", { restart: "temporary" })]));
    one.end("a", "CLEAN", "done");
    watch.watch("a", (reason) => told.push(reason));
    expect(told).toEqual(["done"]);
    one.shutdown();
    expect(told).toEqual(["done"]);
  });

  test("T-77 watching twice is watching once", () => {
    const { one, watch, told } = watched(root([worker("a", { restart: "transient" })]));
    const onGone = (reason: string) => void told.push(reason);
    watch.watch("a", onGone);
    watch.watch("a", onGone);
    one.end("a", "CLEAN", "done");
    expect(told).toEqual(["done"]);
  });

  test("T-77 a restart tells nobody, a quarantine does", () => {
    const inner = supervisor("inner", [worker("a")], quarantining);
    const { one, watch, told } = watched(root([inner]));
    watch.watch("a", (reason) => told.push(reason));
    one.crash("a");
    expect(told).toEqual([]);
    one.crash("a");
    expect(told).toEqual(["crash"]);
  });

  test("T-77 who ended the watch is not told, even by another that is told first", () => {
    const { one, watch, told } = watched(root([worker("a")]));
    watch.watch("a", () => {
      told.push("first");
      unwatch();
    });
    const unwatch = watch.watch("a", () => told.push("second"));
    one.ask({ kind: "STOP", child: "a", reason: "by hand" });
    expect(told).toEqual(["first"]);
  });

  test("T-77 a stop and a removal by hand tell once", () => {
    const { one, watch, told } = watched(root([worker("a")]));
    watch.watch("a", (reason) => told.push(reason));
    one.ask({ kind: "STOP", child: "a", reason: "by hand" });
    one.ask({ kind: "DELETE", child: "a" });
    expect(told).toEqual(["by hand"]);
  });

  test("T-77 with a supervisor all below it are gone, unless it is restarted", () => {
    for (const restart of ["transient", "permanent"] as const) {
      const inner = supervisor("inner", [worker("a"), worker("b")], { restart, restartsMax: 0 });
      const { one, watch, told } = watched(root([inner]));
      for (const name of ["a", "b"]) watch.watch(name, () => told.push(name));
      one.crash("a");
      expect(told).toEqual(restart === "permanent" ? [] : ["a", "b"]);
    }
  });

  test("T-77 with the tree all are gone", () => {
    const { one, watch, told } = watched(root([worker("a"), supervisor("inner", [worker("b")])]));
    for (const name of ["a", "b"]) watch.watch(name, () => told.push(name));
    one.shutdown();
    expect(told).toEqual(["a", "b"]);
  });

  test("who lives again can be watched again", () => {
    const { one, watch, told } = watched(root([worker("a")]));
    one.ask({ kind: "STOP", child: "a", reason: "first" });
    one.ask({ kind: "RESTART", child: "a" });
    watch.watch("a", (reason) => told.push(reason));
    expect(told).toEqual([]);
    one.ask({ kind: "STOP", child: "a", reason: "second" });
    expect(told).toEqual(["second"]);
  });
});
