/** The part of `/metrics` that is about actors and the rings between them, not about what they count. */
import { wallMicros } from "../../core/clock.ts";
import type { ActorStatus } from "../../runtime/supervisor/actor-status.ts";
import { LETTER_CAUSES } from "../../runtime/supervisor/letters/dead-letters.ts";
import type { PrometheusText } from "../../runtime/telemetry/prometheus.ts";
import type { DeskView } from "./desk-view.ts";

const PHASES = [
  "STARTING",
  "READY",
  "SUSPENDED",
  "BACKOFF",
  "QUARANTINED",
  "STOPPING",
  "STOPPED",
  "ENDED",
  "DECLINED",
] as const satisfies readonly ActorStatus["phase"][];

/** Adds what the supervisor knows of each actor. */
export function addActors(text: PrometheusText, actors: readonly ActorStatus[]): undefined {
  text.family("outcry_actor_state", "gauge", "1 for the state that the actor is in.");
  for (const { name: actor, kind, phase } of actors) {
    for (const state of PHASES) {
      text.sample({ actor, kind, state: state.toLowerCase() }, state === phase ? 1 : 0);
    }
  }
  text.family("outcry_actor_restarts_total", "counter", "Restarts by the supervisor.");
  for (const { name: actor, restarts } of actors) text.sample({ actor }, restarts);
  text.family("outcry_actor_spin_token", "gauge", "1 while the actor's thread may spin when idle.");
  for (const { name: actor, holdsSpinToken } of actors) {
    text.sample({ actor }, holdsSpinToken ? 1 : 0);
  }
  text.family("outcry_actor_last_heartbeat_timestamp_seconds", "gauge", "When its loop last beat.");
  const nowMs = wallMicros() / 1_000;
  for (const { name: actor, heartbeatAgeMs } of actors) {
    text.sample({ actor }, (nowMs - heartbeatAgeMs) / 1_000);
  }
  addHeaps(text, actors);
  addLetters(text, actors);
}

function addHeaps(text: PrometheusText, actors: readonly ActorStatus[]): undefined {
  const help = "JavaScript heap of the actor's thread, with typed arrays and buffers.";
  text.family("outcry_actor_heap_bytes", "gauge", help);
  for (const { name: actor, heapBytes } of actors) {
    if (heapBytes !== null) text.sample({ actor }, heapBytes);
  }
}

function addLetters(text: PrometheusText, actors: readonly ActorStatus[]): undefined {
  const help = "What was meant for the actor and never reached it.";
  text.family("outcry_actor_dead_letters_total", "counter", help);
  for (const { name: actor, deadLetters } of actors) {
    for (const cause of LETTER_CAUSES) {
      text.sample({ actor, cause: cause.toLowerCase() }, deadLetters[cause]);
    }
  }
}

/** Adds how full each ring is, what that cost, and how far each reader is behind. */
export function addRings(
  text: PrometheusText,
  view: DeskView,
  actors: readonly ActorStatus[],
): undefined {
  const rings = actors.flatMap(({ name }) => {
    const use = view.ringOf(name);
    return use === null ? [] : [{ ring: name, use }];
  });
  text.family("outcry_ring_bytes", "gauge", "Behind the slowest active reader.");
  for (const { ring, use } of rings) text.sample({ ring }, use.bytes);
  text.family("outcry_ring_capacity_bytes", "gauge", "Size of the ring.");
  for (const { ring, use } of rings) text.sample({ ring }, use.capacityBytes);
  text.family("outcry_ring_full_total", "counter", "Messages refused because a gate was full.");
  for (const { ring, use } of rings) text.sample({ ring }, use.full);
  text.family("outcry_ring_evictions_total", "counter", "Times that a slow reader was cut off.");
  for (const { ring, use } of rings) text.sample({ ring }, use.evicted);
  text.family(
    "outcry_reader_lag_records",
    "gauge",
    "Published in the ring and not yet handed over.",
  );
  for (const { ring, reader, records } of view.lags()) text.sample({ ring, reader }, records);
}
