/**
 * Paper fills: takes approved orders as a real gateway does, and fills them against the feed's book
 * and prints after a pause that stands for the way to the venue.
 *
 * Bias: that of `venue/paper/match.ts`, mostly optimistic: our orders move no price, take no
 * liquidity from others and are never rejected for the venue's own reasons; every answer comes
 * after the same pause.
 *
 * Invariant: a new order is sent only under the current risk epoch, within its validity, and with a
 * newer id than any before it of its strategy; one in the place of another ends that one first, or is
 * rejected. Without a current epoch only cancels are taken, and
 * after `cancelAfterMs` without one it cancels all that works by itself.
 */
import { Approved } from "../../src/desk/message/approved.ts";
import { BookTop } from "../../src/desk/message/book.ts";
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { Durable } from "../../src/desk/message/durable.ts";
import { Filled } from "../../src/desk/message/filled.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../src/desk/message/open-order.ts";
import { OrderEvent } from "../../src/desk/message/order-event.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { Trade } from "../../src/desk/message/trade.ts";
import { Trading } from "../../src/desk/message/trading.ts";
import type { BodyOf, Context } from "../../src/runtime/actor/context.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { bps, milliseconds } from "../../src/runtime/actor/setting.ts";
import { amountTextOf, notionalMinorOf } from "../../src/trading/market/notional.ts";
import { parseOrderId } from "../../src/trading/order/order-id.ts";
import { arrivalOf } from "../../src/trading/venue/paper/arrival.ts";
import { fillByBook, fillByTrade, rest } from "../../src/trading/venue/paper/match.ts";
import { leavesOf, type PaperFill } from "../../src/trading/venue/paper/paper-order.ts";
import { DurableQueue, namedBy, notWorking, type WaitingOrder } from "./durable-queue.ts";
import { DutyWatch } from "./duty.ts";
import { EventLedger } from "./event-ledger.ts";
import { FUNNEL_COUNTS } from "./funnel.ts";
import { EMPTY, levelsOf } from "./paper/book.ts";
import { type OwnOrder, ownOrderOf } from "./paper/own.ts";

type ApprovedBody = Readonly<BodyOf<typeof Approved>>;
type Out = { event: typeof OrderEvent };
type Boards = { openOrder: typeof OpenOrder; filled: typeof Filled };
type Watch = {
  book: typeof BookTop;
  trading: typeof Trading;
  ownOrders: typeof OpenOrder;
  ownFills: typeof Filled;
  durable: typeof Durable;
  progress: typeof Progress;
};
type Ctx = Context<Out, Boards, State, Watch>;

type State = {
  readonly latencyMs: number;
  readonly makerFeeBps: number;
  readonly takerFeeBps: number;
  readonly duty: DutyWatch;
  readonly ledger: EventLedger<OwnOrder>;
  readonly queue: DurableQueue;
  /** Newest id that was taken, by strategy. */
  readonly lastIds: Map<number, string>;
  tradeCount: number;
  /** Cancels and amendments on their way to the venue. */
  requests: number;
};

export default defineActor({
  args: {
    latencyMs: milliseconds({ min: 0, max: 10_000, fallback: 5 }),
    makerFeeBps: bps({ min: -10, max: 100, fallback: 10 }),
    takerFeeBps: bps({ min: -10, max: 100, fallback: 10 }),
    /** How long orders go on working without a current risk epoch. */
    cancelAfterMs: milliseconds({ min: 0, max: 60_000, fallback: 2_000 }),
  },
  in: { approved: Approved, trade: Trade },
  out: { event: OrderEvent },
  counters: [...FUNNEL_COUNTS, "execution:duplicates", "execution:ownCancels", "execution:halted"],
  boards: { openOrder: OpenOrder, filled: Filled },
  watch: {
    book: BookTop,
    trading: Trading,
    ownOrders: OpenOrder,
    ownFills: Filled,
    durable: Durable,
    progress: Progress,
  },
  start: (_ctx, args): State => ({
    ...args,
    duty: new DutyWatch(args.cancelAfterMs),
    ledger: new EventLedger(),
    queue: new DurableQueue(),
    lastIds: new Map(),
    tradeCount: 0,
    requests: 0,
  }),
  open(state, ctx) {
    for (const order of state.ledger.restore(ctx, ownOrderOf)) {
      if (isOfDeadVenue(order, ctx)) {
        end(state, order, "venue died with its process", ctx);
        continue;
      }
      const last = state.lastIds.get(order.strategy) ?? "";
      if (order.id > last) state.lastIds.set(order.strategy, order.id);
      if (order.isResting) rest(order, levelsOf(ctx.read.book(order.instrument), order.side));
      else ctx.after(state.latencyMs, (later, _nothing, then) => arrive(later, order, then));
    }
  },
  on: {
    approved(state, approved, ctx) {
      if (approved.execution !== ctx.self.number) return;
      if (approved.action === "CANCEL") {
        return cancel(state, { orderId: approved.orderId, reason: "" }, ctx);
      }
      const { sequence, committedAt } = ctx;
      const order = approved.copy();
      if (!state.queue.add({ order, sequence, committedAt })) {
        refuse(state, order, { kind: "REJECTED", reason: "too many wait for the disk" }, ctx);
      }
      sendDue(state, ctx);
    },
    trade(state, trade, ctx) {
      for (const order of state.ledger.all()) {
        if (!order.isResting || order.instrument !== trade.instrument) continue;
        const fill = fillByTrade(order, trade);
        if (fill !== null) report(state, fill, ctx);
      }
    },
  },
  settle(state, ctx) {
    state.ledger.flush(ctx);
    sendDue(state, ctx);
    const duty = state.duty.look(ctx);
    if (duty.kind === "CANCEL_ALL") cancelAll(state, duty.reason, ctx);
    for (const order of state.ledger.all()) {
      if (!order.isResting) continue;
      const book = ctx.read.book(order.instrument);
      if (book?.state !== "LIVE") continue;
      const fill = fillByBook(order, levelsOf(book, order.side === "BUY" ? "SELL" : "BUY"));
      if (fill !== null) report(state, fill, ctx);
    }
  },
  // Orders that rest stand on the board, and the next life goes on with them.
  swappable: ({ ledger, queue, requests }) =>
    queue.count === 0 &&
    requests === 0 &&
    ledger.takesOrders &&
    ledger.all().every(({ isResting }) => isResting),
  // Only a turn: an event that waits for room is said, and risk's absence is noticed, by `settle`.
  every: { "100ms": () => undefined },
  stop(state, ctx) {
    expireWaiting(state, "desk stops", ctx);
    for (const order of [...state.ledger.all()]) end(state, order, "desk stops", ctx);
    state.ledger.flush(ctx);
  },
});

