/** The wiring table, kind by kind, and how `reads` deviates from it. */
import { describe, expect, test } from "bun:test";
import type { Changes } from "../desk-kit.ts";
import { planOf } from "../desk-kit.ts";

const SECOND_FEED = 'use = "feed/binance"\ninstruments = ["ETH-USDT@binance"]\n';

/** What `reader` reads, as `subscription lane writer`. */
async function readsOf(reader: string, changes: Changes = {}): Promise<readonly string[]> {
  const plan = await planOf(changes);
  const actor = plan.actors.find(({ name }) => name === reader);
  return (actor?.reads ?? []).map((read) => `${read.subscription} ${read.lane} ${read.actor}`);
}

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
    expect(reads).toHaveLength(5);
  });

  test("a list that is empty reads nobody", async () => {
    const reads = await readsOf("message-log", {
      "message-log.toml": 'use = "message-log"\nreads = []\n',
    });
    expect(reads).toEqual([]);
  });
});
