/** The shared memory of one actor: main owns it, and it outlives every incarnation. */
import { SNAPSHOT_BYTES } from "../../actor/snapshot-store.ts";
import { allocateBoard, recoverBoard } from "../../ring/board-memory.ts";
import { allocateTopic } from "../../ring/topic-memory.ts";
import { recoverTopic } from "../../ring/topic-recovery.ts";
import { allocateTelemetry } from "../../telemetry/telemetry-layout.ts";
import type { ActorSpec } from "../actor-spec.ts";

/** Topic, boards, snapshot and telemetry of one actor. */
export type ActorMemory = {
  readonly topic: SharedArrayBuffer;
  readonly telemetry: SharedArrayBuffer;
  readonly snapshot: SharedArrayBuffer;
  readonly boards: Readonly<Record<string, SharedArrayBuffer>>;
};

/**
 * Makes the memory that `spec` asks for.
 *
 * @param sequence That its topic begins with.
 * @param snapshot What an actor of this name left here; null when it left nothing.
 */
export function allocateActorMemory(
  spec: Pick<ActorSpec, "inspection" | "topicBytes">,
  sequence: number,
  snapshot: SharedArrayBuffer | null = null,
): ActorMemory {
  const boards = Object.entries(spec.inspection.boards).map(
    ([name, { slots, slotBytes }]) => [name, allocateBoard({ slots, slotBytes })] as const,
  );
  return {
    topic: allocateTopic({ capacityBytes: spec.topicBytes, sequence }),
    telemetry: allocateTelemetry(),
    snapshot: snapshot ?? allocateBoard({ slots: 1, slotBytes: SNAPSHOT_BYTES }),
    boards: Object.fromEntries(boards),
  };
}

/** After the thread of its writer has ended: exactly what was published stays, and all may write. */
export function recoverActorMemory(memory: ActorMemory): undefined {
  recoverTopic(memory.topic);
  for (const board of [memory.snapshot, ...Object.values(memory.boards)]) recoverBoard(board);
}
