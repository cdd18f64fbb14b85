/**
 * So many actors in a ring, each in a thread of its own and parked until the one before it has said
 * something: a quote goes round, so at any moment one of them works. On the real runtime.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import type { ActorSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../src/runtime/telemetry/telemetry-reader.ts";
import { inspectedSpec, PLAIN_SPEC } from "../kit/plain-spec.ts";
import { LAP_HOP, LAPS } from "./lap-counter.ts";

const LOOK_MS = 5;
const DEADLINE_MS = 60_000;

/**
 * Of one round: the median of so many laps, divided by their hops. Nanoseconds.
 *
 * @param isRecorded Whether the actors keep a delivery log.
 */
export async function measureActorRing(
  actors: number,
  laps: number,
  isRecorded = false,
): Promise<number> {
  assert(actors >= 2, `a ring has 2 actors: current count is ${actors}`);
  const specs = await specsOf(actors, laps);
  const deliveries = isRecorded ? mkdtempSync(join(tmpdir(), "outcry-ring-")) : null;
  const system = await ActorSystem.start({ specs, common: null, seed: 1, deliveries });
  assert(system.ok, `the ring of actors starts: ${JSON.stringify(system)}`);
  try {
    const telemetry = system.value.telemetryOf(nameOf(0));
    assert(telemetry !== null, "the first actor has telemetry");
    const reader = new TelemetryReader(telemetry);
    await untilCounted(reader, laps);
    return (reader.summary(`hop:${LAP_HOP}`)?.p50 ?? Number.NaN) / actors;
  } finally {
    await system.value.stop("the round is over");
    if (deliveries !== null) rmSync(deliveries, { recursive: true, force: true });
  }
}

async function untilCounted(reader: TelemetryReader, laps: number): Promise<undefined> {
  for (let waitedMs = 0; waitedMs < DEADLINE_MS; waitedMs += LOOK_MS) {
    if (reader.counters()[LAPS] === laps) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  assert(false, `a ring of actors makes ${laps} laps within ${DEADLINE_MS} ms`);
}

async function specsOf(actors: number, laps: number): Promise<readonly ActorSpec[]> {
  const [first, other] = await Promise.all([
    inspectedSpec(import.meta.resolve("./lap-counter.ts")),
    inspectedSpec(import.meta.resolve("./relay.ts")),
  ]);
  return Array.from({ length: actors }, (_, place) => ({
    ...(place === 0 ? first : other),
    ...PLAIN_SPEC,
    topicBytes: 1 << 16,
    name: nameOf(place),
    args: place === 0 ? { last: nameOf(actors - 1), others: actors - 1, warmUp: laps, laps } : {},
    reads: [
      { actor: nameOf((place + actors - 1) % actors), subscription: "GATE", lane: "MARKET" },
    ] as const,
  }));
}

function nameOf(place: number): string {
  return `actor-${place}`;
}
