/** Uptime in figures: seconds of each kind, availability, the error budget, incidents. Resolution: 1 s. */
import { type BeatSpan, SECOND_KINDS, type SecondKind, type TradingWord } from "./beat-spans.ts";
import type { DeskHistory, HistoryRun } from "./desk-history.ts";
import { findIncidents, type Incident } from "./incidents.ts";
import type { SecondLine } from "./second-line.ts";

export type UptimeReport = {
  /** Whole seconds since the epoch; `to` is the first one behind it. */
  readonly from: number;
  readonly to: number;
  /** Of every figure. Seconds. */
  readonly resolutionS: 1;
  readonly seconds: Readonly<Record<SecondKind, number>> & { readonly TOTAL: number };
  /** Fractions, 0 to 1; NaN when there is no second. A desk that warns is ready. */
  readonly availability: {
    /** Of the time that was not planned to be down. */
    readonly withoutPlanned: number;
    /** Of all time. */
    readonly withPlanned: number;
  };
  readonly budget: Budget;
  readonly incidents: readonly Incident[];
  /** Mean time to repair and between failures. Seconds; NaN without an incident. */
  readonly mttrS: number;
  readonly mtbfS: number;
  /** Within the window, most first. */
  readonly restarts: readonly ActorRestarts[];
  /** Seconds in each; of the rest nobody said anything. */
  readonly tradingS: Readonly<Record<TradingWord, number>>;
  readonly runs: readonly HistoryRun[];
};

export type Budget = {
  /** Fraction, for instance 0.999. */
  readonly target: number;
  /** Seconds that may be bad of those that were not planned. */
  readonly allowedS: number;
  readonly usedS: number;
  /** Negative when it is overdrawn. */
  readonly leftS: number;
};

export type ActorRestarts = {
  readonly actor: string;
  readonly count: number;
  readonly lastReason: string;
};

const MICROS_PER_S = 1_000_000;

/** @param target Fraction of the time, above 0 and below 1. */
export function uptimeReport(history: DeskHistory, line: SecondLine, target: number): UptimeReport {
  const { from, to } = line.window;
  const seconds = Object.fromEntries(SECOND_KINDS.map((kind) => [kind, 0])) as Record<
    SecondKind,
    number
  >;
  const tradingS: Record<TradingWord, number> = { ACTIVE: 0, REDUCING: 0, HALTED: 0 };
  for (let second = from; second < to; second += 1) {
    seconds[line.kindAt(second)] += 1;
    const span: BeatSpan | null = line.spanAt(second);
    if (span !== null) tradingS[span.trading] += 1;
  }
  const total = Math.max(0, to - from);
  const ready = seconds.READY + seconds.WARN;
  const valid = total - seconds.PLANNED;
  const usedS = seconds.NOT_READY + seconds.DARK;
  // To the millisecond: what is left of 1 - 0.999 is no figure of ours.
  const allowedS = Math.round((1 - target) * valid * 1_000) / 1_000;
  const incidents = findIncidents(line);
  return {
    ...{ from, to, resolutionS: 1 },
    seconds: { ...seconds, TOTAL: total },
    availability: { withoutPlanned: ready / valid, withPlanned: ready / total },
    budget: { target, allowedS, usedS, leftS: allowedS - usedS },
    incidents,
    mttrS: usedS / incidents.length,
    mtbfS: incidents.length === 0 ? Number.NaN : ready / incidents.length,
    restarts: countRestarts(history, line),
    tradingS,
    runs: history.runs.filter(
      ({ startMicros, lastMicros }) =>
        startMicros < to * MICROS_PER_S && lastMicros >= from * MICROS_PER_S,
    ),
  };
}

function countRestarts(
  { restarts }: DeskHistory,
  { window }: SecondLine,
): readonly ActorRestarts[] {
  const counts = new Map<string, ActorRestarts>();
  for (const { actor, micros, reason, lives } of restarts) {
    if (micros < window.from * MICROS_PER_S || micros >= window.to * MICROS_PER_S) continue;
    const before = counts.get(actor);
    const lastReason = reason === "" ? (before?.lastReason ?? "") : reason;
    counts.set(actor, { actor, count: (before?.count ?? 0) + lives, lastReason });
  }
  return [...counts.values()].sort((left, right) => right.count - left.count);
}
