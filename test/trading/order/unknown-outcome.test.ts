/** The protocol of the unknown outcome: what proves that an order is not at the venue, and what does not. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  beginDoubt,
  type Doubt,
  dueNs,
  EVIDENCE_SOURCES,
  type Evidence,
  type EvidenceSource,
  isOverdue,
  nextQuestions,
  widenDoubt,
  withEvidence,
} from "../../../src/trading/order/unknown-outcome.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const S = 1e9;

type Asked = { readonly at: number; readonly sources: readonly EvidenceSource[] };

/** Asks at each due moment, and answers at once as `answer` says, until `untilNs` or a proof. */
function run(
  doubt: Doubt,
  untilNs: number,
  answer: (source: EvidenceSource, at: number) => Evidence | null = () => "ABSENT",
): { doubt: Doubt; asked: Asked[]; provenNs: number } {
  let now = doubt;
  const asked: Asked[] = [];
  for (let at = dueNs(now); at <= untilNs && !now.isProven; at = dueNs(now)) {
    const next = nextQuestions(now, at);
    if (next === null) throw new Error(`nothing to ask at ${at}`);
    now = next.doubt;
    const { round, sources } = next.questions;
    asked.push({ at: at / S, sources });
    for (const source of sources) {
      const evidence = answer(source, at);
      if (evidence !== null) now = withEvidence(now, { round, source, evidence }, at);
    }
  }
  return { doubt: now, asked, provenNs: now.isProven ? (asked.at(-1)?.at ?? 0) * S : Number.NaN };
}

describe("the unknown outcome", () => {
  test("the order is asked for at 0.25, 0.5, 1, 2, 4 and 8 s, and not sooner", () => {
    const { asked } = run(beginDoubt(0, 13 * S), 12.9 * S);
    expect(asked.map(({ at }) => at)).toEqual([0.25, 0.5, 1, 2, 4, 8]);
    expect(asked.every(({ sources }) => sources.join() === "ORDER")).toBe(true);
    expect(nextQuestions(beginDoubt(0, 13 * S), 0.2 * S)).toBeNull();
  });

  test("not found before the deadline proves nothing, however often", () => {
    expect(run(beginDoubt(0, 13 * S), 12.999 * S).doubt.isProven).toBe(false);
  });

  test("two whole rounds of absence behind the deadline, a second apart, prove it", () => {
    const { doubt, asked } = run(beginDoubt(0, 13 * S), 60 * S);
    const whole = asked.filter(({ sources }) => sources.length === EVIDENCE_SOURCES.length);
    expect(doubt.isProven).toBe(true);
    expect(whole.map(({ at }) => at)).toEqual([13, 14]);
  });

  test("a round is whole only with open orders, the order itself and the trades", () => {
    for (const left of EVIDENCE_SOURCES) {
      const { doubt } = run(beginDoubt(0, 1 * S), 200 * S, (source) =>
        source === left ? null : "ABSENT",
      );
      expect(doubt.isProven).toBe(false);
    }
  });

  test("an error in any source of each round proves nothing for ever, and the asking goes on", () => {
    for (const broken of EVIDENCE_SOURCES) {
      const { doubt, asked } = run(beginDoubt(0, 1 * S), 200 * S, (source) =>
        source === broken ? "ERROR" : "ABSENT",
      );
      expect(doubt.isProven).toBe(false);
      expect(asked.length).toBeGreaterThan(20);
    }
  });

  test("an error counts for nothing: one absent round before it and one behind it prove it", () => {
    let round = 0;
    const { doubt, asked } = run(beginDoubt(0, 0), 60 * S, (source) => {
      if (source === "ORDER") round += 1;
      return round === 2 ? "ERROR" : "ABSENT";
    });
    expect(doubt.isProven).toBe(true);
    expect(asked).toHaveLength(3);
  });

  test("a second round that begins too soon does not count", () => {
    const first = run(beginDoubt(0, 0), 0.25 * S).doubt;
    const early = nextQuestions({ ...first, nextNs: 0.5 * S }, 0.5 * S);
    if (early === null) throw new Error("asked early on purpose");
    const { round, sources } = early.questions;
    const answered = sources.reduce(
      (doubt, source) => withEvidence(doubt, { round, source, evidence: "ABSENT" }, 0.5 * S),
      early.doubt,
    );
    expect([first.absentNs, answered.isProven]).toEqual([0.25 * S, false]);
    expect(run(answered, 10 * S).provenNs).toBe(1.25 * S);
  });

  test("an answer to a round that was given up is of no use", () => {
    const first = nextQuestions(beginDoubt(0, 0), 0.25 * S);
    if (first === null) throw new Error("due");
    // Nothing came for 10 s.
    const second = nextQuestions(first.doubt, dueNs(first.doubt));
    if (second === null) throw new Error("due again");
    expect(second.questions.round).toBe(2);
    const late = EVIDENCE_SOURCES.reduce(
      (doubt, source) => withEvidence(doubt, { round: 1, source, evidence: "ABSENT" }, 11 * S),
      second.doubt,
    );
    expect(late).toEqual(second.doubt);
  });

  test("one source that answers twice is not two sources", () => {
    const first = nextQuestions(beginDoubt(0, 0), 0.25 * S);
    if (first === null) throw new Error("due");
    const twice = [0, 1, 2].reduce(
      (doubt) => withEvidence(doubt, { round: 1, source: "ORDER", evidence: "ABSENT" }, 0.3 * S),
      first.doubt,
    );
    expect(twice.absentNs).toBeNaN();
  });

  test("a deadline that is not known proves nothing ever", () => {
    for (const deadlineNs of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(run(beginDoubt(0, deadlineNs), 500 * S).doubt.isProven).toBe(false);
    }
    const doubt = widenDoubt(beginDoubt(0, Number.NaN), 1);
    expect(run(doubt, 500 * S).doubt.isProven).toBe(false);
  });

  test("something more that was sent moves the deadline, and takes back what was absent", () => {
    const once = run(beginDoubt(0, 0), 0.25 * S).doubt;
    const widened = widenDoubt(once, 20 * S);
    expect(widened.absentNs).toBeNaN();
    expect(run(widened, 19.9 * S).doubt.isProven).toBe(false);
    expect(run(widened, 60 * S).provenNs).toBeGreaterThanOrEqual(21 * S);
    expect(widenDoubt(once, -1)).toEqual(once);
  });

  test("behind 30 s somebody must look, and NaN says so too", () => {
    const doubt = beginDoubt(5 * S, 18 * S);
    expect([34.9, 35, Number.NaN].map((at) => isOverdue(doubt, at * S))).toEqual([
      false,
      true,
      true,
    ]);
  });

  test(`no proof without two clean whole rounds a second apart behind the deadline (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    for (let game = 0; game < 300; game += 1) {
      const deadlineNs = random.between(0, 20) * S;
      const clean: number[] = [];
      let whole = { at: -1, absent: 0 };
      const { doubt } = run(beginDoubt(0, deadlineNs), 120 * S, (source, at) => {
        if (whole.at !== at) whole = { at, absent: 0 };
        const evidence = random.pick(["ABSENT", "ABSENT", "ABSENT", "ERROR", null] as const);
        if (evidence === "ABSENT") whole.absent += 1;
        if (source === "TRADES" && whole.absent === 3 && at >= deadlineNs) clean.push(at);
        return evidence;
      });
      const last = clean.at(-1) ?? 0;
      const isDue = clean.some((at) => at <= last - 1 * S);
      expect(doubt.isProven).toBe(isDue);
    }
  });
});
