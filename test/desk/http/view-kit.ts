/** A desk's view for tests: healthy unless told otherwise, with telemetry in real shared memory. */
import type { DeskView } from "../../../src/desk/http/desk-view.ts";
import { funnelOf } from "../../../src/desk/run/state/order-funnel.ts";
import type { ActorStatus } from "../../../src/runtime/supervisor/actor-status.ts";
import { allocateTelemetry } from "../../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryReader } from "../../../src/runtime/telemetry/telemetry-reader.ts";
import { TelemetryWriter } from "../../../src/runtime/telemetry/telemetry-writer.ts";

export function statusOf(name: string, change: Partial<ActorStatus> = {}): ActorStatus {
  return {
    name,
    kind: name,
    number: 0,
    code: null,
    at: null,
    phase: "READY",
    incarnation: 0,
    restarts: 0,
    reason: null,
    restartedMsAgo: null,
    heartbeatAgeMs: 15,
    handler: null,
    heapBytes: 12_345_678,
    deadLetters: { ASK: 0, COMMAND: 0, RECORD: 0, COMPLETION: 0 },
    idle: "park",
    holdsSpinToken: false,
    required: true,
    ...change,
  };
}

/** Feed, risk and execution are required; the strategy is not. */
export const HEALTHY: readonly ActorStatus[] = [
  statusOf("feed"),
  statusOf("risk"),
  statusOf("execution"),
  statusOf("strategy", { required: false }),
];

export function viewOf(
  actors: readonly ActorStatus[] = HEALTHY,
  change: Partial<DeskView> = {},
): DeskView {
  return {
    name: "demo",
    mode: "paper",
    information: { version: "0.1.0", bun: "1.4.5", run: "20261125T000000Z-abcd" },
    uptimeMs: 12_345,
    mainBeatAgeMs: 10,
    draining: false,
    halted: null,
    actors: () => actors,
    telemetryOf: () => null,
    ringOf: () => null,
    lags: () => [],
    deadLetters: () => [],
    freshness: () => [],
    record: () => ({ durability: "none", journal: null, audit: null }),
    tradingView: () => ({
      ...{ state: "ACTIVE", markets: [], orders: [], traded: [] },
      totals: { profits: [], fees: [], feeUnknownFills: 0 },
      funnel: funnelOf([]),
      refusals: [],
    }),
    configMistakes: () => [],
    ...change,
  };
}

/** Telemetry with one counter and one histogram of each group. */
export function telemetry(): TelemetryReader {
  const memory = allocateTelemetry();
  const writer = new TelemetryWriter(memory);
  for (const [name, by] of [
    ["messages:quote", 7],
    ["dropped:log", 2],
    ["funnel:intents", 3],
    ["feed:gaps", 1],
    ["odd", 5],
  ] as const) {
    writer.add(writer.counter(name), by);
  }
  for (const name of ["handle:on.quote", "hop:decode", "wait:quote"]) {
    const id = writer.histogram(name);
    for (const ns of [1_500, 3_000, 1_000_000]) writer.record(id, ns);
  }
  return new TelemetryReader(memory);
}
