/** Significant children, whose ends end their supervisor: cases T-60a to T-60f. */
import { describe, expect, test } from "bun:test";
import type { RestartType } from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { checkTree } from "../../../src/runtime/supervisor/tree/tree-spec.ts";
import { root, supervisor, VirtualTree, worker } from "../kit/virtual-tree.ts";

const significant = (name: string, restart: RestartType = "temporary") =>
  worker(name, { restart, significant: true });
const any = { autoShutdown: "any_significant" } as const;
const all = { autoShutdown: "all_significant" } as const;

// S-115
describe("automatic shutdown", () => {
  test("T-60a a significant child of a supervisor that never shuts down is a mistake", () => {
    expect(checkTree(root([significant("a")]))).toEqual([
      "a: significant needs autoShutdown of its supervisor",
    ]);
  });

  test("T-60a a significant child that is permanent is a mistake", () => {
    expect(checkTree(root([significant("a", "permanent")], any))).toEqual([
      "a: a significant child must not be permanent",
    ]);
  });

  test.each(["CLEAN", "ORDERED", "CRASH"] as const)(
    "T-60b the end of a temporary significant child ends its supervisor: %s",
    (kind) => {
      const one = VirtualTree.started(root([worker("a"), significant("b"), worker("c")], any));
      one.end("b", kind);
      expect(one.take("stop", "start")).toEqual(["stop c", "stop a"]);
      expect(one.tree.isDown).toBe(true);
    },
  );

  test("T-60c a transient significant child is restarted after a crash, and ends all by a clean end", () => {
    const one = VirtualTree.started(root([worker("a"), significant("b", "transient")], any));
    one.crash("b");
    expect(one.take("stop", "start")).toEqual(["start b"]);
    one.end("b", "CLEAN");
    expect(one.take("stop", "start")).toEqual(["stop a"]);
  });

  test("T-60d all_significant: only the last significant end ends all", () => {
    const children = [significant("a"), significant("b", "transient"), worker("c")];
    const one = VirtualTree.started(root(children, all));
    one.crash("a");
    expect(one.take("stop")).toEqual([]);
    one.end("b", "ORDERED");
    expect(one.take("stop")).toEqual(["stop c"]);
  });

  test("T-60d all_significant: one that waits for its restart is not an end", () => {
    const children = [significant("a"), significant("b", "transient")];
    const one = VirtualTree.started(root(children, { ...all, backoffMs: [500, 500] }));
    one.crash("b").crash("b");
    expect(one.stateOf("b")).toBe("RESTARTING");
    one.crash("a");
    expect(one.tree.isDown).toBe(false);
  });

  test("T-60e stopping a significant child by hand ends nothing else", () => {
    const one = VirtualTree.started(root([worker("a"), significant("b", "transient")], any));
    one.ask({ kind: "STOP", child: "b", reason: "by hand" });
    expect(one.take("stop")).toEqual(["stop b"]);
    expect(one.stateOf("a")).toBe("RUNNING");
  });

  test("T-60e a significant child that is stopped with its group ends nothing else", () => {
    const children = [worker("a"), significant("b"), significant("c", "transient")];
    const one = VirtualTree.started(root(children, { ...any, strategy: "one_for_all" }));
    one.crash("a");
    expect(one.take("stop", "start")).toEqual(["stop c", "stop b", "start a", "start c"]);
    expect(one.stateOf("b")).toBe("ABSENT");
  });

  test("T-60f an inner shutdown goes on outwards only when the inner supervisor is significant", () => {
    for (const isSignificant of [true, false]) {
      const place = { restart: "transient", significant: isSignificant } as const;
      const inner = supervisor("inner", [significant("b"), worker("c")], { ...any, ...place });
      const one = VirtualTree.started(root([worker("a"), inner], any));
      one.crash("b");
      expect(one.take("stop", "start")).toEqual(["stop c", ...(isSignificant ? ["stop a"] : [])]);
      expect(one.tree.isDown).toBe(isSignificant);
      if (!isSignificant) expect(one.stateOf("inner")).toBe("STOPPED");
    }
  });
});
