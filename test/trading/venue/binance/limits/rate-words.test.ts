/** Binance's words for its limits, and what is no such word. */
import { describe, expect, test } from "bun:test";
import {
  pauseOf,
  rateCountsOf,
  rateCountsOfHeaders,
  rateRulesOf,
} from "../../../../../src/trading/venue/binance/limits/rate-words.ts";

const LIMITS = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000, count: 70 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 0 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: 5 },
  { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 300_000 },
];
const SAID = { status: 200, code: Number.NaN, message: "", retryAfterText: null } as const;
const saying = (said: object) => pauseOf({ ...SAID, retryAfterMoment: undefined, ...said });

describe("rateLimits", () => {
  test("state the limits", () => {
    expect(rateRulesOf(LIMITS)).toEqual([
      { kind: "WEIGHT", intervalMs: 60_000, limit: 6_000 },
      { kind: "ORDERS", intervalMs: 10_000, limit: 50 },
      { kind: "ORDERS", intervalMs: 86_400_000, limit: 160_000 },
      { kind: "REQUESTS", intervalMs: 300_000, limit: 300_000 },
    ]);
  });

  test("state the counts where there are some", () => {
    expect(rateCountsOf(LIMITS)).toEqual([
      { kind: "WEIGHT", intervalMs: 60_000, count: 70 },
      { kind: "ORDERS", intervalMs: 10_000, count: 0 },
      { kind: "ORDERS", intervalMs: 86_400_000, count: 5 },
    ]);
  });

  const [weight] = LIMITS;
  test.each([
    ["no list", "6000"],
    ["nothing", undefined],
    ["an entry that is null", [null]],
    ["an unknown kind", [{ ...weight, rateLimitType: "CONNECTIONS" }]],
    ["a kind from a prototype", [{ ...weight, rateLimitType: "constructor" }]],
    ["an unknown interval", [{ ...weight, interval: "WEEK" }]],
    ["no windows", [{ ...weight, intervalNum: 0 }]],
    ["a text for a number", [{ ...weight, limit: "6000", count: "70" }]],
    ["less than nothing", [{ ...weight, limit: -1, count: -1 }]],
  ])("say nothing as %s", (_, limits) => {
    expect(rateRulesOf(limits)).toEqual([]);
    expect(rateCountsOf(limits)).toEqual([]);
  });
});

describe("headers", () => {
  test("state the counts, in any case of letters", () => {
    const counts = rateCountsOfHeaders([
      ["X-MBX-USED-WEIGHT", "9"],
      ["X-MBX-USED-WEIGHT-1M", "9"],
      ["x-mbx-order-count-10s", "3"],
      ["x-mbx-order-count-1d", "40"],
      ["content-type", "application/json"],
    ]);
    expect(counts).toEqual([
      { kind: "WEIGHT", intervalMs: 60_000, count: 9 },
      { kind: "ORDERS", intervalMs: 10_000, count: 3 },
      { kind: "ORDERS", intervalMs: 86_400_000, count: 40 },
    ]);
  });

  test.each([
    ["x-mbx-used-weight-1m", ""],
    ["x-mbx-used-weight-1m", "-1"],
    ["x-mbx-used-weight-1m", "1e3"],
    ["x-mbx-used-weight-1m", "0x10"],
    ["x-mbx-used-weight-0m", "1"],
    ["x-mbx-used-weight-1w", "1"],
  ])("say nothing as %s: %p", (name, value) => {
    expect(rateCountsOfHeaders([[name, value]])).toEqual([]);
  });
});

describe("too much", () => {
  test("is a delay in seconds on REST, and a moment on the WebSocket API", () => {
    const rest = saying({ status: 429, code: -1003, retryAfterText: "7" });
    expect(rest).toEqual({ kind: "SLOWED", until: { kind: "DELAY", seconds: 7 } });
    const frame = saying({ status: 418, code: -1003, retryAfterMoment: 1_659_142_907_531 });
    expect(frame).toEqual({
      kind: "BANNED",
      until: { kind: "MOMENT", venueMs: 1_659_142_907_531 },
    });
  });

  test("is read from the words of a ban where nothing else says it", () => {
    const message = "Way too much request weight used; IP banned until 1659146400000.";
    expect(saying({ status: 418, code: -1003, message })?.until).toEqual({
      kind: "MOMENT",
      venueMs: 1_659_146_400_000,
    });
    expect(saying({ status: 418, message: "no", retryAfterText: "soon" })?.until).toEqual({
      kind: "UNSAID",
    });
  });

  test("is of the account's orders when the code is -1015, whatever the status", () => {
    expect(saying({ status: 429, code: -1015 })?.kind).toBe("ORDERS_FULL");
    expect(saying({ status: 400, code: -1015 })?.kind).toBe("ORDERS_FULL");
  });

  test("is not said by other answers", () => {
    expect(saying({ status: 200 })).toBeNull();
    expect(saying({ status: 400, code: -2010, retryAfterText: "7" })).toBeNull();
  });
});
