/** Supervisors below supervisors: the order of the tree, and each mistake in who is below whom. */
import { describe, expect, test } from "bun:test";
import type { Changes } from "../desk-kit.ts";
import { mistakesOf, planOf } from "../desk-kit.ts";

const DESK = "desk.toml";
const CORE = '["risk", "execution-*"]';
const EDGE = '["venue-*", "feed-*", "message-log", "strategy-*"]';

/** The fixture desk with other children of core (line 17) and edge (line 21), and more tables. */
const desk = (core: string, edge: string, more = ""): Changes => ({
  [DESK]: (text) => text.replace(CORE, core).replace(EDGE, edge) + more,
});

describe("the tree", () => {
  test("is started depth first: a supervisor with all its children stands where it is named", async () => {
    const plan = await planOf(
      desk(
        '["supervisors.books", "risk", "execution-*"]',
        '["feed-*", "supervisors.logs", "venue-*"]',
        '[supervisors.logs]\nchildren = ["message-log"]\n[supervisors.books]\nchildren = ["strategy-*"]\n',
      ),
    );
    expect(plan.actors.map(({ name }) => name)).toEqual([
      "strategy-maker",
      "risk",
      "execution-paper",
      "feed-binance",
      "message-log",
      "venue-replay",
    ]);
    expect(plan.supervisors.map(({ name, children }) => [name, children])).toEqual([
      ["root", ["supervisors.core", "supervisors.edge"]],
      ["core", ["supervisors.books", "risk", "execution-paper"]],
      ["books", ["strategy-maker"]],
      ["edge", ["feed-binance", "supervisors.logs", "venue-replay"]],
      ["logs", ["message-log"]],
    ]);
    expect(plan.actors.find(({ name }) => name === "message-log")?.child.supervisor).toBe("logs");
  });

  test("may have a supervisor without children, and one above all others", async () => {
    const plan = await planOf(
      desk(
        CORE,
        EDGE,
        '[supervisors.all]\nchildren = ["supervisors.edge", "supervisors.core", "supervisors.later"]\n[supervisors.later]\nchildren = ["sink-*"]\n',
      ),
    );
    expect(plan.supervisors.map(({ name }) => name)).toEqual([
      "root",
      "all",
      "edge",
      "core",
      "later",
    ]);
    expect(plan.actors[0]?.name).toBe("venue-replay");
  });
});

describe("a mistake in it", () => {
  test.each<[string, Changes, readonly string[]]>([
    [
      "an unknown supervisor",
      desk('["risk", "execution-*", "supervisors.edg"]', EDGE),
      ["17:36 supervisors.core.children: no supervisor is named edg"],
    ],
    [
      "a pattern of supervisors",
      desk('["risk", "execution-*", "supervisors.*"]', EDGE),
      ["17:36 supervisors.core.children: no supervisor is named *"],
    ],
    [
      "the root",
      desk('["risk", "execution-*", "supervisors.root"]', EDGE),
      ["17:36 supervisors.core.children: the root is above all supervisors"],
    ],
    [
      "a supervisor that is named twice",
      desk(
        '["risk", "execution-*", "supervisors.none"]',
        '["venue-*", "feed-*", "supervisors.none", "message-log", "strategy-*"]',
        "[supervisors.none]\nchildren = []\n",
      ),
      [
        "21:34 supervisors.edge.children: supervisors.none must have one supervisor: supervisors.core has it already",
      ],
    ],
    [
      "a supervisor that is named twice by one",
      desk(
        '["supervisors.none", "risk", "execution-*", "supervisors.none"]',
        EDGE,
        "[supervisors.none]\nchildren = []\n",
      ),
      [
        "17:56 supervisors.core.children: supervisors.none must have one supervisor: supervisors.core has it already",
      ],
    ],
    [
      "a supervisor below itself",
      desk('["risk", "supervisors.core", "execution-*"]', EDGE),
      ["17:21 supervisors.core.children: supervisors.core would be below itself: core > core"],
    ],
    [
      "a circle of three",
      desk(
        '["supervisors.edge", "risk", "execution-*"]',
        '["supervisors.third", "venue-*", "feed-*", "message-log", "strategy-*"]',
        '[supervisors.third]\nchildren = ["supervisors.core"]\n',
      ),
      [
        "26:13 supervisors.third.children: supervisors.core would be below itself: core > edge > third > core",
      ],
    ],
    [
      // T-09
      "an actor that is named twice",
      desk('["risk", "execution-*", "risk"]', EDGE),
      ["17:36 supervisors.core.children: risk is named twice"],
    ],
  ])("%s is shown at its place", async (_, changes, expected) => {
    expect(await mistakesOf(changes)).toEqual(expected.map((line) => `${DESK}:${line}`));
  });
});