/** The paper venue lives in this actor, and so in one process: it knows no order of another one. */
function isOfDeadVenue({ id }: OwnOrder, ctx: Ctx): boolean {
  const parts = parseOrderId(id);
  return parts !== null && parts.runEpoch !== deskFactsOf(ctx).runEpoch;
}

/** What waited for the disk and may leave now. */
function sendDue(state: State, ctx: Ctx): undefined {
  for (const waiting of state.queue.takeDue(ctx)) {
    const refusal = lastLook(state, waiting.order, ctx);
    if (refusal !== null) refuse(state, waiting.order, refusal, ctx);
    else if (waiting.order.action === "AMEND") amend(state, waiting.order, ctx);
    else submit(state, waiting, ctx);
  }
}

/** What waits for the disk is never sent. */
function expireWaiting(state: State, reason: string, ctx: Ctx): undefined {
  for (const { order } of state.queue.takeAll()) {
    refuse(state, order, { kind: "EXPIRED", reason }, ctx);
  }
}

type LastLook = { readonly kind: "EXPIRED" | "REJECTED"; readonly reason: string };

/** What must still hold when the order leaves; a doubt refuses. */
function lastLook(state: State, approved: ApprovedBody, ctx: Ctx): LastLook | null {
  const duty = state.duty.look(ctx);
  if (ctx.held) return { kind: "REJECTED", reason: "held" };
  if (duty.kind !== "TRADE") return { kind: "EXPIRED", reason: duty.reason };
  if (duty.epoch !== approved.riskEpoch) return { kind: "EXPIRED", reason: "old risk epoch" };
  if (!(ctx.now() <= approved.validUntil)) return { kind: "EXPIRED", reason: "too late" };
  if (!state.ledger.takesOrders) return { kind: "REJECTED", reason: "events wait" };
  const named = namedBy(approved);
  if (named !== "" && !isThere(state, approved, named)) {
    return { kind: "REJECTED", reason: notWorking(approved) };
  }
  if (approved.action === "AMEND") return null;
  if (!(approved.orderId > (state.lastIds.get(approved.strategy) ?? ""))) {
    return { kind: "REJECTED", reason: "id not new" };
  }
  if (state.ledger.count >= OPEN_ORDERS_MAX) return { kind: "REJECTED", reason: "too many open" };
  return null;
}

function isThere({ ledger }: State, approved: ApprovedBody, id: string): boolean {
  const order = ledger.get(id);
  const { strategy, instrument, side } = approved;
  const isOwn = order?.strategy === strategy && order.instrument === instrument;
  return isOwn && order.side === side && order.isResting && !order.isEnding;
}

function submit(state: State, { order: approved, committedAt }: WaitingOrder, ctx: Ctx): undefined {
  const { orderId: id, side, instrument, style, priceTicks, lots, strategy, replaces } = approved;
  const sentAt = ctx.now();
  const order: OwnOrder = {
    id,
    side,
    instrument,
    priceTicks,
    orderLots: lots,
    cumLots: 0,
    aheadLots: Number.NaN,
    strategy,
    style,
    replaces,
    sentAt,
    isResting: false,
    isEnding: false,
  };
  state.lastIds.set(strategy, id);
  state.ledger.add(order);
  ctx.latency("gateway", sentAt - committedAt);
  state.ledger.say(order, { kind: "SENT" }, ctx);
  ctx.after(state.latencyMs, (later, _nothing, then) => arrive(later, order, then));
}

