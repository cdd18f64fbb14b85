/**
 * The risk supervisor: every intent passes its gate or is refused, with the limit and the number
 * that broke it. It is the only writer that an execution takes orders from.
 *
 * A new incarnation trades under a new epoch, so what the last one approved and nobody sent is
 * never sent; it begins from the boards of the executions: what was filled, and what is open.
 */
import { Approved, bringsOrder } from "../src/desk/message/approved.ts";
import { deskFactsOf, executionOf } from "../src/desk/message/desk-facts.ts";
import { ExposureReply } from "../src/desk/message/exposure-reply.ts";
import { Filled, PAIRS_MAX } from "../src/desk/message/filled.ts";
import { GateCheck } from "../src/desk/message/gate-check.ts";
import { Intent } from "../src/desk/message/intent.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../src/desk/message/open-order.ts";
import { OrderEvent } from "../src/desk/message/order-event.ts";
import { Position } from "../src/desk/message/position.ts";
import { Progress } from "../src/desk/message/progress.ts";
import { RecentOrders } from "../src/desk/message/recent-orders.ts";
import { Refused } from "../src/desk/message/refused.ts";
import { Top } from "../src/desk/message/top.ts";
import { Trading } from "../src/desk/message/trading.ts";
import type { BodyOf, Context } from "../src/runtime/actor/context.ts";
import { defineActor } from "../src/runtime/actor/define-actor.ts";
import { Peer } from "../src/runtime/actor/loop-message.ts";
import { bps, milliseconds, ratio } from "../src/runtime/actor/setting.ts";
import type { View } from "../src/runtime/codec/message-type.ts";
import { bookAgeNsOf } from "../src/trading/risk/book-age.ts";
import { Exposure } from "../src/trading/risk/exposure.ts";
import { review } from "../src/trading/risk/gate.ts";
import type { GateBook, GateLimits, GateView } from "../src/trading/risk/gate-look.ts";
import { bareRefusal, REFUSAL_KINDS, type Refusal } from "../src/trading/risk/refusal.ts";
import { surelyReduces } from "../src/trading/risk/trading-control.ts";
import { checkOf, type SeenTop } from "./risk/check.ts";
import { type Client, clientOf, countOrder } from "./risk/client.ts";
import { type DeskLimits, limitsOf } from "./risk/limits.ts";
import { cancelOrphans } from "./risk/orphans.ts";
import { type CountedOrders, nothingLost, releaseLost } from "./risk/release.ts";

type IntentView = View<BodyOf<typeof Intent>>;
type EventView = View<BodyOf<typeof OrderEvent>>;
type RefusedBody = BodyOf<typeof Refused>;
type Out = { check: typeof GateCheck; approved: typeof Approved; refused: typeof Refused };
type Boards = {
  trading: typeof Trading;
  position: typeof Position;
  recentOrders: typeof RecentOrders;
};
type Watch = {
  top: typeof Top;
  filled: typeof Filled;
  openOrder: typeof OpenOrder;
  lastTrading: typeof Trading;
  lastOrders: typeof RecentOrders;
  progress: typeof Progress;
};
type Ctx = Context<Out, Boards, State, Watch>;

type State = CountedOrders &
  DeskLimits & {
    readonly clients: Map<string, Client>;
    /** Events up to here are in the boards that this incarnation began from: by order, by pair. */
    readonly known: Map<string, number>;
    /** The kill latch was set by a life before this one. */
    isKilled: boolean;
    /** The journal writes no more: nothing can be approved that would be on the disk. */
    isUnrecorded: boolean;
    /** Commit of the last intent. Nanoseconds; NaN before the first. */
    intentAt: number;
    /** Refusals that the topic had no room for. */
    readonly unsaid: RefusedBody[];
  };

/** Most refusals that wait for room; beyond it the oldest are only counted. */
const UNSAID_MAX = 1_024;

