/**
 * What of the desk's record is wrong: pure, from what was seen at one moment.
 *
 * Where orders wait for the disk, a journal that does not write fails the desk: it cannot trade.
 * Elsewhere it makes it warn. The audit log only warns: nothing waits for it.
 */
import type { ActorStatus } from "../../../runtime/supervisor/actor-status.ts";
import type { HealthCheck, HealthStatus } from "../health-check.ts";
import type { AuditView, JournalView, RecordView } from "./record-view.ts";

/** Beyond the journal's own pause, the wait of a record that warns. Milliseconds. */
export const RECORD_WAIT_MS_WARN = 50;

/** Beyond the journal's own pause, the wait of a record that is too long. Milliseconds. */
export const RECORD_WAIT_MS_MAX = 250;

/** How long a record may be without a checkpoint. Milliseconds. */
export const CHECKPOINT_WAIT_MS_MAX = 60_000;

/** Returns all that was looked at, `desk:durability` first: it is in every document. */
export function recordChecks(
  record: RecordView,
  actors: readonly ActorStatus[],
): readonly HealthCheck[] {
  const { journal, audit } = record;
  return [
    durabilityCheck(record),
    ...(journal === null ? [] : journalChecks(record.durability, journal, phaseOf(actors))),
    ...(audit === null ? [] : [checkpointCheck(audit)]),
  ];
}

/** Names the policy; it has no opinion of it. */
export function durabilityCheck({ durability }: RecordView): HealthCheck {
  return { name: "desk:durability", status: "pass", observedValue: durability };
}

function phaseOf(actors: readonly ActorStatus[]): ActorStatus["phase"] {
  return actors.find(({ kind }) => kind === "journal")?.phase ?? "STOPPED";
}

function journalChecks(
  durability: RecordView["durability"],
  journal: JournalView,
  phase: ActorStatus["phase"],
): readonly HealthCheck[] {
  const [wrong, output] = whyNotDurable(journal, phase);
  const status = wrong === "fail" && durability === "none" ? "warn" : wrong;
  const { state, syncMs } = journal;
  const said = output === "" ? {} : { output };
  const checks: HealthCheck[] = [
    { name: "journal:durable", status, observedValue: state, ...said },
  ];
  if (Number.isFinite(syncMs)) {
    const observedValue = Math.round(syncMs * 1_000) / 1_000;
    checks.push({
      name: "journal:fsyncLatency",
      status: "pass",
      observedValue,
      observedUnit: "ms",
    });
  }
  return checks;
}

function whyNotDurable(
  { state, reason, waiting, waitedMs, pauseMs }: JournalView,
  phase: ActorStatus["phase"],
): readonly [HealthStatus, string] {
  if (state === "HALTED") return ["fail", `the journal writes no more: ${reason}`];
  if (state !== "WRITING") return ["fail", `the journal does not write: it is ${state}`];
  if (phase !== "READY") return ["fail", `the journal does not write: its actor is ${phase}`];
  const late = `${waiting} messages wait for the disk, since ${Math.round(waitedMs)} ms`;
  if (!(waitedMs <= pauseMs + RECORD_WAIT_MS_MAX)) return ["fail", late];
  if (!(waitedMs <= pauseMs + RECORD_WAIT_MS_WARN)) return ["warn", late];
  return ["pass", ""];
}

function checkpointCheck(audit: AuditView): HealthCheck {
  const output = whyNotCovered(audit);
  const { size, root } = audit;
  return {
    name: "audit:checkpoint",
    status: output === null ? "pass" : "warn",
    observedValue: size,
    observedUnit: "leaves",
    ...(root === "" ? {} : { root }),
    ...(output === null ? {} : { output }),
  };
}

function whyNotCovered({ state, reason, waitedMs }: AuditView): string | null {
  if (state === "HALTED") return `the audit log is halted: ${reason}`;
  if (waitedMs <= CHECKPOINT_WAIT_MS_MAX) return null;
  return `records wait for a checkpoint since ${Math.round(waitedMs / 1_000)} s`;
}
