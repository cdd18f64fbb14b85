/** One actor as its supervisor knows it: memory, wiring, and where it is in its life. */
import { ControlBlock } from "../../actor/control-block.ts";
import type { ReadStart, WatchStart } from "../../actor/worker-start.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { ActorPhase, ActorStatus } from "../actor-status.ts";
import type { ControlClient } from "../thread/control-client.ts";
import type { World } from "../world.ts";
import type { ActorMemory } from "./actor-memory.ts";
import { MainWord } from "./main-word.ts";
import type { Writer } from "./wiring.ts";

/** A place in a writer's topic, and how it was taken. */
export type ReadSlot = Omit<ReadStart, "incarnation" | "about"> & {
  readonly isGate: boolean;
  /** As the writer's file says it now. */
  about: unknown;
};

/** Lives as long as its supervisor does. */
export class Child implements Writer {
  /** As it runs, or ran last. */
  spec: ActorSpec;
  readonly number: number;
  /** Bell line of its worker. */
  readonly line: number;
  readonly memory: ActorMemory;
  readonly block: ControlBlock;
  /** What main wants of it. */
  readonly word: MainWord;
  readonly reads: ReadSlot[] = [];
  readonly watches: WatchStart[] = [];
  /** What it is from its next life on; null when that is what it is now. */
  next: ActorSpec | null = null;
  /** It is gone for good: until somebody starts it again, nobody writes its topic. */
  isGone = false;
  phase: ActorPhase = "STOPPED";
  /** While it is stopping: whether a restart follows. */
  comesBack = false;
  /** Of its last life; before the first in this process, of the last in the one before, or 0. */
  incarnation = 0;
  /** Of its first life in this process. */
  firstIncarnation = 1;
  #lives = 0;
  restarts = 0;
  reason: string | null = null;
  /** Where its last error was thrown. */
  at: string | null = null;
  restartedAtMs = Number.NaN;
  control: ControlClient | null = null;

  constructor(
    spec: ActorSpec,
    place: { number: number; line: number },
    own: { lines: SharedArrayBuffer; memory: ActorMemory },
  ) {
    this.spec = spec;
    this.number = place.number;
    this.line = place.line;
    this.memory = own.memory;
    this.block = new ControlBlock(own.lines, place.number);
    this.word = new MainWord(this.block);
  }

  /** Goes on from what an earlier process of the desk left of it. Before its first life. */
  recover({ state: { recovered }, lines }: Pick<World, "state" | "lines">): undefined {
    if (recovered === null) return;
    const { incarnation, restarts } = recovered.livesOf(this.name);
    this.incarnation = incarnation;
    this.firstIncarnation = incarnation + 1;
    this.restarts = restarts;
    recovered.seed(this.name, this.memory, lines);
  }

  /** It was here before, and was removed: no life of then is repeated, and no command holds. */
  goOnAfter(incarnation: number): undefined {
    this.incarnation = incarnation;
    this.firstIncarnation = incarnation + 1;
    this.block.reset(incarnation);
    this.word.show();
  }

  /** Number of a life that never was: also one that fails to begin has a number of its own. */
  nextIncarnation(): number {
    this.#lives = Math.max(this.#lives, this.incarnation) + 1;
    return this.#lives;
  }

  get name(): string {
    return this.spec.name;
  }

  get kind(): string {
    return this.spec.kind;
  }

  get about(): unknown {
    return this.spec.about;
  }

  get topic(): SharedArrayBuffer {
    return this.memory.topic;
  }

  /** The one that runs or ran last in this process; before it, the one that is to be its first. */
  get life(): number {
    return Math.max(this.firstIncarnation, this.incarnation);
  }

  /** The handler that runs, or that ran when its thread ended; null between handlers. */
  get handler(): string | null {
    return this.spec.inspection.handlers[this.block.handler] ?? null;
  }

  /** @param seen What main saw of it: its heartbeat, in milliseconds, its token, its dead letters. */
  status(
    nowMs: number,
    seen: Pick<ActorStatus, "heartbeatAgeMs" | "holdsSpinToken" | "deadLetters">,
  ): ActorStatus {
    const restartedMsAgo = nowMs - this.restartedAtMs;
    const { heapBytes } = this.block;
    const isSuspended = this.phase === "READY" && this.block.state === "SUSPENDED";
    return {
      name: this.name,
      kind: this.spec.kind,
      number: this.number,
      code: this.spec.code,
      phase: isSuspended ? "SUSPENDED" : this.phase,
      incarnation: this.incarnation,
      restarts: this.restarts,
      reason: this.reason,
      at: this.at,
      restartedMsAgo: restartedMsAgo >= 0 ? restartedMsAgo : null,
      handler: this.phase === "READY" ? this.handler : null,
      heapBytes: this.phase === "READY" && heapBytes > 0 ? heapBytes : null,
      idle: this.spec.idle,
      ...seen,
      required: this.spec.required,
    };
  }
}
