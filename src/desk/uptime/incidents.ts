/** Incidents: seconds on end in which the desk was not ready, or said nothing, and nobody had planned it. */
import type { SecondKind } from "./beat-spans.ts";
import type { SecondLine } from "./second-line.ts";

export type IncidentCause = {
  /** Who was not ready; `desk` when nobody said anything. */
  readonly actor: string;
  readonly reason: string;
  readonly kind: "NOT_READY" | "DARK";
  /** Journal sequence that shows it: of the first beat that says so, or the last record before a silence. */
  readonly evidence: number;
  /** Seconds for which it was the first cause. */
  seconds: number;
};

export type Incident = {
  /** Whole seconds since the epoch; `end` is the first good one. */
  readonly start: number;
  end: number;
  /** Still so at the window's end. */
  isOpen: boolean;
  darkS: number;
  notReadyS: number;
  /** In order, the one it began with first. */
  readonly causes: IncidentCause[];
};

export function findIncidents(line: SecondLine): readonly Incident[] {
  const { from, to } = line.window;
  const incidents: Incident[] = [];
  let current: Incident | null = null;
  let cause: IncidentCause | null = null;
  for (let second = from; second < to; second += 1) {
    const kind = line.kindAt(second);
    if (kind !== "NOT_READY" && kind !== "DARK") {
      current = null;
      cause = null;
      continue;
    }
    if (current === null) {
      current = { start: second, end: second, isOpen: false, darkS: 0, notReadyS: 0, causes: [] };
      incidents.push(current);
    }
    current.end = second + 1;
    current.isOpen = second + 1 === to;
    if (kind === "DARK") current.darkS += 1;
    else current.notReadyS += 1;
    cause = causeAt(line, second, kind, cause);
    const known = current.causes.find((one) => isSame(one, cause));
    if (known === undefined) current.causes.push(cause);
    else cause = known;
    cause.seconds += 1;
  }
  return incidents;
}

function causeAt(
  line: SecondLine,
  second: number,
  kind: Extract<SecondKind, "NOT_READY" | "DARK">,
  before: IncidentCause | null,
): IncidentCause {
  if (kind === "DARK") {
    const goesOn = before?.kind === "DARK" && !line.hasDarkCauseAt(second);
    if (goesOn) return before;
    const { reason, evidence } = line.darkCauseAt(second);
    return { actor: "desk", reason, kind, evidence, seconds: 0 };
  }
  const span = line.spanAt(second);
  const { actor = "desk", reason = "not ready" } = span?.causes[0] ?? {};
  return { actor, reason, kind, evidence: span?.firstSequence ?? 0, seconds: 0 };
}

function isSame(one: IncidentCause, other: IncidentCause | null): boolean {
  return one.actor === other?.actor && one.reason === other.reason && one.kind === other.kind;
}
