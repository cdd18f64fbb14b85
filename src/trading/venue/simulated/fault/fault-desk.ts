/**
 * Where faults are armed, and asked for: the wire asks at each of its fault points what happens there.
 *
 * What was armed comes before what comes by chance, and of that the oldest that fits. The same faults
 * armed at the same times, the same seed and the same questions give the same verdicts. What is armed
 * is in no log: it ends with whoever holds this, and what it changed is undone by {@link FaultDesk.begin}.
 */
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type Fault, type FaultCall, type FaultPoint, NO_FAULT } from "../wire/call/fault-point.ts";
import {
  NO_STREAM_FAULT,
  type StreamFault,
  type StreamFaultPoint,
} from "../wire/streams/stream-fault.ts";
import {
  type EventFault,
  type EventFaultPoint,
  NO_EVENT_FAULT,
  type PrivateEvent,
} from "../wire/user-data/event-fault.ts";
import {
  applyToCall,
  banError,
  isCallFault,
  MAINTENANCE_ERROR,
  takesMethod,
} from "./call-faults.ts";
import {
  type ArmedFault,
  CALL_FAULTS,
  CHANGE_FAULTS,
  type ChanceFaultKind,
  type Closing,
  concerns,
  EVENT_FAULTS,
  type FaultDefinition,
  type FaultKind,
  faultOf,
  LASTING_FAULTS,
  SERVER_ERROR_CODES,
  STREAM_FAULTS,
} from "./fault.ts";
import { OrderHands } from "./order-hands.ts";
import { type FaultRates, SeededFaults } from "./seeded-faults.ts";
import { VenueChanges } from "./venue-changes.ts";

export type FaultDeskOptions = {
  readonly exchange: Exchange;
  /**
   * Whose orders a delisting cancels; and those that are there at the beginning can meet one of their
   * own trade group.
   */
  accounts(): readonly number[];
};

/** How long a ban without an end says that it lasts. */
const BAN_US = 120_000_000;
/** Delay, length and skew of what comes by chance. */
const CHANCE_US_MAX = 1_000_000;
/** A stream of changes of the book, and none of whole books. */
const DEPTH_CHANGES = /^[^@]+@depth(?:@|$)/;

