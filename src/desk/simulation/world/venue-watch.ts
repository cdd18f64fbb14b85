/**
 * The desk's own exchange as it really is, for judges: not what anybody says of it. The actor may die
 * and come back with the same exchange; whoever watches goes on with it.
 */
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import type { ExecutionReport } from "../../../trading/venue/simulated/exchange/reports.ts";
import type { FaultDefinition } from "../../../trading/venue/simulated/fault/fault.ts";
import type { FaultDesk } from "../../../trading/venue/simulated/fault/fault-desk.ts";
import type { Venue } from "../../../trading/venue/simulated/wire/call/venue.ts";

/** Of the state of `actors/venue/exchange.ts`, what is looked at. */
type ExchangeState = {
  readonly front: {
    readonly spot: {
      readonly venue: Venue;
      readonly now: number;
      readonly faults: Pick<FaultDesk, "arm" | "disarm">;
    };
  } | null;
};

/** The module of an exchange that trades, as a desk's file names it. */
export const EXCHANGE_USE = "venue/exchange";

/** What an exchange remembers beyond its own end, and beyond this machine's. */
export function isExchangeMemory(path: string): boolean {
  return path.endsWith(".commands");
}

export class VenueWatch {
  /** Told of each execution of an account that is not the venue's own, as it happens. */
  onExecution: (report: ExecutionReport) => void = () => {};
  /** Told when an exchange is there: at first, and after each death of its actor. */
  onVenue: (venue: Venue) => void = () => {};
  #state: ExchangeState | null = null;
  #venue: Venue | null = null;

  /** Null while it is down, or when the desk has none. */
  get venue(): Venue | null {
    return this.#state?.front?.spot.venue ?? null;
  }

  /** The same actor, whose state is seen. */
  watch(definition: AnyActorDefinition): AnyActorDefinition {
    return {
      ...definition,
      open: (state, ctx) => {
        this.#state = state as ExchangeState;
        return definition.open?.(state, ctx);
      },
    };
  }

  /** False while it is down, or when the fault cannot be there. */
  arm(fault: FaultDefinition): boolean {
    const spot = this.#state?.front?.spot;
    return spot?.faults.arm(fault, spot.now).ok ?? false;
  }

  /** Ends all that was armed. */
  disarm(): undefined {
    const spot = this.#state?.front?.spot;
    spot?.faults.disarm(spot.now);
  }

  /** Behind a step of its thread. */
  look(): undefined {
    const { venue } = this;
    if (venue === null || venue === this.#venue) return;
    this.#venue = venue;
    const nothing = () => undefined;
    venue.listen({
      execution: (report) => void this.onExecution(report),
      balances: nothing,
      balanceUpdate: nothing,
      trade: nothing,
      level: nothing,
      rules: nothing,
    });
    this.onVenue(venue);
  }
}
