/** One actor of a desk, as plain data: everything that its start and its restarts need. */
import type { ActorInspection } from "../actor/inspection.ts";
import type { Lane } from "../actor/worker-start.ts";
import type { IdleStrategy } from "../ring/idle-strategy.ts";
import type { ReaderKind } from "../ring/topic-slots.ts";
import type { ChildSpec } from "./child-spec.ts";

/** One topic that an actor reads: `actor` is its writer. */
export type ReadSpec = {
  readonly actor: string;
  readonly subscription: ReaderKind;
  readonly lane: Lane;
};

/** An actor as its supervisor gets it. */
export type ActorSpec = {
  readonly name: string;
  readonly kind: string;
  /** URL of its module, or of the bundle that it is pinned to. */
  readonly module: string;
  /** Hash of that bundle; null where it runs from its source. */
  readonly code: string | null;
  /** Actors of one name share a worker; null has a worker of its own. */
  readonly thread: string | null;
  /** What its loop does when there is nothing; where actors share it, one that spins is enough. */
  readonly idle: IdleStrategy;
  readonly args: Readonly<Record<string, unknown>>;
  /** Whether a secret stands among `args`: then nothing of it is recorded. False when it is not said. */
  readonly holdsSecrets?: boolean;
  /** What its file says that the runtime does not read. */
  readonly about: unknown;
  readonly reads: readonly ReadSpec[];
  /** Power of two. Bytes. */
  readonly topicBytes: number;
  /** Whether the desk is unready without it. */
  readonly required: boolean;
  readonly child: ChildSpec;
  readonly inspection: ActorInspection;
  /** Milliseconds. */
  readonly snapshotEveryMs: number;
};

/** Who reads the topic of an actor that is added to a running desk: `actor` is the reader. */
export type ReaderSpec = ReadSpec;
