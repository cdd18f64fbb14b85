/** A client that obeys its budget is never told that it was too many, and can always cancel. */
import { describe, expect, test } from "bun:test";
import { type BudgetMoment, RateBudget } from "../../../../src/trading/venue/policy/rate-budget.ts";
import type { RateRule } from "../../../../src/trading/venue/policy/rate-rule.ts";
import { NO_VENUE_CLOCK, withVenueTime } from "../../../../src/trading/venue/policy/venue-clock.ts";
import { Counter, LimitedRun } from "./kit/limiting-venue.ts";
import { WireLimits } from "./kit/wire-limits.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const MS = 1_000_000;
const MINUTE = 60_000;

const WEIGHT: RateRule = { kind: "WEIGHT", intervalMs: MINUTE, limit: 100 };
const ORDERS: RateRule = { kind: "ORDERS", intervalMs: 10_000, limit: 10 };
const QUERY_COST = { weight: 1, orders: 0 };
const ORDER_COST = { weight: 1, orders: 1 };

/** A venue whose clock reads `venueMs` at monotonic 0, known to a millisecond. */
function clockAt(venueMs: number) {
  return withVenueTime(NO_VENUE_CLOCK, { sentNs: 0, receivedNs: 0, venueMs });
}
/** The moment `ms` after monotonic 0; the venue's minute began 10 s before that. */
function at(ms: number): BudgetMoment {
  return { now: ms * MS, clock: clockAt(10 * MINUTE + 10_000) };
}
/** Sends and answers a call at once; the venue says `count` of weight. */
function call(budget: RateBudget, ms: number, told: { weight: number; count?: number }): void {
  const ticket = budget.spend({ weight: told.weight, orders: 0 }, ms * MS);
  const counts =
    told.count === undefined
      ? []
      : [{ kind: "WEIGHT" as const, intervalMs: MINUTE, count: told.count }];
  budget.answered(ticket, counts, at(ms));
}
function usedOf(budget: RateBudget, ms: number): number | undefined {
  return budget.usage(at(ms))[0]?.used;
}

const VENUES = [
  ["a venue that counts its own windows", () => new Counter()],
  ["the simulated exchange, by the headers of its answers", () => new WireLimits()],
] as const;

describe.each(VENUES)("%s", (_, makeLimits) => {
  const runs = Array.from({ length: 12 }, (_unused, index) => {
    const each = seed + index;
    return { each, result: new LimitedRun(each, makeLimits()).run(900_000, 50) };
  });

  test(`never has to say "too many" to one that obeys (seed ${seed})`, () => {
    const toldOff = runs.filter(({ result }) => result.tooMany.length > 0);
    expect(toldOff.map(({ each, result }) => [each, result.tooMany[0]])).toEqual([]);
  });

  test(`always has room for a cancel of one that is out of new orders (seed ${seed})`, () => {
    const held = runs.filter(({ result }) => result.cancelsHeld.length > 0);
    expect(held.map(({ each }) => each)).toEqual([]);
    expect(runs.every(({ result }) => result.newHeld > 0 && result.sent.CANCEL > 0)).toBe(true);
  });

  test(`is used well: a class gets most of what it may have (seed ${seed})`, () => {
    expect(Math.min(...runs.map(({ result }) => result.fullest))).toBeGreaterThan(0.7);
    expect(Math.max(...runs.map(({ result }) => result.fullest))).toBeGreaterThan(0.74);
    expect(Math.min(...runs.map(({ result }) => result.sent.NEW))).toBeGreaterThan(60);
  });
});

