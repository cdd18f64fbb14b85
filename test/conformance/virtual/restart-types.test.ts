/** What follows the end of a child by its restart type: cases T-13 to T-17. */
import { describe, expect, test } from "bun:test";
import type { EndKind } from "../../../src/runtime/supervisor/tree/child-end.ts";
import type { RestartType } from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { root, VirtualTree, worker } from "../kit/virtual-tree.ts";

const ENDS: readonly EndKind[] = ["CLEAN", "ORDERED", "CRASH"];

function after(restart: RestartType, kind: EndKind): VirtualTree {
  const one = VirtualTree.started(root([worker("a", { restart }), worker("b")]));
  return one.end("a", kind);
}

// S-112
describe("restart types", () => {
  test.each(ENDS)("T-13 a permanent child is restarted after its end is %s", (kind) => {
    const one = VirtualTree.started(root([worker("a"), worker("b")]));
    const [counts, life] = [one.tree.count("root"), one.lifeOf("a")];
    one.end("a", kind);
    expect(one.stateOf("a")).toBe("RUNNING");
    expect(one.lifeOf("a")).toBeGreaterThan(life);
    expect(one.tree.count("root")).toEqual(counts);
  });

  test("T-15 a transient child is restarted after a crash", () => {
    const one = after("transient", "CRASH");
    expect(one.take("start", "gone")).toEqual(["start a"]);
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test.each(["CLEAN", "ORDERED"] as const)(
    "a transient child stays down, listed, after its end is %s",
    (kind) => {
      const one = after("transient", kind);
      expect(one.take("start", "gone")).toEqual(["gone a STOPPED"]);
      expect(one.tree.count("root")).toMatchObject({ specs: 2, active: 1 });
    },
  );

  test("T-17 a transient child whose restart fails by a returned error is tried again", () => {
    const one = VirtualTree.started(root([worker("a", { restart: "transient" })]));
    one.failStarts("a", 1).crash("a");
    expect(one.take("start", "ready")).toEqual(["start a", "start a", "ready a"]);
  });

  test.each(ENDS)("a temporary child is forgotten after its end is %s", (kind) => {
    const one = after("temporary", kind);
    expect(one.take("start", "gone")).toEqual(["gone a REMOVED"]);
    expect(one.stateOf("a")).toBe("ABSENT");
    expect(one.tree.count("root")).toMatchObject({ specs: 1, active: 1 });
  });

  test("what is told of an earlier life changes nothing", () => {
    const one = VirtualTree.started(root([worker("a")]));
    const life = one.lifeOf("a");
    one.crash("a");
    expect(one.tree.onEnd("a", life, { kind: "CRASH", reason: "again" }, 1)).toEqual([]);
    expect(one.stateOf("a")).toBe("RUNNING");
  });
});
