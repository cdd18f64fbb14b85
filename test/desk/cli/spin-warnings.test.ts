/** What is said of a desk whose threads cannot all spin as they ask to. */
import { describe, expect, test } from "bun:test";
import { spinWarningsOf } from "../../../src/desk/cli/spin-warnings.ts";
import { planOf } from "../config/desk-kit.ts";

const spinning =
  (more = "") =>
  (text: string) =>
    `idle = "spin"\n${more}${text}`;
const MAKER = { "strategy-maker.toml": spinning() };
const BOTH = { ...MAKER, "feed-binance.toml": spinning() };

describe("spinWarningsOf", () => {
  // S-61
  test.each([
    [2, "of 2 cores two stay for the others"],
    [3, "on 3 cores nobody spins unless desk.toml says spinTokensMax = 1 in [runtime]"],
  ])("on %p cores one that asks to spin is told that it parks", async (cores, reason) => {
    expect(spinWarningsOf(await planOf(MAKER), cores)).toEqual([
      `1 thread asked to spin when idle (strategy-maker), and 0 may: ${reason}; it parks`,
    ]);
  });

  test("says how many may, and that who comes last parks", async () => {
    const desk = { "desk.toml": (text: string) => `${text}[runtime]\nspinTokensMax = 1\n` };
    expect(spinWarningsOf(await planOf({ ...BOTH, ...desk }), 8)).toEqual([
      "2 threads asked to spin when idle (feed-binance, strategy-maker), and 1 may: spinTokensMax is 1; who comes last parks",
    ]);
    expect(spinWarningsOf(await planOf({ ...BOTH, ...desk }), 3)).toEqual([
      "2 threads asked to spin when idle (feed-binance, strategy-maker), and 1 may: of 3 cores two stay for the others; who comes last parks",
    ]);
    expect(spinWarningsOf(await planOf(BOTH), 2)).toEqual([
      "2 threads asked to spin when idle (feed-binance, strategy-maker), and 0 may: of 2 cores two stay for the others; they park",
    ]);
  });

  test("says nothing when each has a token, or when two share a thread", async () => {
    expect(spinWarningsOf(await planOf(), 2)).toEqual([]);
    expect(spinWarningsOf(await planOf(BOTH), 4)).toEqual([]);
    const thread = 'thread = "core"\n';
    const shared = {
      "strategy-maker.toml": spinning(thread),
      "feed-binance.toml": spinning(thread),
      "desk.toml": (text: string) => `${text}[runtime]\nspinTokensMax = 1\n`,
    };
    expect(spinWarningsOf(await planOf(shared), 4)).toEqual([]);
  });
});
