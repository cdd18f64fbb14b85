/** What a run did, from shared memory: the `data` of `bun run start --json`. */
import type { ActorStatus } from "../../runtime/supervisor/actor-status.ts";
import type { TelemetryReader } from "../../runtime/telemetry/telemetry-reader.ts";
import { type Counts, funnelOf } from "./state/order-funnel.ts";

/** What the report reads of a desk, while it runs or after it stopped. */
export type ReportSource = {
  readonly desk: string;
  readonly mode: string;
  readonly elapsedS: number;
  actors(): readonly ActorStatus[];
  telemetryOf(actor: string): TelemetryReader | null;
};

const FEED_COUNTERS = [
  "frames",
  "depth",
  "quotes",
  "trades",
  "gaps",
  "resyncs",
  "reconnects",
  "bookChecks",
  "bookMismatches",
] as const;
const HOPS = ["frame", "decode", "publish", "strategy", "gate", "gateway", "ack"] as const;

export type LatencyReport = {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
};

export type RunReport = {
  readonly desk: string;
  readonly mode: string;
  readonly elapsedS: number;
  readonly feeds: Readonly<Record<string, Counts>>;
  readonly funnel: Counts;
  readonly actors: Readonly<
    Record<string, { state: string; restarts: number; reason: string | null }>
  >;
  readonly latencyNs: Readonly<Record<string, LatencyReport>>;
};

export function reportOf(source: ReportSource): RunReport {
  const actors = source.actors();
  const counters = new Map(
    actors.map(({ name }) => [name, source.telemetryOf(name)?.counters() ?? {}] as const),
  );
  const feeds = actors.filter(({ kind }) => kind === "feed");
  return {
    desk: source.desk,
    mode: source.mode,
    elapsedS: Math.round(source.elapsedS * 1_000) / 1_000,
    feeds: Object.fromEntries(
      feeds.map(({ name }) => [name, pick(counters.get(name) ?? {}, "feed", FEED_COUNTERS)]),
    ),
    funnel: funnelOf([...counters].map(([actor, own]) => ({ actor, counters: own }))),
    actors: Object.fromEntries(
      actors.map(({ name, phase, restarts, reason }) => [name, { state: phase, restarts, reason }]),
    ),
    latencyNs: latenciesOf(source, actors),
  };
}

function pick(counts: Counts, group: string, names: readonly string[]): Counts {
  return Object.fromEntries(names.map((name) => [name, counts[`${group}:${name}`] ?? 0]));
}

/** Each hop is recorded by one actor of a kind; of several, the one that counted most is shown. */
function latenciesOf(source: ReportSource, actors: readonly ActorStatus[]) {
  const latencies: Record<string, LatencyReport> = {};
  for (const hop of HOPS) {
    for (const { name } of actors) {
      const summary = source.telemetryOf(name)?.summary(`hop:${hop}`) ?? null;
      if (summary === null || summary.count <= (latencies[hop]?.count ?? 0)) continue;
      const { count, p50, p90, p99, p999, max } = summary;
      latencies[hop] = { count, p50, p90, p99, p999, max };
    }
  }
  return latencies;
}
