/** Which endpoint is used: the quickest that is sound, and not another each time the figures tremble. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import {
  BALANCE_POLICY,
  EndpointBalance,
} from "../../../../src/trading/venue/policy/endpoint-balance.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const MS = 1_000_000;
const S = 1_000_000_000;
const NAMES = ["a", "b", "c"];
const LONG = BALANCE_POLICY.dwellNs;

function balance(from = 7): EndpointBalance {
  return new EndpointBalance(NAMES, { prng: new Prng(from), now: 0 });
}
function answers(
  each: EndpointBalance,
  name: string,
  tookMs: number,
  { now = 0, count = 10 } = {},
) {
  for (let time = 0; time < count; time += 1) {
    each.measured(name, { wasOk: true, tookNs: tookMs * MS }, now);
  }
}
function failures(each: EndpointBalance, name: string, count: number, now = 0): void {
  const failed = { wasOk: false, tookNs: Number.NaN };
  for (let time = 0; time < count; time += 1) each.measured(name, failed, now);
}

describe("EndpointBalance", () => {
  test("uses the first until another is known to be better", () => {
    const each = balance();
    expect(each.current).toBe("a");
    answers(each, "a", 50, { now: LONG });
    answers(each, "b", 10, { now: LONG, count: BALANCE_POLICY.answersMin - 1 });
    expect(each.current).toBe("a");
    answers(each, "b", 10, { now: LONG, count: 1 });
    expect(each.current).toBe("b");
  });

  test("changes only for one that is better by the margin", () => {
    const each = balance();
    answers(each, "a", 50, { now: LONG });
    answers(each, "b", 40, { now: LONG });
    expect(each.current).toBe("a");
    answers(each, "c", 39, { now: LONG });
    expect(each.current).toBe("c");
  });

  test("stays for a while after each change", () => {
    const each = balance();
    answers(each, "a", 50, { now: LONG });
    answers(each, "b", 20, { now: LONG });
    answers(each, "c", 1, { now: 2 * LONG - 1 });
    expect(each.current).toBe("b");
    answers(each, "c", 1, { now: 2 * LONG, count: 1 });
    expect(each.current).toBe("c");
  });

  test("leaves one that fails three times in a row at once, for the quickest that does not", () => {
    const each = balance();
    answers(each, "b", 90);
    answers(each, "c", 30);
    failures(each, "a", 2);
    expect(each.current).toBe("a");
    failures(each, "a", 1);
    expect(each.current).toBe("c");
  });

  test("goes to one that was never measured rather than stay with one that fails", () => {
    const each = balance();
    failures(each, "a", 3);
    expect(each.current).toBe("b");
    failures(each, "b", 3);
    expect(each.current).toBe("c");
  });

  test("goes on round when all fail, and settles where one is well again", () => {
    const each = balance();
    const used = new Set<string>();
    for (let time = 0; time < 30; time += 1) {
      used.add(each.current);
      failures(each, each.current, 1);
    }
    expect([...used].sort()).toEqual(NAMES);
    answers(each, "b", 40, { count: 1 });
    expect(each.current).toBe("b");
  });

  test("counts the slowest answers and the failed ones, not the mean alone", () => {
    const slow = balance();
    answers(slow, "a", 50, { now: LONG, count: 40 });
    for (let time = 0; time < 20; time += 1) {
      slow.measured("b", { wasOk: true, tookNs: (time === 0 ? 900 : 5) * MS }, LONG);
    }
    expect(slow.current).toBe("a");
    const failing = balance();
    answers(failing, "a", 50, { now: LONG });
    for (let time = 0; time < 20; time += 1) {
      failing.measured("b", { wasOk: time % 3 !== 0, tookNs: 5 * MS }, LONG);
    }
    expect(failing.current).toBe("a");
  });

  test("is not driven away by one failure, but by a rate of them", () => {
    const each = balance();
    answers(each, "a", 30, { now: LONG });
    answers(each, "b", 40, { now: LONG });
    failures(each, "a", 1, 2 * LONG);
    answers(each, "a", 30, { now: 2 * LONG });
    expect(each.current).toBe("a");
    failures(each, "a", 1, 2 * LONG);
    expect(each.current).toBe("b");
  });

  test("does not trust what was measured long ago", () => {
    const each = balance();
    answers(each, "b", 1);
    const later = BALANCE_POLICY.ageNsMax + 1;
    answers(each, "a", 50, { now: later });
    expect(each.current).toBe("a");
  });

  test("takes an answer of no sensible time for a failure", () => {
    const each = balance();
    for (const tookNs of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      each.measured("a", { wasOk: true, tookNs }, 0);
    }
    expect(each.current).toBe("b");
  });

  test("probes those that are not in use, each about as often as its policy says", () => {
    const each = balance(seed);
    const counts = new Map<string, number>();
    for (let now = 0; now < 1_000 * S; now += S / 10) {
      for (const name of each.dueProbes(now)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["b", "c"]);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(25);
    expect(each.nextProbeNs()).toBeLessThan(1_000 * S + 1.5 * BALANCE_POLICY.probeNs);
  });

  test("has one endpoint that it keeps, and never probes", () => {
    const each = new EndpointBalance(["only"], { prng: new Prng(1), now: 0 });
    failures(each, "only", 9);
    expect([each.current, each.dueProbes(9 * S), each.nextProbeNs()]).toEqual([
      "only",
      [],
      Number.POSITIVE_INFINITY,
    ]);
  });

  test(`finds the best of trembling endpoints, seldom changes, and repeats itself (seed ${seed})`, () => {
    const run = () => {
      const prng = new Prng(seed);
      const each = new EndpointBalance(NAMES, { prng: new Prng(seed + 1), now: 0 });
      const usual: Readonly<Record<string, number>> = { a: 60, b: 30, c: 55 };
      const measure = (name: string, now: number) => {
        const tookNs = (usual[name] ?? 0) * MS * (0.8 + 0.4 * prng.unit());
        each.measured(name, { wasOk: true, tookNs }, now);
      };
      const used: string[] = [];
      for (let now = 0; now < 1_200 * S; now += S / 4) {
        measure(each.current, now);
        for (const name of each.dueProbes(now)) measure(name, now);
        if (used.at(-1) !== each.current) used.push(each.current);
      }
      return used;
    };
    const used = run();
    expect(used.at(-1)).toBe("b");
    expect(used.length).toBeLessThan(4);
    expect(run()).toEqual(used);
  });
});
