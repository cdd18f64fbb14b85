/** The wiring table, kind by kind, and how `reads` deviates from it. */
import { describe, expect, test } from "bun:test";
import type { Changes } from "../desk-kit.ts";
import { MODULES, mistakesOf, module, planOf } from "../desk-kit.ts";

const SECOND_FEED = 'use = "feed/binance"\ninstruments = ["ETH-USDT@binance"]\n';

/** What `reader` reads, as `subscription lane writer`. */
async function readsOf(
  reader: string,
  changes: Changes = {},
  modules = MODULES,
): Promise<readonly string[]> {
  const plan = await planOf(changes, modules);
  const actor = plan.actors.find(({ name }) => name === reader);
  return (actor?.reads ?? []).map((read) => `${read.subscription} ${read.lane} ${read.actor}`);
}

/** The fixture desk with one more actor, that of a kind which it does not have. */
const withKind = (kind: string, said = ""): Changes => ({
  [`${kind}.toml`]: `use = "${kind}"\n${said}`,
  "desk.toml": (text) => text.replace('"message-log",', `"message-log", "${kind}",`),
});

describe("readsOf", () => {
  test.each([
    ["feed-binance", []],
    ["venue-replay", []],
    [
      "strategy-maker",
      ["EVICT ORDERS execution-paper", "EVICT MARKET feed-binance", "EVICT ORDERS risk"],
    ],
    [
      "risk",
      ["GATE ORDERS execution-paper", "EVICT MARKET feed-binance", "GATE ORDERS strategy-maker"],
    ],
    ["execution-paper", ["EVICT MARKET feed-binance", "GATE ORDERS risk"]],
    [
      "message-log",
      [
        "EVICT ORDERS execution-paper",
        "EVICT MARKET feed-binance",
        "EVICT ORDERS risk",
        "EVICT ORDERS strategy-maker",
        "EVICT MARKET venue-replay",
        "EVICT ORDERS desk",
      ],
    ],
  ])("%s reads what its kind says", async (reader, expected) => {
    expect(await readsOf(reader)).toEqual(expected);
  });

  test("a strategy reads only the feeds of its instruments", async () => {
    const reads = await readsOf("strategy-maker", { "feed-second.toml": SECOND_FEED });
    expect(reads).not.toContain("EVICT MARKET feed-second");
  });

  test("risk reads every feed", async () => {
    const reads = await readsOf("risk", { "feed-second.toml": SECOND_FEED });
    expect(reads).toContain("EVICT MARKET feed-second");
  });

  test("reads replaces the list, and the kind of subscription stays the table's", async () => {
    const reads = await readsOf("risk", {
      "risk.toml": 'use = "risk"\nreads = ["strategy-*", "feed-*", "venue-replay"]\n',
    });
    expect(reads).toEqual([
      "EVICT MARKET feed-binance",
      "GATE ORDERS strategy-maker",
      "EVICT MARKET venue-replay",
    ]);
  });

  test("a pattern that matches the reader does not make it read itself", async () => {
    const reads = await readsOf("message-log", {
      "message-log.toml": 'use = "message-log"\nreads = ["*"]\n',
    });
    expect(reads).toHaveLength(6);
    expect(reads.join()).not.toContain("message-log");
  });

  test.each([
    ["journal", ["GATE ORDERS execution-paper", "GATE ORDERS risk", "GATE ORDERS desk"]],
    ["audit", []],
    ["sink", "EVICT ORDERS desk"],
    ["console", "EVICT ORDERS desk"],
    ["bridge", []],
  ])("a %s reads main as its kind says", async (kind, expected) => {
    const reads = await readsOf(kind, withKind(kind), { ...MODULES, [kind]: module({}) });
    if (typeof expected === "string") expect(reads).toContain(expected);
    else expect(reads).toEqual(expected);
  });

  test("main is read by whoever names it, and who is no journal is cut off", async () => {
    const reads = await readsOf("strategy-maker", {
      "strategy-maker.toml": (text) => `reads = ["feed-*", "desk"]\n${text}`,
    });
    expect(reads).toEqual(["EVICT MARKET feed-binance", "EVICT ORDERS desk"]);
    const gating = withKind("journal", 'reads = ["risk", "des*"]\n');
    expect(await readsOf("journal", gating, { ...MODULES, journal: module({}) })).toEqual([
      "GATE ORDERS risk",
      "GATE ORDERS desk",
    ]);
  });

  test("a slip in the name of main is shown at its place", async () => {
    const slip = { "message-log.toml": 'use = "message-log"\nreads = ["dsk"]\n' };
    expect(await mistakesOf(slip)).toEqual(["message-log.toml:2:10 reads: no actor is named dsk"]);
  });

  test("a list that is empty reads nobody", async () => {
    const reads = await readsOf("message-log", {
      "message-log.toml": 'use = "message-log"\nreads = []\n',
    });
    expect(reads).toEqual([]);
  });
});

describe("an actor of the kind audit", () => {
  test("is not required, names no instruments, and shares no name with main", async () => {
    const plan = await planOf(withKind("audit"), { ...MODULES, audit: module({}) });
    const audit = plan.actors.find(({ name }) => name === "audit");
    expect(audit).toMatchObject({ kind: "audit", required: false, instruments: [] });
    expect(plan.actors.map(({ name }) => name)).not.toContain("desk");
  });
});
