/** What the gateway's core holds, and the words it has for the outside. */
import type { Alarm } from "../../../order/order-event.ts";
import type { ReconcilePass, SeenOrder, SeenTrade } from "../../../order/reconciliation.ts";
import { hurried, type Settling, unsettled } from "../../../order/settling.ts";
import type { VenueOrder, VenueTrade } from "../answers/venue-order.ts";
import type { InstrumentsBySymbol } from "../frame.ts";
import { CallDesk } from "./call-desk.ts";
import { type FundsWatch, fundsWatchOf } from "./funds/funds-watch.ts";
import type { GatewayCount, GatewayOutput } from "./gateway-io.ts";
import { type Hunts, noHunts } from "./hunt/hunt.ts";
import type { GatewayOrder, Saying, Told } from "./order/gateway-order.ts";
import { OrderTable } from "./order/order-table.ts";
import type { LeastWorths } from "./rules/least-worth.ts";
import { type RulesWatch, rulesWatchOf } from "./rules/rules-watch.ts";

/** What a gateway is told at its start. */
export type GatewaySettings = {
  readonly instruments: InstrumentsBySymbol;
  /** How old a request may be when the venue looks. Milliseconds, 1 to 60,000. */
  readonly recvWindowMs: number;
  /** The key can log a connection on. */
  readonly isLogonKey: boolean;
  /** The venue tells what a key may do: no order leaves before it did. */
  readonly asksPermissions: boolean;
  /** It is on this machine: from where its key may be used is of no account. */
  readonly isVenueHere?: boolean;
  /** Orders and cancels go by REST. */
  readonly prefersRest: boolean;
  /** Whether an id is of this desk's making. */
  readonly isOwn: (id: string) => boolean;
  /** Number of the strategy that made an id of ours. */
  readonly strategyOf: (id: string) => number;
  /** Number of the run of a desk that made an id of ours; greater is later. */
  readonly epochOf: (id: string) => number;
  /** Number of the first life of this run: the desk has what its orders filled, and no earlier ones'. */
  readonly firstRunEpoch: number;
};

/** An order in a list of the venue, as a pass compares it. */
export type ListedOrder = SeenOrder & { readonly venue: VenueOrder };
/** A trade of the venue's history. */
export type ListedTrade = SeenTrade & { readonly venue: VenueTrade };

/** The connection of the WebSocket API. */
export type Link = {
  isOpen: boolean;
  isLoggedOn: boolean;
  /** Private events come. */
  isSubscribed: boolean;
  /** Asked for on this connection, and not answered yet: the venue refuses what is asked twice. */
  asking: "" | "LOGON" | "SUBSCRIBE";
  /** What the venue last said against the key, the logon or the subscription; "" since it took them. */
  refusal: string;
  /** Counts connections: an answer of an earlier one says nothing of this one. */
  connection: number;
  /** When something last came over it. Monotonic nanoseconds. */
  heardNs: number;
  /** Since then it is doubted, where nothing came behind it. Monotonic nanoseconds. */
  doubtedNs: number;
};

export type GatewayState = {
  /** When this life began. Monotonic nanoseconds. */
  readonly bornNs: number;
  readonly settings: GatewaySettings;
  readonly table: OrderTable;
  readonly calls: CallDesk;
  /** Orders that wait for their turn to leave. */
  readonly waiting: Map<string, GatewayOrder>;
  readonly hunts: Hunts;
  readonly link: Link;
  /** By instrument: why no new order of it leaves, until a person has looked. */
  readonly halted: Map<number, string>;
  readonly out: GatewayOutput[];
  /** Something of an earlier life was there: what its orders filled counts. */
  hasHistory: boolean;
  /** By instrument: from which trade id on the history is read. All before it is known. */
  readonly readFrom: Map<number, string>;
  settling: Settling;
  pass: ReconcilePass<ListedOrder, ListedTrade> | null;
  passNumber: number;
  /** When the last pass began that read all there is. Monotonic nanoseconds. */
  passedNs: number;
  /** Something had to be changed by the pass that is under way. */
  isPassChanging: boolean;
  /** Too much is unknown; "" else. */
  unknownHalt: string;
  /** The key may trade, and may not withdraw. */
  isKeyFine: boolean;
  /** What it may do need not be asked any more. */
  isKeyTold: boolean;
  nextKeyNs: number;
  nextTimeNs: number;
  /** When the venue was last asked for its time. */
  askedTimeNs: number;
  nextRulesNs: number;
  /** Why the venue's rules keep new orders of an instrument from leaving. */
  readonly rules: RulesWatch;
  readonly leastWorths: LeastWorths;
  readonly funds: FundsWatch;
  /** Words and fields of the venue that nobody here knows. */
  readonly drift: Set<string>;
};

