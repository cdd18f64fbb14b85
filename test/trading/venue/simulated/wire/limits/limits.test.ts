/** Limits on a clock of the test's own: windows, bans, unfilled orders. */
import { describe, expect, test } from "bun:test";
import { AddressLimits } from "../../../../../../src/trading/venue/simulated/wire/limits/address-limits.ts";
import { OrderLimits } from "../../../../../../src/trading/venue/simulated/wire/limits/order-limits.ts";
import {
  addressRules,
  LIMITS,
  limitHeaders,
  orderRules,
  retryAfterMs,
  retryHeaders,
} from "../../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
/** On the minute. */
const START = 28_333_334 * MINUTE;
const IP = "127.0.0.1";

const limitsOf = (change: Partial<typeof LIMITS> = {}) => {
  const settings = { ...LIMITS, ...change };
  return new AddressLimits({ rules: addressRules(settings), toleratedMax: settings.toleratedMax });
};

const statusOf = (outcome: ReturnType<AddressLimits["admit"]>) =>
  outcome.ok ? 200 : outcome.failure.httpStatus;

describe("AddressLimits", () => {
  test("count weight in windows of the clock, not rolling ones", () => {
    const limits = limitsOf({ weightPerMinute: 100 });
    expect(statusOf(limits.admit(IP, 100, START + 59 * SECOND))).toBe(200);
    expect(statusOf(limits.admit(IP, 1, START + 59 * SECOND))).toBe(429);
    expect(statusOf(limits.admit(IP, 100, START + MINUTE))).toBe(200);
  });

  test("keep addresses apart, and say what is used", () => {
    const limits = limitsOf();
    limits.admit(IP, 20, START);
    limits.admit("10.0.0.1", 3, START);
    expect(limitHeaders(limits.used(IP, START))).toEqual({
      "X-MBX-USED-WEIGHT": "20",
      "X-MBX-USED-WEIGHT-1M": "20",
    });
    expect(limits.used("10.0.0.1", START)).toEqual([
      {
        rateLimitType: "REQUEST_WEIGHT",
        interval: "MINUTE",
        intervalNum: 1,
        limit: 6_000,
        count: 3,
      },
    ]);
  });

  test("say how long to wait: seconds to REST, a time to the WebSocket API", () => {
    const limits = limitsOf({ weightPerMinute: 1 });
    limits.admit(IP, 1, START);
    const at = START + 12.5 * SECOND;
    const outcome = limits.admit(IP, 1, at);
    if (outcome.ok) throw new Error("too much is refused");
    expect(outcome.failure.code).toBe(-1003);
    expect(retryHeaders(outcome.failure, at)).toEqual({ "Retry-After": "48" });
    expect(retryAfterMs(outcome.failure)).toBe((START + MINUTE) / 1_000);
  });

  test("ban who goes on, each time longer, up to three days", () => {
    const limits = limitsOf({ weightPerMinute: 1, toleratedMax: 3 });
    const lengths: number[] = [];
    let at = START;
    while (lengths.length < 8) {
      const outcome = limits.admit(IP, 2, at);
      if (!outcome.ok && outcome.failure.httpStatus === 418) {
        lengths.push((outcome.failure.retryAt - at) / SECOND);
        expect(statusOf(limits.admit(IP, 1, outcome.failure.retryAt - 1))).toBe(418);
        at = Math.ceil(outcome.failure.retryAt / MINUTE) * MINUTE;
        expect(statusOf(limits.admit(IP, 1, at))).toBe(200);
      }
    }
    expect(lengths.slice(0, 4)).toEqual([120, 480, 1_920, 7_680]);
    expect(lengths.at(-1)).toBe(3 * 86_400);
  });

  test("tolerate refused requests of one window only as often as they say", () => {
    const limits = limitsOf({ weightPerMinute: 1, toleratedMax: 2 });
    const asked = Array.from({ length: 5 }, () => statusOf(limits.admit(IP, 1, START)));
    expect(asked).toEqual([200, 429, 429, 418, 418]);
    const patient = limitsOf({ weightPerMinute: 1, toleratedMax: 2 });
    for (let minute = 0; minute < 10; minute += 1) {
      const at = START + minute * MINUTE;
      expect(statusOf(patient.admit(IP, 1, at))).toBe(200);
      expect(statusOf(patient.admit(IP, 1, at))).toBe(429);
    }
  });

  test("count raw requests also when they weigh nothing", () => {
    const limits = limitsOf({ requestsPer5Minutes: 2 });
    expect([0, 0, 0].map((weight) => statusOf(limits.admit(IP, weight, START)))).toEqual([
      200, 200, 429,
    ]);
  });
});

describe("OrderLimits", () => {
  const rules = orderRules({ ...LIMITS, ordersPer10Seconds: 2, ordersPerDay: 3 });

  test("count what an account places, whatever the window", () => {
    const limits = new OrderLimits(rules);
    expect(limits.place(1, START)).toBeNull();
    expect(limits.place(1, START)).toBeNull();
    expect(limits.place(1, START)?.msg).toBe(
      "Too many new orders; current limit is 2 orders per 10 SECOND.",
    );
    expect(limits.place(2, START)).toBeNull();
    expect(limits.place(1, START + 10 * SECOND)).toBeNull();
    expect(limits.place(1, START + 10 * SECOND)?.msg).toMatch(/3 orders per 1 DAY/);
    expect(limitHeaders(limits.used(1, START + 10 * SECOND))).toEqual({
      "X-MBX-ORDER-COUNT-10S": "1",
      "X-MBX-ORDER-COUNT-1D": "3",
    });
  });

  test("say no time: it is the account's limit, not the address's", () => {
    const limits = new OrderLimits(orderRules({ ...LIMITS, ordersPer10Seconds: 0 }));
    const error = limits.place(1, START);
    expect(error?.httpStatus).toBe(429);
    expect(error && retryHeaders(error, START)).toEqual({});
  });

  test("get an order back that is filled, and never fall below zero", () => {
    const limits = new OrderLimits(rules);
    limits.giveBack(1, START);
    limits.place(1, START);
    limits.place(1, START);
    limits.giveBack(1, START);
    expect(limits.used(1, START).map(({ count }) => count)).toEqual([1, 1]);
    expect(limits.place(1, START)).toBeNull();
  });
});
