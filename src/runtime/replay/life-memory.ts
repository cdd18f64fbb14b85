/** Memory for a life that is run again: as its own was, but nobody else's. */
import type { AnyActorDefinition } from "../actor/define-actor.ts";
import { SNAPSHOT_BYTES } from "../actor/snapshot-store.ts";
import type { Timers } from "../actor/timers.ts";
import type { ActorStart } from "../actor/worker-start.ts";
import type { MessageType } from "../codec/message-type.ts";
import { type KeptBeginning, keptStartOf } from "../delivery/beginning.ts";
import type { Io } from "../io/io.ts";
import { allocateBoard } from "../ring/board-memory.ts";
import { BoardWriter } from "../ring/board-writer.ts";
import { allocateTopic } from "../ring/topic-memory.ts";
import { allocateTelemetry } from "../telemetry/telemetry-layout.ts";

/** What an actor owns. */
export type LifeMemory = Pick<ActorStart, "topic" | "telemetry" | "snapshot" | "boards">;

/** Of a source whose records are handed to it. */
export const NO_TOPIC = new SharedArrayBuffer(0);

/** Whoever begins I/O or a timer in a replay reaches the record's, not these. */
export const NO_IO: Io = {
  http: refuse,
  socket: refuse,
  listen: refuse,
  appendFile: refuse,
  readFile: refuse,
  storage: refuse,
  tree: refuse,
  selfSigned: refuse,
  secretBytes: refuse,
  isConnected: false,
  close() {},
};

export const NO_TIMERS: Timers = { after: refuse, every: refuse, close() {} };

function refuse(): never {
  throw new Error("a replay begins no I/O and no timer of its own");
}

export function memoryOf(
  { topicBytes, firstSequence, kept, number }: KeptBeginning,
  { boards = {} }: AnyActorDefinition,
  lines: SharedArrayBuffer,
): LifeMemory {
  const snapshot = allocateBoard({ slots: 1, slotBytes: SNAPSHOT_BYTES });
  if (kept !== null) {
    const writer = new BoardWriter(snapshot, lines, number + 1);
    writer.bytes.set(kept, writer.begin(0));
    writer.end(0, kept.length);
    writer.releaseOwner();
  }
  const own = Object.entries<MessageType<never>>(boards).map(
    ([name, { slots, slotBytes }]) => [name, allocateBoard({ slots, slotBytes })] as const,
  );
  return {
    topic: allocateTopic({ capacityBytes: topicBytes, sequence: firstSequence }),
    telemetry: allocateTelemetry(),
    snapshot,
    boards: Object.fromEntries(own),
  };
}

/** The start of that life, with memory of its own and nobody to read. */
export function startOf(beginning: KeptBeginning, memory: LifeMemory): ActorStart {
  return {
    ...memory,
    ...keptStartOf(beginning),
    reads: [],
    watch: [],
    topics: {},
    numbers: {},
    idle: "park",
    heartbeatMs: 0,
    stopDeadlineMs: 0,
    isStandby: false,
    port: undefined as never,
  };
}