export class FaultDesk {
  readonly calls: FaultPoint = { verdict: (call) => this.#onCall(call) };
  readonly events: EventFaultPoint = {
    verdict: (event) => this.#onEvent(event),
    isAnswerFirst: () => true,
  };
  readonly streams: StreamFaultPoint = { verdict: (stream) => this.#onStream(stream) };
  readonly #options: FaultDeskOptions;
  readonly #hands: OrderHands;
  readonly #changes: VenueChanges;
  readonly #fired = new Map<FaultKind, number>();
  #waiting: ArmedFault[] = [];
  #lasting: ArmedFault[] = [];
  #seeded: SeededFaults | null = null;
  #count = 0;

  constructor(options: FaultDeskOptions) {
    this.#options = options;
    this.#hands = new OrderHands(options.exchange, options.accounts());
    this.#changes = new VenueChanges(options.exchange);
  }

  /** What waits and what lasts, the oldest first. */
  get armed(): readonly ArmedFault[] {
    return [...this.#waiting, ...this.#lasting].sort((one, other) => one.id - other.id);
  }

  /** How often each kind acted. */
  get fired(): ReadonlyMap<FaultKind, number> {
    return this.#fired;
  }

  get seeded(): { readonly seed: number; readonly rates: FaultRates } | null {
    return this.#seeded;
  }

  /** When `tick` has something to do. Wall microseconds; infinite when nothing is planned. */
  get nextAt(): number {
    return Math.min(this.#hands.nextAt, ...this.#lasting.map(endOf));
  }

  /** The venue's own clock, wall microseconds. */
  venueTime(at: number): number {
    return this.#lasting.reduce((time, { skewUs }) => time + skewUs, at);
  }

  /** Arms a fault; one that changes the venue, or lasts, begins at once. Fails with what is wrong. */
  arm(definition: FaultDefinition, at: number): Result<ArmedFault, string> {
    const { kind, count, skewUs } = definition;
    if (!(Number.isSafeInteger(count) && count > 0)) return failWith("count must be from 1");
    const changed = this.#changes.apply(definition, this.#options.accounts(), at);
    if (!changed.ok) return failWith(changed.failure);
    this.#count += 1;
    const fault = { ...definition, id: this.#count, armedAt: at, left: count };
    if (isOneOf(CHANGE_FAULTS, kind)) {
      fault.left = 0;
      this.#fire(kind);
    } else if (isOneOf(LASTING_FAULTS, kind)) {
      this.#lasting.push({ ...fault, skewUs: kind === "CLOCK_SKEW" ? skewUs : 0 });
      this.#fire(kind);
    } else {
      this.#waiting.push(fault);
    }
    return succeed(fault);
  }

  /** From now on faults come by chance as well; no rates: none do. */
  schedule(seed: number, rates: FaultRates): undefined {
    this.#seeded = Object.keys(rates).length === 0 ? null : new SeededFaults(seed, rates);
  }

  /** What lasted in an earlier life has ended with it: what was halted trades again. */
  begin(at: number): undefined {
    this.#changes.resume("", at);
  }

  /** Ends all faults, what they planned, and those that come by chance. */
  disarm(at: number): undefined {
    this.#waiting = [];
    this.#seeded = null;
    this.#hands.forget();
    for (const fault of this.#lasting.splice(0)) this.#end(fault, at);
  }

  /** Does what is due. To be called after each command as well: some faults act right behind it. */
  tick(at: number): undefined {
    for (const fault of this.#lasting.filter((one) => endOf(one) <= at)) {
      this.#lasting = this.#lasting.filter((one) => one !== fault);
      this.#end(fault, endOf(fault));
    }
    this.#hands.tick(at);
  }

  /** Whether a connection ends now, without an event, and how; null: it does not. Acts when asked. */
  cut(stream: "USER" | "MARKET", account: number): Closing | null {
    const kind = stream === "USER" ? "USER_STREAM_CUT" : "MARKET_STREAM_CUT";
    const fault = this.#waiting.find(
      (one) => one.kind === kind && concerns({ ...one, symbol: "" }, { account, symbol: "" }),
    );
    if (fault === undefined) return null;
    this.#spend(fault);
    return fault.closing;
  }

  #onCall(call: FaultCall): Fault {
    this.tick(call.at);
    const outage = this.#outage(call.at);
    if (outage !== null) return outage;
    for (const fault of this.#waiting) {
      const { kind } = fault;
      if (!isCallFault(kind) || !takesMethod(fault, call.name) || !concerns(fault, call)) continue;
      const verdict = applyToCall(kind, { fault, call, ...this.#means });
      if (verdict === null) continue;
      this.#spend(fault);
      return verdict;
    }
    return this.#chanceOfCall(call);
  }

  #chanceOfCall(call: FaultCall): Fault {
    const fits = CALL_FAULTS.filter((one) => takesMethod(faultOf(one), call.name));
    const fault = this.#chance([...fits, ...LASTING_FAULTS]);
    if (fault === null) return NO_FAULT;
    const { kind } = fault;
    if (!isCallFault(kind)) {
      this.arm({ ...fault, symbol: call.symbol }, call.at);
      return this.#outage(call.at) ?? NO_FAULT;
    }
    const verdict = applyToCall(kind, { fault, call, ...this.#means });
    if (verdict !== null) this.#fire(kind);
    return verdict ?? NO_FAULT;
  }

  #onEvent(event: PrivateEvent): EventFault {
    const fault =
      this.#waiting.find(
        (one) =>
          isOneOf(EVENT_FAULTS, one.kind) &&
          one.closing !== "FRAME_ONLY" &&
          (one.method === "" || one.method === event.name) &&
          concerns(one, event),
      ) ?? null;
    return eventVerdict(this.#taken(fault, EVENT_FAULTS));
  }

  #onStream(stream: string): StreamFault {
    const symbol = stream.slice(0, stream.indexOf("@")).toUpperCase();
    const isDepth = DEPTH_CHANGES.test(stream);
    const kinds = STREAM_FAULTS.filter((kind) => isDepth || kind !== "SEQUENCE_GAP");
    const fault =
      this.#waiting.find(
        (one) =>
          isOneOf(kinds, one.kind) &&
          one.closing !== "FRAME_ONLY" &&
          (one.method === "" || one.method === stream) &&
          concerns({ ...one, account: Number.NaN }, { account: Number.NaN, symbol }),
      ) ?? null;
    return streamVerdict(this.#taken(fault, kinds));
  }

  /** What was armed, else what comes by chance. */
  #taken(armed: ArmedFault | null, kinds: readonly ChanceFaultKind[]): FaultDefinition | null {
    const chance = armed === null ? this.#chance(kinds) : null;
    if (armed !== null) this.#spend(armed);
    else if (chance !== null) this.#fire(chance.kind);
    return armed ?? chance;
  }

  /** Null: nothing happens by chance. */
  #chance(kinds: readonly ChanceFaultKind[]): FaultDefinition | null {
    const seeded = this.#seeded;
    const kind = seeded?.draw(kinds) ?? null;
    if (seeded === null || kind === null) return null;
    return faultOf(kind, {
      delayUs: seeded.between(1, CHANCE_US_MAX),
      durationUs: seeded.between(1, CHANCE_US_MAX),
      skewUs: seeded.between(-CHANCE_US_MAX, CHANCE_US_MAX),
      code: seeded.pick(SERVER_ERROR_CODES),
      isDone: seeded.pick([true, false]),
      closing: seeded.pick(["CLOSE", "CUT"]),
    });
  }

  get #means() {
    return { exchange: this.#options.exchange, hands: this.#hands };
  }

  /** What lasts, and concerns every call. */
  #outage(at: number): Fault | null {
    for (const fault of this.#lasting) {
      if (fault.kind === "MAINTENANCE") {
        return { kind: "ERROR", isDone: false, error: MAINTENANCE_ERROR };
      }
      if (fault.kind !== "BANNED") continue;
      const end = endOf(fault);
      const until = end === Number.POSITIVE_INFINITY ? at + BAN_US : end;
      return { kind: "ERROR", isDone: false, error: banError(until) };
    }
    return null;
  }

  #end({ kind, symbol }: ArmedFault, at: number): undefined {
    if (kind === "MAINTENANCE") this.#changes.resume("", at);
    if (kind === "HALT") this.#changes.resume(symbol, at);
  }

  #spend(fault: ArmedFault): undefined {
    fault.left -= 1;
    this.#fire(fault.kind);
    if (fault.left === 0) this.#waiting = this.#waiting.filter((one) => one !== fault);
  }

  #fire(kind: FaultKind): undefined {
    this.#fired.set(kind, (this.#fired.get(kind) ?? 0) + 1);
  }
}

function eventVerdict(fault: FaultDefinition | null): EventFault {
  if (fault === null) return NO_EVENT_FAULT;
  const { kind, delayUs, closing } = fault;
  if (kind === "EVENT_TWICE") return { kind: "TWICE", delayUs };
  if (kind === "EVENT_LATE") return { kind: "LATE", delayUs };
  if (kind === "EVENT_LOST") return { kind: "DROP" };
  return { kind: "CUT", isSent: false, hasCloseFrame: closing === "CLOSE" };
}

function streamVerdict(fault: FaultDefinition | null): StreamFault {
  if (fault === null) return NO_STREAM_FAULT;
  if (fault.kind === "SEQUENCE_GAP") return { kind: "DROP" };
  return { kind: "CUT", hasCloseFrame: fault.closing === "CLOSE" };
}

function endOf({ armedAt, durationUs }: ArmedFault): number {
  return durationUs === 0 ? Number.POSITIVE_INFINITY : armedAt + durationUs;
}

function isOneOf(kinds: readonly FaultKind[], kind: FaultKind): boolean {
  return kinds.includes(kind);
}
