/** What a system of actors is started with. */
import type { ActorSpec } from "./actor-spec.ts";
import type { ActorSystem } from "./actor-system.ts";
import type { SupervisorSpec } from "./tree/supervisor-spec.ts";
import type { WorldOptions } from "./world.ts";

/** Of a system of actors, and of the world that its threads share. */
export type SystemOptions = WorldOptions & {
  /** In start order. */
  readonly specs: readonly ActorSpec[];
  /** The tree; by default a root with a budget for each child. Actors say whose they are. */
  readonly supervisors?: readonly SupervisorSpec[];
  /**
   * Told once all memory is there, before the first actor starts and before any state is kept: who
   * listens misses nothing, and a store that keeps by main's topic has it.
   */
  readonly onWired?: (system: ActorSystem) => void;
};
