/** Whether each topic has a place for each of its readers, and none for anybody who left. */
import { SLOT_FREE, SLOTS_INDEX, stateIndex } from "../../../../runtime/ring/topic-layout.ts";
import { attachTopic } from "../../../../runtime/ring/topic-memory.ts";
import type { ActorSystem } from "../../../../runtime/supervisor/actor-system.ts";
import type { DeskPlan } from "../../../config/desk-plan.ts";
import type { Court } from "../judge.ts";

/** @param system One in which nobody comes or goes. The judges have a place in each topic too. */
export function checkSlots(
  court: Court,
  system: Pick<ActorSystem, "topicOf">,
  { actors }: Pick<DeskPlan, "actors">,
): undefined {
  for (const { name } of actors) {
    const topic = system.topicOf(name);
    if (topic === null) continue;
    const readers = actors.filter(({ reads }) => reads.some(({ actor }) => actor === name));
    const wanted = readers.length + 1;
    const taken = takenSlotsOf(topic);
    if (taken === wanted) continue;
    court.accuse("slots", `the topic of ${name} has ${taken} places taken: ${wanted} read it`);
  }
}

function takenSlotsOf(memory: SharedArrayBuffer): number {
  const { int32 } = attachTopic(memory);
  let taken = 0;
  for (let slot = 0; slot < Atomics.load(int32, SLOTS_INDEX); slot += 1) {
    if (Atomics.load(int32, stateIndex(slot)) !== SLOT_FREE) taken += 1;
  }
  return taken;
}
