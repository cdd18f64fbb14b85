/** What a pattern matches. */
import { describe, expect, test } from "bun:test";
import { matchesPattern } from "../../../../src/desk/config/graph/name-pattern.ts";

describe("matchesPattern", () => {
  test.each([
    ["feed-*", "feed-binance", true],
    ["feed-*", "feed-", true],
    ["feed-*", "strategy-feed-", false],
    ["*@binance", "BTC-USDT@binance", true],
    ["*@binance", "BTC-USDT@binance2", false],
    ["a*b*c", "a1b2c", true],
    ["a*b*c", "acb", false],
    ["ab*bc", "abc", false],
    ["*", "anything", true],
    ["risk", "risk", true],
    ["risk", "risk2", false],
    ["r.sk", "risk", false],
  ])("%s on %s is %p", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });
});
