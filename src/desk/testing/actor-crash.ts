/** How a life of a played actor ended, and what a test gets thrown when its code did. */

/** Why a life is over. */
export type LifeEnd = {
  /** CRASHED: its code threw. ENDED: it asked for it. KILLED and STOPPED: the test did. */
  readonly kind: "CRASHED" | "ENDED" | "KILLED" | "STOPPED";
  /** The handler that threw: `on.quote`, `settle`, `every.1s`. Null where none did. */
  readonly handler: string | null;
  readonly reason: string;
};

/** Thrown by what the test did when the actor's code threw; `cause` is what it threw. */
export class ActorCrash extends Error {
  override readonly name = "ActorCrash";
  /** The handler that threw; null when none ran. */
  readonly handler: string | null;

  constructor(actor: string, handler: string | null, cause: unknown) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(`${actor} crashed in ${handler ?? "no handler"}: ${why}`, { cause });
    this.handler = handler;
  }
}
