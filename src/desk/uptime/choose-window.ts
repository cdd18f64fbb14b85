/** From when to when uptime is counted: as asked, and never beyond what can be known. */
import type { DeskHistory } from "./desk-history.ts";
import type { UptimeWindow } from "./second-line.ts";

export type AskedWindow = {
  /** Microseconds since the epoch; null when it was not said. */
  readonly fromMicros: number | null;
  readonly toMicros: number | null;
  readonly nowMicros: number;
};

export type ChosenWindow = UptimeWindow & {
  /** What a person should know of how it was chosen. */
  readonly notes: readonly string[];
};

const MICROS_PER_S = 1_000_000;
/** The beat of a second that has just begun may still come. */
const LATE_S = 3;

/**
 * Without a word it is all that the journals say: from the first run to the last record, or to now when
 * the last run did not end in order. What lies ahead of now is left out.
 */
export function chooseWindow(history: DeskHistory, asked: AskedWindow): ChosenWindow {
  const { runs, spans } = history;
  const nowSecond = Math.floor(asked.nowMicros / MICROS_PER_S);
  const first = Math.min(...runs.map(({ startMicros }) => startMicros));
  const last = runs.reduce(
    (one, run) => (run.lastMicros >= one.lastMicros ? run : one),
    runs[0] ?? NEVER,
  );
  const lastSecond = Math.floor(last.lastMicros / MICROS_PER_S) + 1;
  const from = Math.floor((asked.fromMicros ?? first) / MICROS_PER_S);
  const ownTo = last.ended === "ENDED" ? lastSecond : Math.max(lastSecond, nowSecond);
  const wanted = asked.toMicros === null ? ownTo : Math.ceil(asked.toMicros / MICROS_PER_S);
  const lastBeat = spans.reduce((newest, { lastSecond: second }) => Math.max(newest, second), 0);
  const isFresh = last.ended === "RUNNING" && nowSecond - lastBeat <= LATE_S;
  const known = isFresh ? lastBeat + 1 : nowSecond;
  const isAhead = asked.toMicros !== null && wanted > nowSecond;
  return {
    from,
    to: Math.min(wanted, Math.max(known, lastSecond)),
    notes: [
      ...(isAhead ? ["the window ends now: what lies ahead is not counted"] : []),
      ...(from < Math.floor(first / MICROS_PER_S)
        ? ["the window begins before the first run: until then it counts as dark"]
        : []),
    ],
  };
}

const NEVER = { lastMicros: 0, ended: "ENDED" } as const;