export default defineActor({
  args: {
    bookAgeMsMax: milliseconds({ min: 1, max: 60_000 }),
    priceCollarBps: bps({ min: 1, max: 10_000 }),
    /** Largest order, as a part of the strategy's position limit. */
    orderPositionFractionMax: ratio({ min: 0, max: 1 }),
  },
  in: { peer: Peer, intent: Intent, event: OrderEvent },
  out: { check: GateCheck, approved: Approved, refused: Refused },
  boards: { trading: Trading, position: Position, recentOrders: RecentOrders },
  counters: [
    "risk:orphansCanceled",
    "funnel:intents",
    "funnel:refused",
    "funnel:expired",
    "risk:gateErrors",
    "risk:checksDropped",
    "risk:refusalsDropped",
    "risk:released",
    ...REFUSAL_KINDS.flatMap((kind) => [`refused:${kind}`, `unchanged:${kind}`]),
  ],
  watch: {
    top: Top,
    filled: Filled,
    openOrder: OpenOrder,
    lastTrading: Trading,
    lastOrders: RecentOrders,
    progress: Progress,
  },
  start: (_ctx, args): State => ({
    bookAgeNs: args.bookAgeMsMax * 1e6,
    priceCollarBps: args.priceCollarBps,
    orderFraction: args.orderPositionFractionMax,
    exposure: new Exposure(),
    clients: new Map(),
    known: new Map(),
    ...nothingLost(),
    isKilled: false,
    isUnrecorded: false,
    intentAt: Number.NaN,
    unsaid: [],
  }),
  open(state, ctx) {
    // The kill latch outlives the incarnation that set it.
    state.isKilled = ctx.read.lastTrading(0)?.killed === 1;
    state.isUnrecorded = ctx.read.progress(0)?.state === "HALTED";
    showTrading(state, ctx);
    restore(state, ctx);
    showPositions(state, ctx);
  },
  on: {
    peer(state, peer, ctx) {
      if (peer.kind !== "strategy") return;
      // Gone for good, but for a person who starts it again: what it did last is on the board.
      if (peer.state === "DETACHED") state.clients.delete(peer.name);
      else state.clients.set(peer.name, clientOf(peer, state.clients.get(peer.name), ctx));
    },
    intent(state, intent, ctx) {
      // One intent late: a verdict's commit is known only after its handler returned.
      if (ctx.publishedAt > state.intentAt) ctx.latency("gate", ctx.publishedAt - state.intentAt);
      state.intentAt = ctx.committedAt;
      if (bringsOrder(intent.action)) {
        ctx.count("funnel:intents");
        ctx.latency("strategy", ctx.committedAt - intent.basisAt);
      }
      const refusal = decide(state, intent, ctx);
      if (refusal !== null) refuse(state, intent, refusal, ctx);
    },
    event(state, event, ctx) {
      if (event.kind === "ACK" && event.sentAt > 0) {
        ctx.latency("ack", ctx.committedAt - event.sentAt);
      }
      fold(state, event, ctx);
      showPosition(state, event.instrument, ctx);
    },
  },
  // Only a turn, so that a refusal that waits for room is said when nothing else happens.
  every: { "100ms": () => undefined, "1s": (state, ctx) => everySecond(state, ctx) },
  answer: { exposure: { reply: ExposureReply, to: ({ exposure }) => exposure.snapshot() } },
  settle(state, ctx) {
    heedJournal(state, ctx);
    while (state.unsaid[0] !== undefined && ctx.send.refused(state.unsaid[0])) {
      state.unsaid.shift();
    }
  },
});

/** A journal that has halted halts trading; one that writes again, in a later life of it, frees it. */
function heedJournal(state: State, ctx: Ctx): undefined {
  const isUnrecorded = ctx.read.progress(0)?.state === "HALTED";
  if (isUnrecorded === state.isUnrecorded) return;
  state.isUnrecorded = isUnrecorded;
  showTrading(state, ctx);
  if (isUnrecorded) ctx.log("error", "trading is halted: the journal writes no more");
}

function showTrading(state: State, ctx: Ctx): undefined {
  const isHalted = state.isKilled || state.isUnrecorded;
  const killed = state.isKilled ? 1 : 0;
  const epoch = ctx.self.incarnation;
  ctx.board.trading.put(0, { state: isHalted ? "HALTED" : "ACTIVE", epoch, killed });
}

function everySecond(state: State, ctx: Ctx): undefined {
  releaseLost(state, ctx, showPosition);
  cancelOrphans(state, ctx);
}

/** Approves and sends, or says why not. Whatever goes wrong before it was sent is a refusal. */
function decide(state: State, intent: IntentView, ctx: Ctx): Refusal | null {
  let outcome: Refusal | Decision;
  try {
    outcome = gate(state, intent, ctx);
  } catch (cause) {
    outcome = { ...bareRefusal("GATE_ERROR"), cause };
  }
  if ("client" in outcome) {
    // A throw in here takes the approval back with everything else that this handler said.
    if (bringsOrder(intent.action)) count(state, outcome, ctx);
    return null;
  }
  if (outcome.cause !== undefined) {
    ctx.count("risk:gateErrors");
    ctx.log("error", `gate failed on an intent of ${ctx.from}: ${String(outcome.cause)}`);
  }
  return outcome;
}

