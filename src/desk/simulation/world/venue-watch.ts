/**
 * The desk's own exchange as it really is, for judges: not what anybody says of it. The actor may die
 * and come back with the same exchange; whoever watches goes on with it.
 */
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import type { ExecutionReport } from "../../../trading/venue/simulated/exchange/reports.ts";
import type { SymbolRules } from "../../../trading/venue/simulated/exchange/symbol-rules.ts";
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

/** The desk's account at its exchange: the first that is opened. */
export const DESK_ACCOUNT = 0;

/** What an exchange remembers beyond its own end, and beyond this machine's. */
export function isExchangeMemory(path: string): boolean {
  return path.endsWith(".commands") || path.endsWith(".steps");
}

export class VenueWatch {
  /** Told of each execution of an account that is not the venue's own, as it happens. */
  onExecution: (report: ExecutionReport) => void = () => {};
  /** Told when an exchange is there: at first, and after each death of its actor. */
  onVenue: (venue: Venue) => void = () => {};
  readonly #threadNow: () => object | null;
  #state: ExchangeState | null = null;
  /** In which that state lives. */
  #thread: object | null = null;
  #venue: Venue | null = null;
  /** Whether it was down when all that was armed had to end. */
  #mustDisarm = false;
  /** By symbol, as the first life began. */
  #firstRules: ReadonlyMap<string, SymbolRules> = new Map();

  /** @param threadNow The thread that hosts the exchange now; null while none does. */
  constructor(threadNow: () => object | null) {
    this.#threadNow = threadNow;
  }

  /** Null while it is down, or when the desk has none. */
  get venue(): Venue | null {
    return this.#spot?.venue ?? null;
  }

  /** Client ids of what the desk has open there, by the exchange's own books. */
  openOrders(): readonly string[] {
    const open = this.venue?.exchange.openOrders(DESK_ACCOUNT, null) ?? [];
    return open.map(({ clientOrderId }) => clientOrderId);
  }

  /** The same actor, whose state is seen. */
  watch(definition: AnyActorDefinition): AnyActorDefinition {
    return {
      ...definition,
      open: (state, ctx) => {
        this.#state = state as ExchangeState;
        this.#thread = this.#threadNow();
        return definition.open?.(state, ctx);
      },
      stop: (state, ctx, reason) => {
        this.#state = null;
        return definition.stop?.(state, ctx, reason);
      },
    };
  }

  /** A fault for what is listed there. False while it is down, or when the fault cannot be there. */
  arm(faultFor: (symbols: readonly string[]) => FaultDefinition): boolean {
    const spot = this.#spot;
    if (spot === null) return false;
    const fault = faultFor([...spot.venue.exchange.symbols.keys()]);
    return spot.faults.arm(fault, spot.now).ok;
  }

  /** Ends all that is armed: what one that is down remembers of it, once it is there. */
  disarm(): undefined {
    const spot = this.#spot;
    this.#mustDisarm = spot === null;
    if (spot === null) return;
    spot.faults.disarm(spot.now);
    // What changed for good is changed back: a desk whose symbol is gone has nothing to be judged by.
    const { exchange } = spot.venue;
    for (const [symbol, first] of this.#firstRules) {
      if (exchange.rulesOf(symbol) !== first) exchange.setRules(first, spot.now);
    }
  }

  /** Behind a step of its thread. */
  look(): undefined {
    const { venue } = this;
    if (venue === null || venue === this.#venue) return;
    this.#venue = venue;
    if (this.#firstRules.size === 0) this.#firstRules = new Map(venue.exchange.symbols);
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
    if (this.#mustDisarm) this.disarm();
  }

  /** What a life that is over left in memory is no exchange. */
  get #spot() {
    const isThere = this.#thread !== null && this.#thread === this.#threadNow();
    return isThere ? (this.#state?.front?.spot ?? null) : null;
  }
}
