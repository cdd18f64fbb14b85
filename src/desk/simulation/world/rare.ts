/** What of a run was rare, by what its actors counted, its topics and its disk. */
import { topicCounts } from "../../../runtime/ring/topic-slots.ts";
import type { Disk } from "../../../runtime/simulation/io/disk/disk.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../../runtime/telemetry/telemetry-reader.ts";
import type { Court } from "../judge/judge.ts";

/** Counters that say that something rare was seen. */
const RARE_COUNTERS =
  /^(refused:|unchanged:|feed:(gaps|resyncs|reconnects|bookMismatches)|execution:|strategy:|journal:(halted|missed|retired)|audit:halted|funnel:expired|risk:)/;

/** Notes what was seen since the system began. */
export function noteRare(court: Court, system: ActorSystem, { counts }: Disk): undefined {
  if (counts.failed > 0) court.note("a write refused");
  if (counts.short > 0) court.note("a short write");
  for (const { name, kind } of system.status()) {
    const topic = system.topicOf(name);
    if (topic !== null && topicCounts(topic).full > 0) court.note(`a full topic of ${kind}`);
    const memory = system.telemetryOf(name);
    if (memory === null) continue;
    for (const [counter, count] of Object.entries(new TelemetryReader(memory).counters())) {
      if (count > 0 && RARE_COUNTERS.test(counter)) court.note(counter);
    }
  }
}