describe("RateBudget", () => {
  test("lets each class have its share, and cancels the whole", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const shares = { NEW: 70, QUERY: 75, REDUCE: 80, CANCEL: 100 } as const;
    call(budget, 0, { weight: 1, count: 69 });
    for (const [callClass, most] of Object.entries(shares)) {
      const asked = callClass as keyof typeof shares;
      call(budget, 1, { weight: 1, count: most - 1 });
      expect(budget.ask(asked, QUERY_COST, at(1))).toEqual({ ok: true });
      call(budget, 1, { weight: 1, count: most });
      expect(budget.ask(asked, QUERY_COST, at(1))).toMatchObject({ why: "WINDOW_FULL" });
    }
  });

  test("counts a call until its answer says the truth", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const ticket = budget.spend({ weight: 60, orders: 0 }, 0);
    expect(usedOf(budget, 1)).toBe(60);
    budget.answered(ticket, [{ kind: "WEIGHT", intervalMs: MINUTE, count: 12 }], at(5));
    expect(usedOf(budget, 5)).toBe(12);
  });

  test("adds to a count what was sent meanwhile, whether or not it is in it", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const first = budget.spend({ weight: 10, orders: 0 }, 0);
    const second = budget.spend({ weight: 20, orders: 0 }, 0);
    budget.answered(second, [], at(4));
    budget.answered(first, [{ kind: "WEIGHT", intervalMs: MINUTE, count: 10 }], at(5));
    expect(usedOf(budget, 5)).toBe(30);
  });

  test("does not take an older count for a newer one", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const first = budget.spend({ weight: 10, orders: 0 }, 0);
    call(budget, 1, { weight: 20, count: 50 });
    budget.answered(first, [{ kind: "WEIGHT", intervalMs: MINUTE, count: 10 }], at(5));
    expect(usedOf(budget, 5)).toBe(60);
  });

  test("keeps a window until the venue's clock has surely passed its end", () => {
    const budget = new RateBudget([WEIGHT], -MINUTE * MS);
    call(budget, 0, { weight: 90, count: 90 });
    const held = budget.ask("QUERY", QUERY_COST, at(49_995));
    expect(held).toMatchObject({ ok: false, why: "WINDOW_FULL" });
    // The clocks may differ by 2 in 10,000, so 50 s may be 10 ms more.
    const untilMs = held.ok ? Number.NaN : held.untilNs / MS;
    expect(untilMs).toBeGreaterThan(50_009);
    expect(untilMs).toBeLessThan(50_012);
    expect(budget.ask("QUERY", QUERY_COST, at(untilMs - 0.001)).ok).toBe(false);
    expect(budget.ask("QUERY", QUERY_COST, at(untilMs)).ok).toBe(true);
  });

  test("counts a call at the edge in both windows", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const ticket = budget.spend({ weight: 40, orders: 0 }, 49_990 * MS);
    budget.answered(ticket, [], at(50_005));
    expect(usedOf(budget, 50_020)).toBe(40);
    expect(usedOf(budget, 110_050)).toBe(0);
  });

  test("does not take the count of a window that is over for that of the present one", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const ticket = budget.spend(QUERY_COST, 49_000 * MS);
    budget.answered(ticket, [{ kind: "WEIGHT", intervalMs: MINUTE, count: 95 }], at(50_020));
    expect(usedOf(budget, 50_020)).toBe(1);
  });

  test("does not empty a window by a count that may be of the next", () => {
    const budget = new RateBudget([WEIGHT], 0);
    call(budget, 0, { weight: 90, count: 90 });
    const ticket = budget.spend(QUERY_COST, 49_985 * MS);
    budget.answered(ticket, [{ kind: "WEIGHT", intervalMs: MINUTE, count: 1 }], at(50_003));
    expect(usedOf(budget, 50_004)).toBe(91);
    expect(usedOf(budget, 50_020)).toBe(1);
  });

  test("counts a call without an answer for as long as it may still arrive", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const ticket = budget.spend({ weight: 40, orders: 0 }, 0);
    budget.lost(ticket, 49_000 * MS);
    expect(usedOf(budget, 78_999)).toBe(40);
    expect(usedOf(budget, 111_000)).toBe(0);
  });

  test("takes others to use as much again after the window, and less with each", () => {
    const budget = new RateBudget([WEIGHT], 0);
    call(budget, 0, { weight: 1, count: 41 });
    expect(usedOf(budget, 50_020)).toBe(40);
    expect(usedOf(budget, 110_050)).toBe(20);
  });

  test("does not let a lost call take the room of cancels twice", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const ticket = budget.spend({ weight: 40, orders: 0 }, 0);
    call(budget, 1, { weight: 30, count: 70 });
    budget.lost(ticket, 10_000 * MS);
    expect(usedOf(budget, 10_001)).toBe(110);
    expect(budget.ask("QUERY", QUERY_COST, at(10_001)).ok).toBe(false);
    expect(budget.ask("CANCEL", { weight: 30, orders: 0 }, at(10_001)).ok).toBe(true);
    expect(budget.ask("CANCEL", { weight: 31, orders: 0 }, at(10_001)).ok).toBe(false);
  });

  test("knows nothing of what a former life used until the venue tells, or the window is over", () => {
    const budget = new RateBudget([WEIGHT, ORDERS], 0);
    expect(budget.ask("NEW", ORDER_COST, at(0))).toMatchObject({ why: "USAGE_UNKNOWN" });
    expect(budget.ask("REDUCE", ORDER_COST, at(0)).ok).toBe(true);
    expect(budget.ask("NEW", ORDER_COST, at(20_000))).toMatchObject({ why: "USAGE_UNKNOWN" });
    call(budget, 20_000, { weight: 1, count: 1 });
    expect(budget.ask("NEW", ORDER_COST, at(20_000)).ok).toBe(true);
  });

  test("takes no new order before it knows the venue's time", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const answer = budget.ask("NEW", ORDER_COST, { now: 1, clock: NO_VENUE_CLOCK });
    expect(answer).toEqual({ ok: false, why: "USAGE_UNKNOWN", untilNs: Number.POSITIVE_INFINITY });
    expect(budget.ask("QUERY", QUERY_COST, { now: 1, clock: NO_VENUE_CLOCK }).ok).toBe(true);
  });

  test("may ask for the venue's time again two windows after it was told that all is used", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const unknown = (ms: number) => ({ now: ms * MS, clock: NO_VENUE_CLOCK });
    const ticket = budget.spend(QUERY_COST, 0);
    budget.answered(ticket, [{ kind: "WEIGHT", intervalMs: MINUTE, count: 145 }], unknown(5));
    const refused = budget.ask("QUERY", QUERY_COST, unknown(1_000));
    expect(refused).toMatchObject({ ok: false, why: "WINDOW_FULL" });
    expect(budget.ask("QUERY", QUERY_COST, unknown(MINUTE)).ok).toBe(false);
    // Whoever used so much is taken to do it again in the next one.
    expect(budget.ask("QUERY", QUERY_COST, unknown(MINUTE + 20)).ok).toBe(false);
    expect(budget.ask("QUERY", QUERY_COST, unknown(2 * MINUTE + 40)).ok).toBe(true);
  });

  test("forgets its own calls a window later, also before it knows the venue's time", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const unknown = (ms: number) => ({ now: ms * MS, clock: NO_VENUE_CLOCK });
    budget.answered(budget.spend({ weight: 70, orders: 0 }, 0), [], unknown(5));
    expect(budget.usage(unknown(MINUTE))[0]?.used).toBe(70);
    expect(budget.usage(unknown(MINUTE + 20))[0]?.used).toBe(0);
  });

  test("is not refilled by one answer with a time an hour ahead (R-13)", () => {
    const budget = new RateBudget([WEIGHT], 0);
    call(budget, 0, { weight: 90, count: 90 });
    const { clock } = at(0);
    const hour = { sentNs: 20_000 * MS, receivedNs: 20_001 * MS, venueMs: 71 * MINUTE + 5_000 };
    const moment = { now: 20_002 * MS, clock: withVenueTime(clock, hour) };
    expect(budget.ask("NEW", ORDER_COST, moment)).toMatchObject({ why: "WINDOW_FULL" });
  });

  test("learns a limit late with what is in flight", () => {
    const budget = new RateBudget([WEIGHT], 0);
    budget.spend({ weight: 1, orders: 4 }, 0);
    budget.learn([ORDERS, { ...WEIGHT, limit: Number.NaN }], MS);
    expect(budget.usage(at(1)).map(({ kind, limit, used }) => [kind, limit, used])).toEqual([
      ["WEIGHT", 100, 1],
      ["ORDERS", 10, 4],
    ]);
  });

  test("stops everything but a cancel for Retry-After, and a cancel too when it is a ban (S39)", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const until = { kind: "DELAY", seconds: 7 } as const;
    budget.forbidden({ kind: "SLOWED", until }, at(0));
    expect(budget.ask("QUERY", QUERY_COST, at(6_999))).toMatchObject({ untilNs: 7_000 * MS });
    expect(budget.ask("CANCEL", QUERY_COST, at(0)).ok).toBe(true);
    expect(budget.pressure(at(6_999))).toBe("STOPPED");
    expect(budget.ask("QUERY", QUERY_COST, at(7_000)).ok).toBe(true);
    budget.forbidden({ kind: "BANNED", until }, at(8_000));
    expect(budget.ask("CANCEL", QUERY_COST, at(14_999))).toMatchObject({ why: "BANNED" });
    expect(budget.ask("CANCEL", QUERY_COST, at(15_000)).ok).toBe(true);
  });

  test("holds a cancel that the venue's own count leaves no room for", () => {
    const budget = new RateBudget([WEIGHT], 0);
    call(budget, 0, { weight: 1, count: 101 });
    budget.forbidden({ kind: "SLOWED", until: { kind: "UNSAID" } }, at(1));
    expect(budget.ask("CANCEL", QUERY_COST, at(2))).toMatchObject({ why: "WINDOW_FULL" });
  });

  test("stops only placing when the account has too many orders", () => {
    const budget = new RateBudget([WEIGHT, ORDERS], 0);
    const until = { kind: "DELAY", seconds: 7 } as const;
    budget.forbidden({ kind: "ORDERS_FULL", until }, at(0));
    expect(budget.ask("REDUCE", ORDER_COST, at(1))).toMatchObject({ why: "ORDERS_FULL" });
    expect(budget.ask("QUERY", QUERY_COST, at(1)).ok).toBe(true);
    expect(budget.ask("CANCEL", QUERY_COST, at(1)).ok).toBe(true);
    expect(budget.ask("REDUCE", ORDER_COST, at(7_000)).ok).toBe(true);
  });

  test.each([
    [79, "CALM"],
    [80, "SOFT"],
    [94, "SOFT"],
    [95, "HARD"],
  ] as const)("is at %d of 100 %s (C-10)", (count, pressure) => {
    const budget = new RateBudget([WEIGHT], 0);
    call(budget, 0, { weight: 1, count });
    expect(budget.pressure(at(1))).toBe(pressure);
  });

  test.each([
    [Number.NaN, 0],
    [-1, 0],
    [1, 0.5],
    [Number.POSITIVE_INFINITY, 0],
  ])("refuses a cost of %d and %d for every class", (weight, orders) => {
    const budget = new RateBudget([WEIGHT], 0);
    const answer = budget.ask("CANCEL", { weight, orders }, at(0));
    expect(answer).toMatchObject({ ok: false, why: "NOT_A_NUMBER" });
  });

  test("refuses at a moment that is no number, and a count that is none changes nothing", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const answer = budget.ask("CANCEL", QUERY_COST, { ...at(0), now: Number.NaN });
    expect(answer).toMatchObject({ ok: false, why: "NOT_A_NUMBER" });
    call(budget, 0, { weight: 50, count: Number.NaN });
    expect(usedOf(budget, 1)).toBe(50);
  });

  test("says that what is more than a class may have never fits", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const answer = budget.ask("QUERY", { weight: 76, orders: 0 }, at(0));
    expect(answer).toEqual({ ok: false, why: "NEVER_FITS", untilNs: Number.POSITIVE_INFINITY });
  });

  test("has one end for each call", () => {
    const budget = new RateBudget([WEIGHT], 0);
    const ticket = budget.spend(QUERY_COST, 0);
    budget.lost(ticket, 1);
    expect(() => budget.answered(ticket, [], at(1))).toThrow("a call ends once");
  });
});