function gate(state: State, intent: IntentView, ctx: Ctx): Refusal | Decision {
  const client = state.clients.get(ctx.from);
  if (client === undefined) return bareRefusal("BAD_ORDER", "sender");
  const now = ctx.now();
  const top = topOf(intent.instrument, ctx);
  const view = viewOf(state, client, intent, top);
  const limits = limitsOf(state, client.about, intent.instrument);
  const verdict = review(intent, view, limits, now);
  const look = { intent, intentSequence: ctx.sequence, view, limits, top, now };
  if (bringsOrder(intent.action) && !ctx.send.check(checkOf(look, verdict.kind))) {
    ctx.count("risk:checksDropped");
    // What is not on record is not approved.
    if (verdict.kind === "APPROVED") return bareRefusal("GATE_ERROR", "backpressure");
  }
  if (verdict.kind === "REFUSED") return verdict.refusal;
  const priority = bringsOrder(intent.action) && surelyReduces(intent, view) ? "REDUCE" : "NEW";
  const decision = { intent, client, limits, now, top, priority } as const;
  return send(decision, ctx) ?? decision;
}

type Decision = {
  readonly intent: IntentView;
  readonly client: Client;
  readonly limits: GateLimits;
  readonly now: number;
  readonly top: SeenTop | null;
  readonly priority: "NEW" | "REDUCE";
};

function topOf(instrument: number, ctx: Ctx): SeenTop | null {
  const top = ctx.read.top(instrument);
  if (top === null) return null;
  const { bidTicks, askTicks, state, receivedAt: seenAt, sequence } = top;
  return { bidTicks, askTicks, isSynced: state === "LIVE", seenAt, sequence };
}

function send(decision: Decision, ctx: Ctx): Refusal | null {
  const { intent, client, limits, now, priority } = decision;
  const { action, side, instrument, style, priceTicks, lots, orderId, replaces } = intent;
  const execution = executionOf(deskFactsOf(ctx), instrument);
  if (execution === null) return bareRefusal("UNKNOWN_INSTRUMENT");
  const isNew = bringsOrder(intent.action);
  const top = isNew ? decision.top : null;
  const sent = ctx.send.approved({
    action,
    side,
    instrument,
    execution,
    strategy: client.number,
    style,
    priority: action === "AMEND" ? "REDUCE" : priority,
    priceTicks,
    lots,
    validUntil: intent.validUntil,
    decidedAt: intent.decidedAt,
    riskEpoch: ctx.self.incarnation,
    bookSequence: top?.sequence ?? Number.NaN,
    bookAgeNs: top === null ? Number.NaN : bookAgeNsOf(top, now),
    bookAgeNsMax: isNew ? (limits.bookAgeNs ?? Number.NaN) : Number.NaN,
    orderId,
    replaces,
  });
  return sent ? null : bareRefusal("GATE_ERROR", "backpressure");
}

/** An approved order counts from here on. */
function count(state: State, { intent, client, limits, now }: Decision, ctx: Ctx): undefined {
  const { orderId, instrument, side, lots: leavesLots } = intent;
  state.validUntil.set(orderId, intent.validUntil);
  state.exposure.add({ orderId, strategy: client.number, instrument, side, leavesLots });
  countOrder(client, { orderId, now, ratePerS: limits.orderRatePerS ?? 0 }, ctx);
  showPosition(state, instrument, ctx);
}

function viewOf(
  state: State,
  client: Client,
  { action, instrument, orderId, replaces }: IntentView,
  book: GateBook | null,
): GateView {
  const named = action === "AMEND" ? orderId : replaces;
  return {
    strategy: client.number,
    trading: state.isKilled || state.isUnrecorded ? "HALTED" : "ACTIVE",
    isOwnInstrument: client.about.instruments.includes(instrument),
    book,
    exposure: state.exposure.of(client.number, instrument),
    target: named === "" ? null : state.exposure.orderOf(named),
    hasRoom: state.exposure.hasRoom,
    lastOrderId: client.lastOrderId,
    orderTimes: client.orderTimes,
  };
}

