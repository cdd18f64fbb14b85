/** When a venue is not asked, when it is tried again, and that cancels go whatever the state. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import {
  BREAKER_POLICY,
  Breaker,
  type BreakerPass,
} from "../../../../src/trading/venue/policy/breaker.ts";
import { CALL_CLASSES, type CallClass } from "../../../../src/trading/venue/policy/call-class.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const S = 1_000_000_000;

/** Lets one call through and ends it. */
function call(breaker: Breaker, wasOk: boolean, now: number, callClass: CallClass = "NEW"): void {
  breaker.ended(passOf(breaker, now, callClass), wasOk, now);
}
function passOf(breaker: Breaker, now: number, callClass: CallClass = "NEW"): BreakerPass {
  const answer = breaker.ask(callClass, now);
  if (!answer.ok) throw new Error(`refused until ${answer.untilNs}`);
  return answer.pass;
}
function opened(now = 0): Breaker {
  const breaker = new Breaker();
  for (let failure = 0; failure < 5; failure += 1) call(breaker, false, now);
  return breaker;
}

describe("a closed breaker", () => {
  test("opens at the fifth failure in a row, and not at the fourth", () => {
    const breaker = new Breaker();
    for (let failure = 0; failure < 4; failure += 1) call(breaker, false, 0);
    call(breaker, true, 0);
    for (let failure = 0; failure < 4; failure += 1) call(breaker, false, 0);
    expect(breaker.stateAt(0)).toBe("CLOSED");
    call(breaker, false, 0);
    expect(breaker.stateAt(0)).toBe("OPEN");
  });

  test("opens when more than half of enough calls fail, never in a row", () => {
    const breaker = new Breaker();
    for (let pair = 0; pair < 10; pair += 1) {
      call(breaker, true, 0);
      call(breaker, false, 0);
    }
    expect(breaker.stateAt(0)).toBe("CLOSED");
    call(breaker, false, 0);
    expect(breaker.stateAt(0)).toBe("OPEN");
  });

  test("says nothing of a part of few calls", () => {
    const breaker = new Breaker({ ...BREAKER_POLICY, inRowMax: 100 });
    for (let failure = 0; failure < 19; failure += 1) call(breaker, false, 0);
    expect(breaker.stateAt(0)).toBe("CLOSED");
    call(breaker, false, 0);
    expect(breaker.stateAt(0)).toBe("OPEN");
  });

  test("forgets failures that are older than its window", () => {
    const breaker = new Breaker({ ...BREAKER_POLICY, inRowMax: 100 });
    for (let failure = 0; failure < 19; failure += 1) call(breaker, false, 0);
    for (let failure = 0; failure < 19; failure += 1) call(breaker, false, 10 * S);
    expect(breaker.stateAt(10 * S)).toBe("CLOSED");
  });
});

describe("an open breaker", () => {
  test.each(CALL_CLASSES)("lets %s go only if it is a cancel", (callClass) => {
    const answer = opened().ask(callClass, S);
    expect(answer.ok).toBe(callClass === "CANCEL");
    if (!answer.ok) expect(answer.untilNs).toBe(2 * S);
  });

  test("is half-open after its wait, and lets two probes go", () => {
    const breaker = opened();
    expect(breaker.stateAt(2 * S - 1)).toBe("OPEN");
    expect(breaker.stateAt(2 * S)).toBe("HALF_OPEN");
    const passes = [passOf(breaker, 2 * S), passOf(breaker, 2 * S)];
    expect(passes.map(({ isProbe }) => isProbe)).toEqual([true, true]);
    expect(breaker.ask("NEW", 2 * S)).toEqual({ ok: false, untilNs: 17 * S });
    expect(passOf(breaker, 2 * S, "CANCEL").isProbe).toBe(false);
  });

  test("is closed by two probes that went well", () => {
    const breaker = opened();
    call(breaker, true, 2 * S);
    expect(breaker.stateAt(2 * S)).toBe("HALF_OPEN");
    call(breaker, true, 2 * S);
    expect(breaker.stateAt(2 * S)).toBe("CLOSED");
    for (let failure = 0; failure < 4; failure += 1) call(breaker, false, 3 * S);
    expect(breaker.stateAt(3 * S)).toBe("CLOSED");
  });

  test("opens again at a probe that failed, for twice as long each time, up to its longest", () => {
    const breaker = opened();
    let now = 2 * S;
    const waits: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      call(breaker, false, now);
      const answer = breaker.ask("NEW", now);
      const untilNs = answer.ok ? Number.NaN : answer.untilNs;
      waits.push((untilNs - now) / S);
      now = untilNs;
    }
    expect(waits).toEqual([4, 8, 16, 32, 60, 60, 60]);
  });

  test("takes a probe without an outcome for one that failed", () => {
    const breaker = opened();
    passOf(breaker, 2 * S);
    expect(breaker.stateAt(17 * S - 1)).toBe("HALF_OPEN");
    expect(breaker.stateAt(17 * S)).toBe("OPEN");
  });

  test("is not kept open by failures of calls that were sent before it opened", () => {
    const breaker = new Breaker();
    const passes = Array.from({ length: 8 }, () => passOf(breaker, 0));
    for (const pass of passes.slice(0, 5)) breaker.ended(pass, false, 0);
    expect(breaker.stateAt(2 * S)).toBe("HALF_OPEN");
    for (const pass of passes.slice(5)) breaker.ended(pass, false, 2 * S);
    expect(breaker.stateAt(2 * S)).toBe("HALF_OPEN");
  });

  test("takes a cancel for evidence like any other call", () => {
    const breaker = opened();
    const cancels = [passOf(breaker, S, "CANCEL"), passOf(breaker, S, "CANCEL")];
    for (const pass of cancels) breaker.ended(pass, true, 2 * S);
    expect(breaker.stateAt(2 * S)).toBe("CLOSED");
  });
});

describe("a breaker", () => {
  test("refuses at a moment that is no number all but a cancel", () => {
    expect(new Breaker().ask("NEW", Number.NaN).ok).toBe(false);
    expect(opened().ask("QUERY", Number.NaN).ok).toBe(false);
    expect(opened().ask("CANCEL", Number.NaN).ok).toBe(true);
  });

  test.each([
    { inRowMax: 0 },
    { failureFractionMax: Number.NaN },
    { openNs: 0 },
    { openNs: 2 * S, openNsMax: S },
    { windowNs: 0 },
    { probes: 0 },
  ])("takes no policy with %p", (wrong) => {
    expect(() => new Breaker({ ...BREAKER_POLICY, ...wrong })).toThrow("Invariant");
  });

  test(`always lets a cancel go, and closes once the venue is well again (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 50; run += 1) {
      const breaker = new Breaker();
      let now = 0;
      const step = (failing: number) => {
        now += prng.between(1, S);
        call(breaker, prng.unit() >= failing, now, "CANCEL");
        const answer = breaker.ask("QUERY", now);
        if (answer.ok) breaker.ended(answer.pass, prng.unit() >= failing, now + 1);
        else expect(answer.untilNs).toBeGreaterThan(now);
      };
      for (let sick = prng.between(10, 300); sick > 0; sick -= 1) step(prng.unit());
      for (let well = 0; well < 400; well += 1) step(0);
      expect(breaker.stateAt(now)).toBe("CLOSED");
    }
  });
});