/** @param bornNs When this life began. Monotonic nanoseconds. */
export function gatewayStateOf(settings: GatewaySettings, bornNs: number): GatewayState {
  return {
    bornNs,
    settings,
    table: new OrderTable(settings.isOwn),
    calls: new CallDesk(settings.recvWindowMs, bornNs),
    waiting: new Map(),
    hunts: noHunts(),
    link: {
      ...{ isOpen: false, isLoggedOn: false, isSubscribed: false, asking: "", refusal: "" },
      connection: 0,
      ...{ heardNs: Number.NEGATIVE_INFINITY, doubtedNs: Number.NEGATIVE_INFINITY },
    },
    halted: new Map(),
    out: [],
    hasHistory: false,
    readFrom: new Map(),
    settling: unsettled(bornNs),
    pass: null,
    passNumber: 0,
    passedNs: Number.NEGATIVE_INFINITY,
    isPassChanging: false,
    unknownHalt: "",
    isKeyFine: !settings.asksPermissions,
    isKeyTold: false,
    nextKeyNs: bornNs,
    nextTimeNs: bornNs,
    askedTimeNs: Number.NEGATIVE_INFINITY,
    nextRulesNs: bornNs,
    rules: rulesWatchOf(settings.instruments.values()),
    leastWorths: new Map(),
    funds: fundsWatchOf(settings.instruments, bornNs),
    drift: new Set(),
  };
}

export function alarm(
  state: GatewayState,
  level: "INFO" | "WARN" | "ERROR" | "HALT",
  text: string,
): undefined {
  state.out.push({ kind: "ALARM", level, text });
}

export function count(state: GatewayState, name: GatewayCount): undefined {
  state.out.push({ kind: "COUNT", name });
}

/** Whether not all is known of some order: what became of it, or of its fills. */
export function isAnyInDoubt(state: GatewayState): boolean {
  for (const order of state.table.live()) {
    if (order.missingLots > 0) return true;
    // It is at the venue, and its instrument is halted: what it stands for keeps back no other.
    if (order.strangeWord !== "") continue;
    if (order.doubt !== null || order.isUnknown) return true;
  }
  return false;
}

/** No new order of this instrument leaves until a person has looked. */
export function haltInstrument(state: GatewayState, instrument: number, text: string): undefined {
  if (state.halted.has(instrument)) return;
  state.halted.set(instrument, text);
  alarm(state, "HALT", text);
}

/** A look at all of it begins soon. */
export function hurry(state: GatewayState, now: number): undefined {
  state.settling = hurried(state.settling, now);
}

/**
 * The order is asked for until the venue has ended it, by a next life, too.
 *
 * @param reason Why our own side ends it; "" when its strategy does, which leaves the reason as it was.
 */
export function wantGone(state: GatewayState, order: GatewayOrder, reason: string): undefined {
  const isNews = !order.isCancelWanted || (reason !== "" && reason !== order.cancelReason);
  if (reason !== "") order.cancelReason = reason;
  order.isCancelWanted = true;
  if (isNews) state.out.push({ kind: "ENDING", id: order.id, reason: order.cancelReason });
}

/** It is over, or goes on. */
export function wantNoMore(state: GatewayState, order: GatewayOrder): undefined {
  if (!order.isCancelWanted) return;
  order.isCancelWanted = false;
  state.out.push({ kind: "ENDING", id: order.id, reason: null });
}

/** After a report told of more fills than there are, a moment for the trade that is on its way. */
const FILLS_AFTER_NS = 0.5e9;

/** Says what became of an order, and looks at what is wrong with it. */
export function tell(state: GatewayState, order: GatewayOrder, told: Told, now: number): undefined {
  for (const saying of told.sayings) say(state, order, saying);
  for (const one of told.alarms) heed(state, order, one, now);
  if (order.missingLots === 0) {
    order.fillsDueNs = Number.NaN;
    order.fillTries = 0;
    order.fillsLacked = 0;
  } else if (Number.isNaN(order.fillsDueNs)) order.fillsDueNs = now + FILLS_AFTER_NS;
  if (order.isDone) {
    order.doubt = null;
    wantNoMore(state, order);
  }
  state.table.noteEnd(order);
}

function say(state: GatewayState, order: GatewayOrder, saying: Saying): undefined {
  state.out.push({ kind: "SAY", order, saying });
  if (saying.kind === "UNKNOWN") count(state, "execution:unknown");
}

function heed(state: GatewayState, order: GatewayOrder, one: Alarm, now: number): undefined {
  const what = `order ${order.id}: ${one.kind} by ${one.event} while ${one.base}`;
  switch (one.kind) {
    case "FILLS_MISSING":
      return;
    case "LATE_FILL":
      count(state, "execution:lateFills");
      alarm(state, "WARN", what);
      return;
    case "NOT_FOUND":
      haltInstrument(
        state,
        order.instrument,
        `${what}: the venue does not have it, and never said why`,
      );
      return;
    default:
      count(state, "execution:protocolErrors");
      alarm(state, "ERROR", what);
      hurry(state, now);
  }
}
