/**
 * A life in memory of its own, which nobody else sees: it connects and comes into step while another
 * thread hosts the actor. Then it enters, with its state, its sockets and its timers.
 *
 * It reads no topic, and boards without being rung for them. For it, nobody is ready.
 */
import type { MessageType } from "../codec/message-type.ts";
import { allocateBoard } from "../ring/board-memory.ts";
import { allocateLines } from "../ring/lines.ts";
import { allocateTopic, attachTopic } from "../ring/topic-memory.ts";
import { allocateTelemetry } from "../telemetry/telemetry-layout.ts";
import { type BuiltCell, buildCell, type Carried, type Host } from "./build-cell.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import type { Loop } from "./loop.ts";
import { SNAPSHOT_BYTES } from "./snapshot-store.ts";
import { type ActorStart, UNRUNG } from "./worker-start.ts";

/** What makes a loop that waits at the doorbell of those lines. */
export type MakeLoop = (lines: SharedArrayBuffer) => Loop;

/** One for a thread that stands by. */
export class Rehearsal {
  readonly #built: BuiltCell;
  readonly #loop: Loop;

  private constructor(built: BuiltCell, loop: Loop) {
    this.#built = built;
    this.#loop = loop;
  }

  /** Runs `start` and `open`, and goes on. Throws what they throw. */
  static async begin(
    definition: AnyActorDefinition,
    start: ActorStart,
    host: Host,
    makeLoop: MakeLoop,
  ): Promise<Rehearsal> {
    const lines = allocateLines();
    const built = await buildCell(definition, privateOf(definition, start), { ...host, lines });
    const loop = makeLoop(lines);
    built.cell.block.state = "READY";
    built.cell.open();
    loop.add(built.cell);
    return new Rehearsal(built, loop);
  }

  /** What its author says: whether it may take the actor's place. */
  swappable(): boolean | null {
    return this.#built.cell.swappable();
  }

  /** Why it ends itself; null when it does not. */
  get stopReason(): string | null {
    return this.#built.cell.stopReason;
  }

  /** Nothing of it runs any more, until what is carried is handed on. */
  end(): Carried {
    this.#loop.remove(this.#built.cell);
    return this.#built.carry();
  }
}

function privateOf(definition: AnyActorDefinition, start: ActorStart): ActorStart {
  const boards = Object.entries<MessageType<never>>(definition.boards ?? {}).map(
    ([name, { slots, slotBytes }]) => [name, allocateBoard({ slots, slotBytes })],
  );
  return {
    ...start,
    topic: allocateTopic({ capacityBytes: attachTopic(start.topic).capacityBytes }),
    telemetry: allocateTelemetry(),
    snapshot: allocateBoard({ slots: 1, slotBytes: SNAPSHOT_BYTES }),
    boards: Object.fromEntries(boards),
    reads: [],
    watch: start.watch.map((board) => ({ ...board, watcher: UNRUNG })),
    idle: "park",
    isStandby: false,
    isRehearsal: true,
  };
}