function arrive(state: State, order: OwnOrder, ctx: Ctx): undefined {
  if (!state.ledger.has(order.id) || !takePlace(state, order, ctx)) return;
  const book = ctx.read.book(order.instrument);
  const isLive = book?.state === "LIVE";
  const opposite = isLive ? levelsOf(book, order.side === "BUY" ? "SELL" : "BUY") : EMPTY;
  const { fills, next, reason } = arrivalOf(order, order.style, opposite);
  if (next === "REJECTED") return reject(state, order, reason, ctx);
  state.ledger.say(order, { kind: "ACK" }, ctx);
  for (const fill of fills) report(state, fill, ctx);
  if (leavesOf(order) === 0) return;
  if (next === "EXPIRED") {
    state.ledger.say(order, { kind: next, reason }, ctx);
    return;
  }
  order.isResting = true;
  rest(order, levelsOf(book, order.side));
}

/** Ends the order whose place it takes. Where that one is over, this one never works. */
function takePlace(state: State, order: OwnOrder, ctx: Ctx): boolean {
  const { id, replaces } = order;
  if (replaces === "") return true;
  const old = state.ledger.get(replaces);
  if (old === null) {
    reject(state, order, `order ${replaces} is over`, ctx);
    return false;
  }
  end(state, old, `replaced by ${id}`, ctx);
  return true;
}

/** The venue says no to an order. */
function reject(state: State, order: OwnOrder, reason: string, ctx: Ctx): undefined {
  state.ledger.say(order, { kind: "REJECTED", reason }, ctx);
}

/** Makes an order smaller, in its place in the queue. */
function amend(state: State, { orderId, lots }: ApprovedBody, ctx: Ctx): undefined {
  state.requests += 1;
  ctx.after(state.latencyMs, (later, _nothing, then) => {
    later.requests -= 1;
    const order = later.ledger.get(orderId);
    if (order === null) return;
    if (!(lots < order.orderLots && lots > order.cumLots)) {
      later.ledger.say(order, { kind: "AMEND_REJECTED", reason: "not smaller" }, then);
      return;
    }
    order.orderLots = lots;
    later.ledger.say(order, { kind: "AMENDED" }, then);
  });
}

type Cancel = { readonly orderId: string; readonly reason: string };

function cancel(state: State, { orderId, reason }: Cancel, ctx: Ctx): undefined {
  const waiting = state.queue.remove(orderId);
  if (waiting !== null) {
    return refuse(state, waiting.order, { kind: "EXPIRED", reason: "cancelled unsent" }, ctx);
  }
  state.requests += 1;
  ctx.after(state.latencyMs, (later, _nothing, then) => {
    later.requests -= 1;
    const order = later.ledger.get(orderId);
    if (order !== null) end(later, order, reason, then);
  });
}

/** Also what is still on its way: its cancel reaches the venue after it. */
function cancelAll(state: State, reason: string, ctx: Ctx): undefined {
  expireWaiting(state, reason, ctx);
  for (const order of state.ledger.all()) {
    if (order.isEnding) continue;
    order.isEnding = true;
    ctx.count("execution:ownCancels");
    cancel(state, { orderId: order.id, reason }, ctx);
  }
}

/** Over before it was sent: the venue never heard of it. */
function refuse(state: State, approved: ApprovedBody, look: LastLook, ctx: Ctx): undefined {
  if (approved.action === "AMEND") {
    const order = state.ledger.get(approved.orderId);
    const { reason } = look;
    if (order !== null) state.ledger.say(order, { kind: "AMEND_REJECTED", reason }, ctx);
    return;
  }
  // Under the id of an order that is open, an end would be taken for that order's own.
  if (state.ledger.has(approved.orderId)) {
    ctx.count("execution:duplicates");
    ctx.log("error", `order ${approved.orderId} came twice: the second is dropped`);
    return;
  }
  state.ledger.sayUnsent(approved, look, ctx);
}

function report(state: State, fill: PaperFill, ctx: Ctx): undefined {
  const order = state.ledger.get(fill.order.id);
  const instrument = deskFactsOf(ctx).instruments[fill.order.instrument];
  if (order === null || instrument === undefined) return;
  const rate = fill.liquidity === "MAKER" ? state.makerFeeBps : state.takerFeeBps;
  const notional = notionalMinorOf(instrument, fill.priceTicks, fill.lots);
  // A cost is rounded up to a whole minor unit.
  const feeMinor = Math.ceil((notional * rate) / 10_000);
  order.cumLots += fill.lots;
  state.tradeCount += 1;
  state.ledger.say(
    order,
    {
      kind: "FILL",
      liquidity: fill.liquidity,
      deltaLots: fill.lots,
      priceTicks: fill.priceTicks,
      feeMinor,
      feeText: amountTextOf(instrument, feeMinor),
      tradeId: `${deskFactsOf(ctx).runEpoch}-${ctx.self.incarnation}-${state.tradeCount}`,
    },
    ctx,
  );
}

function end(state: State, order: OwnOrder, reason: string, ctx: Ctx): undefined {
  state.ledger.say(order, { kind: "CANCELED", reason }, ctx);
}
