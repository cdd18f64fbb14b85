/** What an actor's file says of its life, and what its supervisor or its thread could not do. */
import { describe, expect, test } from "bun:test";
import type { Changes } from "../desk-kit.ts";
import { MODULES, mistakesOf, module, planOf } from "../desk-kit.ts";

const DESK = "desk.toml";
const MAKER = "strategy-maker.toml";
const FEED = "feed-binance.toml";
const LOG = "message-log.toml";

const first = (more: string) => (text: string) => more + text;
const shutsDown = (text: string) => `${text}autoShutdown = "any_significant"\n`;

describe("an actor's life", () => {
  test("is permanent and not significant where nothing is said", async () => {
    const { actors } = await planOf({
      [DESK]: shutsDown,
      [MAKER]: first('restart = "transient"\nsignificant = true\n'),
      [FEED]: first('restart = "temporary"\n'),
    });
    const lives = actors.map(({ name, child }) => [name, child.restart, child.significant]);
    expect(lives).toEqual([
      ["risk", "permanent", false],
      ["execution-paper", "permanent", false],
      ["venue-replay", "permanent", false],
      ["feed-binance", "temporary", false],
      ["message-log", "permanent", false],
      ["strategy-maker", "transient", true],
    ]);
  });

  test("is one life for all actors of a thread, whose supervisor is one", async () => {
    const life = 'thread = "market"\nrestart = "transient"\nsignificant = true\n';
    const plan = await planOf({ [DESK]: shutsDown, [MAKER]: first(life), [FEED]: first(life) });
    expect(plan.actors.filter(({ thread }) => thread === "market")).toHaveLength(2);
  });

  test("may be that of a thread named after its actor", async () => {
    const plan = await planOf({
      [FEED]: first('thread = "feed-binance"\n'),
      [LOG]: first('thread = "feed-binance"\n'),
    });
    expect(plan.actors.filter(({ thread }) => thread !== null)).toHaveLength(2);
  });
});

describe("the audit log's key", () => {
  const modules = { ...MODULES, audit: module({}) };
  const on = (thread: string) => first(`thread = "${thread}"\n`);
  const audit = 'use = "audit"\nthread = "x"\n';
  const beside = (name: string) => (text: string) =>
    text.replace(`"${name}"`, `"${name}", "audit"`);

  test("is not on the thread of an execution", async () => {
    const changes = {
      [DESK]: beside("risk"),
      "audit.toml": audit,
      "execution-paper.toml": on("x"),
    };
    expect(await mistakesOf(changes, modules)).toEqual([
      "audit.toml:2:10 thread: execution-paper is on it: the key of the audit log is kept from gateways",
    ]);
  });

  test("may be on any other", async () => {
    const changes = {
      [DESK]: beside("message-log"),
      "audit.toml": audit,
      [LOG]: on("x"),
      "execution-paper.toml": on("y"),
    };
    const plan = await planOf(changes, modules);
    expect(plan.actors.filter(({ thread }) => thread === "x")).toHaveLength(2);
  });
});

describe("a mistake in it", () => {
  test.each<[string, Changes, readonly string[]]>([
    [
      "an unknown restart type",
      { [MAKER]: first('restart = "transiant"\n') },
      [`${MAKER}:1:11 restart: must be one of permanent, transient, temporary: found "transiant"`],
    ],
    [
      // T-60a
      "significant under a supervisor that never shuts down",
      { [MAKER]: first('significant = true\nrestart = "transient"\n') },
      [
        `${MAKER}:1:15 significant: nothing follows from it: supervisors.edge has autoShutdown = "never"`,
      ],
    ],
    [
      // T-60a
      "significant and permanent",
      { [DESK]: shutsDown, [MAKER]: first("significant = true\n") },
      [
        `${MAKER}:1:15 significant: a permanent child is restarted after every end, so none of them is significant`,
      ],
    ],
    [
      "one thread under two supervisors",
      { "risk.toml": first('thread = "core"\n'), [FEED]: first('thread = "core"\n') },
      [
        "risk.toml:1:10 thread: actors of one thread are one child of their supervisor, and supervisors.edge has feed-binance where supervisors.core has risk",
      ],
    ],
    [
      "one thread with two restart types",
      {
        [FEED]: first('thread = "market"\n'),
        [MAKER]: first('thread = "market"\nrestart = "transient"\n'),
      },
      [
        `${MAKER}:1:10 thread: actors of one thread are one child of their supervisor, and feed-binance is permanent where strategy-maker is transient`,
      ],
    ],
    [
      "one thread that is significant in part",
      {
        [DESK]: shutsDown,
        [FEED]: first('thread = "market"\nrestart = "transient"\n'),
        [MAKER]: first('thread = "market"\nrestart = "transient"\nsignificant = true\n'),
      },
      [
        `${MAKER}:1:10 thread: actors of one thread are one child of their supervisor, and only strategy-maker of them is significant`,
      ],
    ],
    [
      // T-09
      "a thread that is named after an actor which has another",
      { [FEED]: first('thread = "risk"\n') },
      [`${FEED}:1:10 thread: there would be two children named risk: actor risk is one`],
    ],
  ])("%s is shown at its place", async (_, changes, expected) => {
    expect(await mistakesOf(changes)).toEqual([...expected]);
  });
});
