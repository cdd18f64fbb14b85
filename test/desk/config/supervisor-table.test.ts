/** What `[supervisors.<name>]` may say, what holds where it says nothing, and each mistake in it. */
import { describe, expect, test } from "bun:test";
import type { Changes } from "./desk-kit.ts";
import { mistakesOf, planOf } from "./desk-kit.ts";

const DESK = "desk.toml";
/** More keys of `[supervisors.edge]`, which the fixture has last: they begin in line 25. */
const edge = (more: string): Changes => ({ [DESK]: (text) => text + more });
/** A table of the root: its keys begin in line 26. */
const root = (more: string): Changes => edge(`[supervisors.root]\n${more}`);

const supervisorOf = async (name: string, changes: Changes = {}) =>
  (await planOf(changes)).supervisors.find((one) => one.name === name);

describe("[supervisors.<name>]", () => {
  test("has defaults, and keeps its patterns beside those whom it has now", async () => {
    expect(await supervisorOf("core")).toEqual({
      name: "core",
      patterns: ["risk", "execution-*"],
      children: ["risk", "execution-paper"],
      strategy: "one_for_one",
      restartsMax: 3,
      periodMs: 30_000,
      onExceeded: "escalate",
      backoffMs: [100, 10_000],
      backoffResetMs: null,
      autoShutdown: "never",
      restart: "permanent",
      significant: false,
      stopDeadlineMs: null,
    });
  });

  test("says all of it", async () => {
    const said = `strategy = "rest_for_one"
backoffResetMs = 9_000
autoShutdown = "all_significant"
restart = "temporary"
stopDeadlineMs = 7_000
`;
    expect(await supervisorOf("edge", edge(said))).toMatchObject({
      strategy: "rest_for_one",
      onExceeded: "escalate",
      backoffResetMs: 9_000,
      autoShutdown: "all_significant",
      restart: "temporary",
      stopDeadlineMs: 7_000,
    });
  });

  test("leaves a child in quarantine only where each is restarted alone", async () => {
    expect((await supervisorOf("edge"))?.onExceeded).toBe("quarantine");
    const grouped = await supervisorOf("edge", edge('strategy = "one_for_all"\n'));
    expect(grouped?.onExceeded).toBe("escalate");
  });
});

describe("[supervisors.root]", () => {
  test("has no budget where nothing is said, and stands first", async () => {
    const { supervisors } = await planOf();
    expect(supervisors[0]).toMatchObject({
      name: "root",
      children: ["supervisors.core", "supervisors.edge"],
      restartsMax: 0,
      onExceeded: "escalate",
    });
  });

  test("says settings of the root itself", async () => {
    const said = root('restartsMax = 2\nautoShutdown = "any_significant"\n');
    expect(await supervisorOf("root", said)).toMatchObject({
      restartsMax: 2,
      periodMs: 30_000,
      autoShutdown: "any_significant",
    });
  });
});

describe("a mistake in it", () => {
  test.each<[string, Changes, string]>([
    [
      "an unknown strategy",
      edge('strategy = "one_for_al"\n'),
      `25:12 supervisors.edge.strategy: must be one of one_for_one, one_for_all, rest_for_one: found "one_for_al"`,
    ],
    [
      // A pool's children are named by nobody's file.
      "a pool",
      edge('strategy = "pool"\n'),
      `25:12 supervisors.edge.strategy: must be one of one_for_one, one_for_all, rest_for_one: found "pool"`,
    ],
    [
      "a quarantine of a group",
      edge('strategy = "rest_for_one"\nonExceeded = "quarantine"\n'),
      "26:14 supervisors.edge.onExceeded: quarantine leaves one child down, and rest_for_one restarts several",
    ],
    [
      // T-60a
      "one that is significant and permanent",
      {
        [DESK]: (text) =>
          `${text}significant = true\n${"[supervisors.root]"}\nautoShutdown = "any_significant"\n`,
      },
      "25:15 supervisors.edge.significant: a permanent child is restarted after every end, so none of them is significant",
    ],
    [
      // T-60a
      "one that is significant where nothing shuts down",
      edge('significant = true\nrestart = "transient"\n'),
      '25:15 supervisors.edge.significant: nothing follows from it: supervisors.root has autoShutdown = "never"',
    ],
    [
      "an automatic shutdown of another kind",
      edge("autoShutdown = true\n"),
      "25:16 supervisors.edge.autoShutdown: must be one of never, any_significant, all_significant: found the boolean true",
    ],
    [
      "a restart type of another kind",
      edge('restart = "always"\n'),
      `25:11 supervisors.edge.restart: must be one of permanent, transient, temporary: found "always"`,
    ],
    [
      "a reset that is no duration",
      edge("backoffResetMs = 0\n"),
      "25:18 supervisors.edge.backoffResetMs: must be a whole number from 1 to 3600000: found the number 0",
    ],
    [
      "a deadline that is not a number",
      edge("stopDeadlineMs = nan\n"),
      "25:18 supervisors.edge.stopDeadlineMs: must be a whole number from 1 to 3600000: found the number NaN",
    ],
    [
      "children of the root",
      root('children = ["risk"]\n'),
      "26:1 supervisors.root.children: unknown key",
    ],
    [
      "a restart of the root",
      root('restart = "transient"\n'),
      "26:1 supervisors.root.restart: unknown key",
    ],
    [
      "a name with a dot",
      edge('[supervisors."a.b"]\nchildren = []\n'),
      "25:14 supervisors.a.b: a supervisor must have a name of a-z, 0-9 and -",
    ],
    // T-09
    [
      "two of one name",
      edge("[supervisors.core]\nchildren = []\n"),
      "25:14 Cannot redefine table 'core'",
    ],
  ])("%s is shown at its place", async (_, changes, expected) => {
    const [found = "", ...more] = await mistakesOf(changes);
    expect([found, ...more]).toEqual([`${DESK}:${expected}`]);
  });
});
