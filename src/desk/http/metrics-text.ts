/** `/metrics`: a desk in Prometheus's words. Base units, no ids and no prices in labels. */

import { PrometheusText } from "../../runtime/telemetry/prometheus.ts";
import { addActors, addRings } from "./actor-metrics.ts";
import type { DeskView } from "./desk-view.ts";
import type { LatencyGroup } from "./latency-table.ts";
import { groupOf } from "./latency-table.ts";
import { readinessOf } from "./readiness.ts";
import { addRecord } from "./record/record-metrics.ts";
import { addTraded } from "./trading/trading-metrics.ts";

/** What a group of counters is called, and which label tells its members apart. */
const COUNTERS = [
  ["messages:", "outcry_actor_messages_total", "type", "Messages handled."],
  ["dropped:", "outcry_actor_dropped_messages_total", "reason", "Messages dropped."],
  ["funnel:", "outcry_funnel_total", "stage", "From quotes to fills."],
  ["refused:", "outcry_orders_refused_total", "reason", "Orders that risk's gate refused."],
  ["unsent:", "outcry_orders_unsent_total", "reason", "Orders that a gateway's last look refused."],
  [
    "rejected:",
    "outcry_orders_rejected_total",
    "reason",
    "Orders that were sent and the venue refused.",
  ],
] as const;

const HISTOGRAMS: readonly (readonly [LatencyGroup, string, string, string])[] = [
  ["hop", "outcry_hop_latency_seconds", "hop", "From one stamp of a message to the next."],
  ["wait", "outcry_actor_mailbox_wait_seconds", "type", "From commit to handler."],
  [
    "handle",
    "outcry_actor_processing_seconds",
    "handler",
    "In a handler and its commit, of few messages.",
  ],
];

const FEED = "feed:";

/** Returns the whole exposition. */
export function metricsText(view: DeskView): string {
  const text = new PrometheusText();
  const actors = view.actors();
  addDesk(text, view);
  addRecord(text, view.record());
  addTraded(text, view.tradingView());
  addActors(text, actors);
  addRings(text, view, actors);
  const counted = actors.map(({ name }) => ({
    actor: name,
    counters: view.telemetryOf(name)?.counters() ?? {},
  }));
  addCounters(text, counted);
  addFeeds(text, counted);
  for (const [group, metric, label, help] of HISTOGRAMS) {
    text.family(metric, "histogram", help);
    for (const { name } of actors) addHistograms(text, view, { actor: name, group, label });
  }
  return text.text();
}

function addDesk(text: PrometheusText, view: DeskView): undefined {
  const { version, bun, run } = view.information;
  text.family("outcry_build_info", "gauge", "Always 1.");
  text.sample({ version, bun }, 1);
  text.family("outcry_run_info", "gauge", "Always 1.");
  text.sample({ run_id: run, mode: view.mode, desk: view.name }, 1);
  text.family("outcry_uptime_seconds", "gauge", "Since the desk was started.");
  text.sample({}, view.uptimeMs / 1_000);
  text.family("outcry_ready", "gauge", "1 when the desk is ready, also with a warning.");
  text.sample({}, readinessOf(view).status === "fail" ? 0 : 1);
  text.family("outcry_trading_halted", "gauge", "1 while trading is halted.");
  text.sample({}, view.halted === null ? 0 : 1);
}

type Counted = { readonly actor: string; readonly counters: Readonly<Record<string, number>> };

function addCounters(text: PrometheusText, counted: readonly Counted[]): undefined {
  const all = counted.flatMap(({ actor, counters }) =>
    Object.entries(counters).map(([name, value]) => ({ actor, name, value })),
  );
  for (const [prefix, metric, label, help] of COUNTERS) {
    text.family(metric, "counter", help);
    for (const { actor, name, value } of all) {
      if (!name.startsWith(prefix)) continue;
      text.sample({ actor, [label]: name.slice(prefix.length) }, value);
    }
  }
  text.family("outcry_actor_events_total", "counter", "Counters of an actor's own.");
  const known = [FEED, ...COUNTERS.map(([prefix]) => prefix)];
  for (const { actor, name: event, value } of all) {
    if (!known.some((prefix) => event.startsWith(prefix))) text.sample({ actor, event }, value);
  }
}

/** A metric for each counter of the feeds: `feed:gaps` is `outcry_feed_gaps_total`. */
function addFeeds(text: PrometheusText, counted: readonly Counted[]): undefined {
  const names = new Set(counted.flatMap(({ counters }) => Object.keys(counters)));
  const byMetric = Map.groupBy(
    [...names].filter((name) => name.startsWith(FEED)),
    (name) => `outcry_feed_${snakeCase(name.slice(FEED.length))}_total`,
  );
  for (const [metric, counters] of byMetric) {
    text.family(metric, "counter", `Counted by feeds as ${counters.join(", ")}.`);
    for (const { actor, counters: values } of counted) {
      const said = counters.filter((name) => values[name] !== undefined);
      const sum = said.reduce((total, name) => total + (values[name] ?? 0), 0);
      if (said.length > 0) text.sample({ actor }, sum);
    }
  }
}

function snakeCase(name: string): string {
  return name
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replaceAll(/[^a-z0-9]+/g, "_");
}

type HistogramGroup = {
  readonly actor: string;
  readonly group: LatencyGroup;
  readonly label: string;
};

function addHistograms(
  text: PrometheusText,
  view: DeskView,
  { actor, group, label }: HistogramGroup,
): undefined {
  const telemetry = view.telemetryOf(actor);
  for (const histogram of telemetry?.histograms() ?? []) {
    const [itsGroup, name] = groupOf(histogram);
    const buckets = itsGroup === group ? telemetry?.buckets(histogram) : null;
    if (buckets != null) text.histogram({ actor, [label]: name }, buckets);
  }
}
