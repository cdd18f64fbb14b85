/** From supervisors and threads to a tree. */
import { describe, expect, test } from "bun:test";
import { CHILD_DEFAULTS } from "../../../src/runtime/supervisor/child-spec.ts";
import type { NodeSpec } from "../../../src/runtime/supervisor/tree/tree-spec.ts";
import {
  PLAIN_ROOT,
  type PlannedThread,
  treeOf,
  workerSpecOf,
} from "../../../src/runtime/supervisor/tree-plan.ts";
import { specOf } from "../../kit/kit-spec.ts";

async function threadOf(name: string, supervisor: string, actors = [name]): Promise<PlannedThread> {
  const members = actors.map(async (actor) => ({
    spec: await specOf("pong", { name: actor, child: { supervisor } }),
  }));
  return { name, members: await Promise.all(members) };
}

/** Names, those of a supervisor's children in brackets. */
function drawn(spec: NodeSpec): unknown {
  return spec.kind === "WORKER" ? spec.name : [spec.name, spec.children.map(drawn)];
}

const supervising = (name: string, children: readonly string[]) => ({
  ...PLAIN_ROOT,
  name,
  children,
});

describe("treeOf", () => {
  test("has children in the order of their supervisor's list, then those that it does not name", async () => {
    const threads = [
      await threadOf("late", "edge"),
      await threadOf("b", "edge"),
      await threadOf("a", "edge"),
      await threadOf("own", "root"),
    ];
    const supervisors = [
      supervising("root", ["supervisors.edge"]),
      supervising("edge", ["a", "supervisors.inner", "b"]),
      supervising("inner", []),
      supervising("top", []),
    ];
    expect(drawn(treeOf(supervisors, threads))).toEqual([
      "supervisors.root",
      [
        ["supervisors.edge", ["a", ["supervisors.inner", []], "b", "late"]],
        "own",
        ["supervisors.top", []],
      ],
    ]);
  });

  test("has a thread once, where its first named actor stands, and not under another's supervisor", async () => {
    const threads = [await threadOf("shared", "root", ["a", "b"]), await threadOf("c", "edge")];
    const supervisors = [supervising("root", ["b", "c", "a"]), supervising("edge", [])];
    expect(drawn(treeOf(supervisors, threads))).toEqual([
      "supervisors.root",
      ["shared", ["supervisors.edge", ["c"]]],
    ]);
  });
});

describe("workerSpecOf", () => {
  test("adds up the deadlines of those who share a thread", async () => {
    const spec = workerSpecOf(await threadOf("shared", "root", ["a", "b"]));
    expect(spec.startDeadlineMs).toBe(CHILD_DEFAULTS.startDeadlineMs * 2);
    expect(spec.stopDeadlineMs).toBe(CHILD_DEFAULTS.stopDeadlineMs * 2);
  });
});