function refuse(state: State, intent: IntentView, refusal: Refusal, ctx: Ctx): undefined {
  if (bringsOrder(intent.action)) {
    ctx.count(refusal.kind === "EXPIRED" ? "funnel:expired" : "funnel:refused");
    ctx.count(`refused:${refusal.kind}`);
  } else {
    // A cancel or an amendment: no order that the funnel counts.
    ctx.count(`unchanged:${refusal.kind}`);
  }
  const body: RefusedBody = {
    action: intent.action,
    reason: refusal.kind,
    instrument: intent.instrument,
    strategy: state.clients.get(ctx.from)?.number ?? -1,
    limit: refusal.limit,
    value: refusal.value,
    orderId: intent.orderId,
    name: refusal.name ?? "",
  };
  if (state.unsaid.length === 0 && ctx.send.refused(body)) return;
  state.unsaid.push(body);
  if (state.unsaid.length > UNSAID_MAX) {
    state.unsaid.shift();
    ctx.count("risk:refusalsDropped");
  }
}

/** From the boards of all executions: what was filled, and what is open. */
function restore(state: State, ctx: Ctx): undefined {
  for (const { name, kind } of deskFactsOf(ctx).actors) {
    if (kind !== "execution") continue;
    restoreFills(state, name, ctx);
    restoreOrders(state, name, ctx);
  }
}

function restoreFills(state: State, execution: string, ctx: Ctx): undefined {
  for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
    const filled = ctx.read.filled(slot, execution);
    if (filled === null) return;
    const { strategy, instrument, lots, sequence } = filled;
    state.known.set(`${strategy}/${instrument}`, sequence);
    const side = lots < 0 ? "SELL" : "BUY";
    const what = { orderId: "", strategy, instrument, side, leavesLots: 0 } as const;
    state.exposure.apply({ kind: "FILL", ...what, deltaLots: Math.abs(lots) });
  }
}

function restoreOrders(state: State, execution: string, ctx: Ctx): undefined {
  for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
    const order = ctx.read.openOrder(slot, execution);
    if (order === null) return;
    const { orderId, strategy, instrument, side, orderLots, cumLots, sequence } = order;
    state.known.set(orderId, sequence);
    if (order.state === "FREE") continue;
    const leavesLots = orderLots - cumLots;
    state.exposure.add({ orderId, strategy, instrument, side, leavesLots, orderLots });
  }
}

/**
 * Takes in what happened, once. The boards of orders and of fills are read one after the other, so
 * each says on its own which events it had; a fill that only one of them had moves the other.
 */
function fold(state: State, event: EventView, ctx: Ctx): undefined {
  const { kind, orderId, strategy, instrument, side, leavesLots, orderLots } = event;
  const isInOrder = ctx.sequence <= (state.known.get(orderId) ?? 0);
  const isInPair =
    kind === "FILL" && ctx.sequence <= (state.known.get(`${strategy}/${instrument}`) ?? 0);
  if (!isInOrder) {
    const isKnown = state.exposure.apply(event);
    // Approved by the last incarnation and sent after the boards were read, found at the venue by its
    // gateway, or come back from its end: what can still be filled counts.
    const isOut = !isKnown && leavesLots > 0 && state.exposure.hasRoom;
    const order = { orderId, strategy, instrument, side, leavesLots, orderLots };
    if (isOut) state.exposure.add(order);
    if (isInPair) movePosition(state, event, side === "BUY" ? "SELL" : "BUY");
  } else if (kind === "FILL" && !isInPair) {
    movePosition(state, event, side);
  }
}

/** The lots of a fill, and nothing of its order. */
function movePosition(state: State, event: EventView, side: "BUY" | "SELL"): undefined {
  const { strategy, instrument, deltaLots } = event;
  const lots = { strategy, instrument, side, deltaLots, leavesLots: 0 };
  state.exposure.apply({ kind: "FILL", orderId: "", ...lots });
}

function showPositions(state: State, ctx: Ctx): undefined {
  for (const { number } of deskFactsOf(ctx).instruments) showPosition(state, number, ctx);
}

function showPosition(state: State, instrument: number, ctx: Ctx): undefined {
  const { positionLots, workingBuyLots, workingSellLots } = state.exposure.ofInstrument(instrument);
  ctx.board.position.put(instrument, { lots: positionLots, workingBuyLots, workingSellLots });
}
