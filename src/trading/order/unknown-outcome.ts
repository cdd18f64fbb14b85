/**
 * What is done about an order of which nobody knows whether the venue has it: ask until it is found, or
 * until it is proven that it is not there. Pure, on the caller's clock, and of no venue.
 *
 * ```
 *  begin -> ask for the order at 0.25, 0.5, 1, 2, 4, 8, 8 s ...      found at any time: over
 *        -> from the deadline on: whole rounds, of all three sources
 *             absent everywhere, twice, a second apart: PROVEN
 *             an error anywhere: the round says nothing
 *        -> behind 30 s: an alarm, once; the asking goes on
 * ```
 *
 * Invariant: silence proves nothing, and neither does an error. Before its deadline an order may still
 * reach the venue, so that "not found" says nothing; an order can have been filled and have left the
 * list of open ones, so that one source alone says nothing.
 */

/** Where an order can be seen. A round has asked all of them. */
export type EvidenceSource = "OPEN_ORDERS" | "ORDER" | "TRADES";

/** All of them. */
export const EVIDENCE_SOURCES: readonly EvidenceSource[] = ["ORDER", "OPEN_ORDERS", "TRADES"];

/** What one source said. ERROR: nothing, or nothing that can be read. */
export type Evidence = "ABSENT" | "ERROR";

/** Questions that were asked together. */
type Round = {
  readonly number: number;
  readonly startedNs: number;
  /** All sources, from the deadline on; before it the order alone. */
  readonly isWhole: boolean;
  readonly absent: readonly EvidenceSource[];
  readonly isVoid: boolean;
};

/** Plain data. */
export type Doubt = {
  readonly sinceNs: number;
  /** No earlier than this is it certain that what was sent reaches the venue no more. Nanoseconds. */
  readonly deadlineNs: number;
  /** When the next round begins, unless one is under way. Nanoseconds. */
  readonly nextNs: number;
  /** Rounds that were begun. */
  readonly rounds: number;
  readonly round: Round | null;
  /** When the first of two whole rounds of absence ended; NaN before it. Nanoseconds. */
  readonly absentNs: number;
  /** Whether it is proven that the venue does not have it. */
  readonly isProven: boolean;
};

/** What to ask now. `round` comes back with each answer. */
export type Questions = { readonly round: number; readonly sources: readonly EvidenceSource[] };

/** Longest that a doubt may stand before somebody must look. Nanoseconds. */
export const DOUBT_ALARM_NS = 30e9;

const FIRST_QUERY_NS = 0.25e9;
const LAST_STEP_NS = 8e9;
/** Between two rounds that prove something. */
const ROUNDS_APART_NS = 1e9;
/** A round that was not answered by then is void. */
const ROUND_NS_MAX = 10e9;

/**
 * Returns the doubt about an order.
 *
 * @param deadlineNs `now` or earlier where nothing that was sent can still be on its way. NaN, or a
 * moment that is not known, proves nothing ever.
 */
export function beginDoubt(now: number, deadlineNs: number): Doubt {
  return {
    sinceNs: now,
    deadlineNs,
    nextNs: now + FIRST_QUERY_NS,
    rounds: 0,
    round: null,
    absentNs: Number.NaN,
    isProven: false,
  };
}

/**
 * Returns the doubt when something more was sent for the order: what was proven of before says nothing
 * of it.
 */
export function widenDoubt(doubt: Doubt, deadlineNs: number): Doubt {
  if (deadlineNs <= doubt.deadlineNs || Number.isNaN(doubt.deadlineNs)) return doubt;
  return { ...doubt, deadlineNs, absentNs: Number.NaN, isProven: false };
}

/** Returns the doubt with what has to be asked at `now`, or null when nothing has to be yet. */
export function nextQuestions(
  doubt: Doubt,
  now: number,
): { readonly doubt: Doubt; readonly questions: Questions } | null {
  if (!(now >= dueNs(doubt))) return null;
  const isWhole = now >= doubt.deadlineNs;
  const number = doubt.rounds + 1;
  const round: Round = { number, startedNs: now, isWhole, absent: [], isVoid: false };
  const sources: readonly EvidenceSource[] = isWhole ? EVIDENCE_SOURCES : ["ORDER"];
  const asked = { ...doubt, rounds: number, round, nextNs: now + stepNs(doubt.rounds) };
  return { doubt: asked, questions: { round: number, sources } };
}

/** Returns when {@link nextQuestions} has something to ask, if nothing is answered. Nanoseconds. */
export function dueNs({ round, nextNs, isProven }: Doubt): number {
  if (isProven) return Number.POSITIVE_INFINITY;
  // A round whose answers were lost must not keep the next from being asked.
  return round === null ? nextNs : Math.max(nextNs, round.startedNs + ROUND_NS_MAX);
}

/** Returns the doubt after a source said that it has no such order, or could not say. */
export function withEvidence(
  doubt: Doubt,
  said: {
    readonly round: number;
    readonly source: EvidenceSource;
    readonly evidence: Evidence;
  },
  now: number,
): Doubt {
  const { round } = doubt;
  // An answer to a round that was given up is of no use: it may be older than what came since.
  if (round === null || round.number !== said.round) return doubt;
  const isVoid = round.isVoid || said.evidence === "ERROR";
  const isNew = said.evidence === "ABSENT" && !round.absent.includes(said.source);
  const absent = isNew ? [...round.absent, said.source] : round.absent;
  const next = { ...doubt, round: { ...round, absent, isVoid } };
  if (isVoid) return { ...next, round: null };
  const isComplete = absent.length === (round.isWhole ? EVIDENCE_SOURCES.length : 1);
  return isComplete ? withAbsence(next, round, now) : next;
}

/** Whether a doubt has stood for so long that somebody must look. NaN for now says so. */
export function isOverdue(doubt: Doubt, now: number): boolean {
  return !(now - doubt.sinceNs < DOUBT_ALARM_NS);
}

function withAbsence(doubt: Doubt, round: Round, now: number): Doubt {
  const over = { ...doubt, round: null };
  if (!round.isWhole) return { ...over, nextNs: nextBefore(doubt) };
  const isSecond = round.startedNs >= doubt.absentNs + ROUNDS_APART_NS;
  if (isSecond) return { ...over, isProven: true };
  const absentNs = Number.isNaN(doubt.absentNs) ? now : doubt.absentNs;
  return { ...over, absentNs, nextNs: absentNs + ROUNDS_APART_NS };
}

/** The next question before the deadline, or the first behind it, whichever is earlier. */
function nextBefore({ nextNs, deadlineNs }: Doubt): number {
  return nextNs > deadlineNs ? deadlineNs : nextNs;
}

/** 0.25 s after the first question, and twice as long with each. */
function stepNs(asked: number): number {
  return Math.min(LAST_STEP_NS, FIRST_QUERY_NS * 2 ** asked);
}
