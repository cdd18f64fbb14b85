/** Latencies of a desk as rows: one for each histogram of each actor, straight from its buckets. */
import type { HistogramSummary } from "../../runtime/telemetry/histogram-summary.ts";
import type { DeskView } from "./desk-view.ts";

/** What a histogram measures: a hop between two stamps, a wait in the mailbox, a handler's time. */
export type LatencyGroup = "hop" | "wait" | "handle" | "other";

/** Percentiles in nanoseconds. */
export type LatencyRow = {
  readonly actor: string;
  readonly group: LatencyGroup;
  /** Of the hop, the message type or the handler. */
  readonly name: string;
  /** What `?histogram=` takes. */
  readonly histogram: string;
} & Pick<HistogramSummary, "count" | "p50" | "p90" | "p99" | "p999" | "p9999" | "max">;

/** Returns a row for every histogram that has a value, hops first. */
export function latencyRows(view: DeskView): readonly LatencyRow[] {
  const rows = view.actors().flatMap(({ name: actor }) => rowsOf(view, actor));
  const order: readonly LatencyGroup[] = ["hop", "wait", "handle", "other"];
  return order.flatMap((group) => rows.filter((row) => row.group === group));
}

/**
 * Returns the base64 V2 text of the histogram `name`, or null when nobody has it.
 *
 * @param name `<actor>/<histogram>`, or the histogram alone: then the first actor that has it.
 */
export function histogramText(view: DeskView, name: string): string | null {
  for (const { name: actor } of view.actors()) {
    const telemetry = view.telemetryOf(actor);
    if (telemetry === null) continue;
    const wanted = name.startsWith(`${actor}/`) ? name.slice(actor.length + 1) : name;
    if (telemetry.histograms().includes(wanted)) return telemetry.base64(wanted);
  }
  return null;
}

/** Splits `hop:gate` into its group and its name. */
export function groupOf(histogram: string): readonly [LatencyGroup, string] {
  const at = histogram.indexOf(":");
  const group = histogram.slice(0, at);
  if (group === "hop" || group === "wait" || group === "handle") {
    return [group, histogram.slice(at + 1)];
  }
  return ["other", histogram];
}

function rowsOf(view: DeskView, actor: string): readonly LatencyRow[] {
  const telemetry = view.telemetryOf(actor);
  if (telemetry === null) return [];
  return telemetry.histograms().flatMap((histogram) => {
    const summary = telemetry.summary(histogram);
    if (summary === null) return [];
    const { count, p50, p90, p99, p999, p9999, max } = summary;
    const [group, name] = groupOf(histogram);
    const row = { actor, group, name, histogram: `${actor}/${histogram}` };
    return [{ ...row, count, p50, p90, p99, p999, p9999, max }];
  });
}
