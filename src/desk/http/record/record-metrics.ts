/** The part of `/metrics` that is about the journal and the audit log. */
import type { PrometheusText } from "../../../runtime/telemetry/prometheus.ts";
import type { AuditView, JournalView, RecordView } from "./record-view.ts";

type Gauge<View> = readonly [metric: string, help: string, value: (view: View) => number];

const JOURNAL: readonly Gauge<JournalView>[] = [
  [
    "outcry_journal_durable_sequence",
    "Journal sequence up to which all is on the disk.",
    ({ durableSequence }) => durableSequence,
  ],
  [
    "outcry_journal_waiting_messages",
    "Messages that were said and are not on the disk yet.",
    ({ waiting }) => waiting,
  ],
  [
    "outcry_journal_waited_seconds",
    "How long some of them wait.",
    ({ waitedMs }) => waitedMs / 1_000,
  ],
  [
    "outcry_journal_last_sync_seconds",
    "Of the last sync, its write included.",
    ({ syncMs }) => syncMs / 1_000,
  ],
  [
    "outcry_journal_halted",
    "1 once the journal writes no more.",
    ({ state }) => (state === "HALTED" ? 1 : 0),
  ],
];

const AUDIT: readonly Gauge<AuditView>[] = [
  ["outcry_audit_size_leaves", "Leaves that the newest checkpoint covers.", ({ size }) => size],
  [
    "outcry_audit_checkpoint_age_seconds",
    "Since the newest checkpoint was signed.",
    ({ ageMs }) => ageMs / 1_000,
  ],
  [
    "outcry_audit_waited_seconds",
    "How long some record is without a checkpoint.",
    ({ waitedMs }) => waitedMs / 1_000,
  ],
  [
    "outcry_audit_halted",
    "1 once the audit log writes no more.",
    ({ state }) => (state === "HALTED" ? 1 : 0),
  ],
];

/** Adds the gauges of what the desk has; what was never measured has no sample. */
export function addRecord(
  text: PrometheusText,
  { durability, journal, audit }: RecordView,
): undefined {
  text.family("outcry_durability_info", "gauge", "Always 1.");
  text.sample({ durability }, 1);
  if (journal !== null) addGauges(text, JOURNAL, journal);
  if (audit !== null) addGauges(text, AUDIT, audit);
}

function addGauges<View>(
  text: PrometheusText,
  gauges: readonly Gauge<View>[],
  view: View,
): undefined {
  for (const [metric, help, measure] of gauges) {
    const value = measure(view);
    if (!Number.isFinite(value)) continue;
    text.family(metric, "gauge", help);
    text.sample({}, value);
  }
}
