/** Said by main of each step in an actor's life: it starts, is ready, dies, comes back, is given up. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type ActorLifeBody = {
  readonly actor: string;
  readonly kind: string;
  readonly number: number;
  readonly incarnation: number;
  /** What the supervisor tells of it, `READY` or `RESTARTING` for instance. */
  readonly what: string;
  /** Why; empty where it says itself. */
  readonly reason: string;
};

export const ActorLife = definePacked<ActorLifeBody>("actor-life", 1);
