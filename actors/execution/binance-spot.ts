/**
 * The gateway to Binance spot: takes approved orders to the venue, and says what becomes of them. What
 * it decides is decided in `src/trading/venue/binance/gateway/`, on plain data; this actor moves bytes,
 * looks a last time, and keeps the record.
 *
 * Orders go over the WebSocket API, or by REST with `orderRoute`; what is asked goes by REST while there
 * is no connection. The key is in this actor alone, and one that may withdraw is refused.
 *
 * Invariant: a new order leaves at most once, only under the current risk epoch, within its validity,
 * with its approval on the disk, and with a newer id than any before it of its strategy. What is not
 * known of it counts in full, and only the venue's word or a proof ends it.
 */
import { Approved } from "../../src/desk/message/approved.ts";
import { aboutOf, deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { Durable } from "../../src/desk/message/durable.ts";
import { Endpoint } from "../../src/desk/message/endpoint.ts";
import { Filled } from "../../src/desk/message/filled.ts";
import { Gateway } from "../../src/desk/message/gateway.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../src/desk/message/open-order.ts";
import { OrderEvent } from "../../src/desk/message/order-event.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { TOLD_TRADES_MAX, ToldTrade } from "../../src/desk/message/told-trade.ts";
import { Trading } from "../../src/desk/message/trading.ts";
import { VenueAnswer } from "../../src/desk/message/venue-answer.ts";
import { type ToldBody, ToldRing } from "../../src/desk/record/told-ring.ts";
import type { BodyOf, Context } from "../../src/runtime/actor/context.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import {
  choice,
  count,
  milliseconds,
  secret,
  text,
  texts,
} from "../../src/runtime/actor/setting.ts";
import type { Instrument } from "../../src/trading/market/instrument.ts";
import { parseOrderId } from "../../src/trading/order/order-id.ts";
import { bySymbol } from "../../src/trading/venue/binance/endpoints.ts";
import type { InstrumentsBySymbol } from "../../src/trading/venue/binance/frame.ts";
import { GatewayCore } from "../../src/trading/venue/binance/gateway/gateway-core.ts";
import {
  GATEWAY_COUNTS,
  type GatewayOutput,
} from "../../src/trading/venue/binance/gateway/gateway-io.ts";
import { worksAs } from "../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import type { VenueKey } from "../../src/trading/venue/binance/signing/venue-key.ts";
import { connect, type LinkState, linkOf, reconnect, write } from "./binance-link.ts";
import { restored } from "./binance-restore.ts";
import { checkEndpoint, isVenueHere, keyOf, originsOf } from "./binance-settings.ts";
import { DurableQueue, namedBy } from "./durable-queue.ts";
import { DutyWatch } from "./duty.ts";
import { EventLedger, type LedgerOrder } from "./event-ledger.ts";
import { GatewayStanding } from "./gateway-standing.ts";

type ApprovedBody = Readonly<BodyOf<typeof Approved>>;
type Out = { event: typeof OrderEvent; answer: typeof VenueAnswer };
type Boards = {
  openOrder: typeof OpenOrder;
  filled: typeof Filled;
  told: typeof ToldTrade;
  gateway: typeof Gateway;
};
type Watch = {
  trading: typeof Trading;
  ownOrders: typeof OpenOrder;
  ownFills: typeof Filled;
  ownTold: typeof ToldTrade;
  durable: typeof Durable;
  progress: typeof Progress;
  endpoint: typeof Endpoint;
};
type Ctx = Context<Out, Boards, State, Watch>;

type State = {
  readonly core: GatewayCore;
  readonly key: VenueKey;
  readonly symbols: InstrumentsBySymbol;
  readonly link: LinkState;
  readonly duty: DutyWatch;
  readonly standing: GatewayStanding;
  readonly ledger: EventLedger<LedgerOrder>;
  readonly queue: DurableQueue;
  /** Trades that were told, as their board shows them. */
  ring: ToldRing;
  /** Slots of that board that changed in this turn. */
  readonly ringSlots: Set<number>;
  /** Newest id that was taken, by strategy: what reduces may leave before an older one. */
  readonly lastIds: Map<number, string>;
  /** Approvals of orders that have not left yet. */
  readonly approvals: Map<string, { readonly order: ApprovedBody; readonly committedAt: number }>;
};

export default defineActor({
  args: {
    /** `live`, `testnet`, `actor:<name>` of a venue in this process, or an origin. */
    endpoint: text(),
    /** More origins of the same venue: it goes by the one that answers best. */
    mirrors: texts({ fallback: [] }),
    apiKey: secret({ min: 1 }),
    /** Of HMAC, or PEM of an Ed25519 private key. */
    secret: secret({ min: 1 }),
    /** WEBSOCKET: the WebSocket API. REST: orders and cancels go by HTTP. */
    orderRoute: choice(["WEBSOCKET", "REST"], "WEBSOCKET"),
    /** How old a request may be when the venue looks: the smaller, the sooner a doubt is over. */
    recvWindowMs: count({ min: 300, max: 60_000, fallback: 1_000 }),
    /** How long orders go on working without a current risk epoch. */
    cancelAfterMs: milliseconds({ min: 0, max: 60_000, fallback: 2_000 }),
    connectTimeoutMs: milliseconds({ min: 100, max: 60_000, fallback: 5_000 }),
    /** The venue pings every 20 s. */
    idleTimeoutMs: milliseconds({ min: 1_000, max: 300_000, fallback: 60_000 }),
  },
  in: { approved: Approved },
  out: { event: OrderEvent, answer: VenueAnswer },
  counters: [
    ...GATEWAY_COUNTS,
    "execution:ownCancels",
    "execution:halted",
    "execution:connections",
    "execution:reconnects",
    "execution:badFrames",
    "execution:answersDropped",
  ],
  boards: { openOrder: OpenOrder, filled: Filled, told: ToldTrade, gateway: Gateway },
  watch: {
    trading: Trading,
    ownOrders: OpenOrder,
    ownFills: Filled,
    ownTold: ToldTrade,
    durable: Durable,
    progress: Progress,
    endpoint: Endpoint,
  },
  start: (ctx, args): State => {
    const { instruments, mode } = deskFactsOf(ctx);
    for (const endpoint of [args.endpoint, ...args.mirrors]) checkEndpoint(endpoint, mode);
    const own = aboutOf(ctx).instruments.flatMap((number) => instruments[number] ?? []);
    const symbols = bySymbol(own);
    const key = keyOf(args.apiKey, args.secret);
    const ringSlots = new Set<number>();
    const state: State = {
      core: new GatewayCore({
        instruments: symbols,
        recvWindowMs: args.recvWindowMs,
        isLogonKey: key.algorithm === "ED25519",
        asksPermissions: originsOf(args.endpoint)?.tellsPermissions ?? true,
        isVenueHere: isVenueHere(args.endpoint),
        prefersRest: args.orderRoute === "REST",
        isOwn: (id) => parseOrderId(id) !== null,
        strategyOf: (id) => parseOrderId(id)?.actor ?? -1,
        epochOf: (id) => parseOrderId(id)?.runEpoch ?? -1,
        firstRunEpoch: deskFactsOf(ctx).firstRunEpoch,
      }),
      key,
      symbols,
      link: linkOf(args),
      duty: new DutyWatch(args.cancelAfterMs),
      standing: new GatewayStanding(),
      ledger: new EventLedger((event, sequence) => {
        const slot = state.ring.take(event, sequence);
        if (slot >= 0) ringSlots.add(slot);
      }),
      queue: new DurableQueue(),
      ring: new ToldRing(),
      ringSlots,
      lastIds: new Map(),
      approvals: new Map(),
    };
    return state;
  },
  open(state, ctx) {
    const trades: ToldBody[] = [];
    for (let slot = 0; slot < TOLD_TRADES_MAX; slot += 1) {
      const trade = ctx.read.ownTold(slot, ctx.self.name);
      if (trade === null) break;
      const { instrument, lots, sequence, orderId, tradeId } = trade;
      trades.push({ instrument, lots, sequence, orderId, tradeId });
    }
    state.ring = new ToldRing(trades);
    const left = restored(state.ledger, state.ring, ctx);
    for (const { ticket } of left.orders) newest(state, ticket.strategy, ticket.id);
    state.core.begin(left, ctx.now());
    act(state, ctx);
    connect(state, ctx, act);
    stand(state, ctx);
  },
  on: {
    approved(state, approved, ctx) {
      if (approved.execution !== ctx.self.number) return;
      if (approved.action === "CANCEL") return cancel(state, approved.orderId, ctx);
      const { sequence, committedAt } = ctx;
      const order = approved.copy();
      if (!state.queue.add({ order, sequence, committedAt })) {
        refuse(state, order, { kind: "REJECTED", reason: "too many wait for the disk" }, ctx);
      }
      sendDue(state, ctx);
    },
  },
  settle(state, ctx) {
    flush(state, ctx);
    connect(state, ctx, act);
    const duty = state.duty.look(ctx);
    if (duty.kind === "CANCEL_ALL") cancelAll(state, duty.reason, ctx);
    state.core.tick(ctx.now());
    sendDue(state, ctx);
    stand(state, ctx);
  },
  // What works stands on the boards, and the next life finds it at the venue.
  swappable: ({ core, queue, ledger }) => queue.count === 0 && ledger.takesOrders && core.isQuiet,
  // Only a turn: what is due by time is done by `settle`.
  every: { "50ms": () => undefined },
  stop(state, ctx) {
    cancelAll(state, "desk stops", ctx);
    act(state, ctx);
    flush(state, ctx);
  },
});

function stand({ core, standing }: State, ctx: Ctx): undefined {
  standing.look(core.link.whyNot(ctx.now()), ctx);
}

/** Says what waits. A fill and its trade's place on the board are shown in one turn, always. */
function flush(state: State, ctx: Ctx): undefined {
  state.ledger.flush(ctx);
  showTold(state, ctx);
}

function showTold(state: State, ctx: Ctx): undefined {
  for (const slot of state.ringSlots) {
    const trade = state.ring.trades[slot];
    if (trade !== undefined) ctx.board.told.put(slot, trade);
  }
  state.ringSlots.clear();
}

/** What waited for the disk and may leave now. */
function sendDue(state: State, ctx: Ctx): undefined {
  for (const { order, committedAt } of state.queue.takeDue(ctx)) {
    const refusal = lastLook(state, order, ctx);
    if (refusal !== null) {
      refuse(state, order, refusal, ctx);
      continue;
    }
    const instrument = deskFactsOf(ctx).instruments[order.instrument];
    if (instrument === undefined) {
      refuse(state, order, { kind: "REJECTED", reason: "unknown instrument" }, ctx);
      continue;
    }
    if (order.action === "AMEND") amend(state, order, ctx);
    else if (order.orderId > (state.lastIds.get(order.strategy) ?? ""))
      submit(state, { order, committedAt }, instrument, ctx);
    else refuse(state, order, { kind: "REJECTED", reason: "id not new" }, ctx);
  }
  act(state, ctx);
}

function submit(
  state: State,
  approval: { readonly order: ApprovedBody; readonly committedAt: number },
  instrument: Instrument,
  ctx: Ctx,
): undefined {
  const { order } = approval;
  const { orderId: id, strategy, side, style, priceTicks, lots, validUntil: validUntilNs } = order;
  const reduces = order.priority === "REDUCE";
  const about = { id, strategy, instrument, side, style, reduces, priceTicks, lots, validUntilNs };
  state.approvals.set(id, approval);
  newest(state, strategy, id);
  if (order.action !== "REPLACE") return state.core.place(about, ctx.now());
  // Without the end of the old order there is no new one.
  const mode = "STOP_ON_FAILURE";
  return state.core.replace({ oldId: order.replaces, ticket: about, mode }, ctx.now());
}

function amend(state: State, order: ApprovedBody, ctx: Ctx): undefined {
  const { orderId, lots, validUntil } = order;
  const reason = state.core.amend(orderId, lots, ctx.now(), validUntil);
  if (reason !== null) refuse(state, order, { kind: "REJECTED", reason }, ctx);
}

type LastLook = { readonly kind: "EXPIRED" | "REJECTED"; readonly reason: string };

/** What must still hold when the order leaves; a doubt refuses. */
function lastLook(state: State, approved: ApprovedBody, ctx: Ctx): LastLook | null {
  const duty = state.duty.look(ctx);
  if (ctx.held) return { kind: "REJECTED", reason: "held" };
  if (duty.kind !== "TRADE") return { kind: "EXPIRED", reason: duty.reason };
  if (duty.epoch !== approved.riskEpoch) return { kind: "EXPIRED", reason: "old risk epoch" };
  if (!(ctx.now() <= approved.validUntil)) return { kind: "EXPIRED", reason: "too late" };
  const named = namedBy(approved);
  if (named !== "" && !worksAs(state.core.get(named), approved)) {
    return { kind: "REJECTED", reason: `${named} does not work` };
  }
  if (approved.action === "AMEND") {
    return state.ledger.takesOrders ? null : { kind: "REJECTED", reason: "events wait" };
  }
  if (!isCount(approved.lots) || !isCount(approved.priceTicks)) {
    return { kind: "REJECTED", reason: "no positive integer" };
  }
  if (!state.ledger.takesOrders) return { kind: "REJECTED", reason: "events wait" };
  if (state.ledger.count >= OPEN_ORDERS_MAX) return { kind: "REJECTED", reason: "too many open" };
  return null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Does what the core wants done. The last look comes right before each write. */
function act(state: State, ctx: Ctx): undefined {
  const look = ({ id }: { readonly id: string }): LastLook | null => {
    const approval = state.approvals.get(id);
    if (approval === undefined) return { kind: "REJECTED", reason: "not approved" };
    return lastLook(state, approval.order, ctx);
  };
  for (const output of state.core.take(look, ctx.now())) perform(state, output, ctx);
  showTold(state, ctx);
}

function perform(state: State, output: GatewayOutput, ctx: Ctx): undefined {
  switch (output.kind) {
    case "SEND":
      return write(state, output, ctx, act);
    case "SAY": {
      const { order, saying } = output;
      if (saying.kind === "SENT") noteLeft(state, order.id, ctx);
      state.ledger.say(order, saying, ctx);
      return;
    }
    case "UNSENT": {
      const { id: orderId, strategy, instrument, side, priceTicks, lots } = output.ticket;
      state.approvals.delete(orderId);
      const about = { orderId, strategy, instrument: instrument.number, side, priceTicks, lots };
      state.ledger.sayUnsent(about, output.event, ctx);
      return;
    }
    case "ALARM":
      ctx.log(LEVELS[output.level], output.text);
      return;
    case "ANSWERED": {
      const { sentNs: sentAt, ...answer } = output.answer;
      if (!ctx.send.answer({ ...answer, sentAt })) ctx.count("execution:answersDropped");
      return;
    }
    case "RECONNECT":
      ctx.log("warn", `connects anew: ${output.reason}`);
      return reconnect(state.link);
    case "FAIL":
      return ctx.fail(output.reason);
    case "COUNT":
      ctx.count(output.name);
  }
}

const LEVELS = { INFO: "info", WARN: "warn", ERROR: "error", HALT: "error" } as const;

function noteLeft(state: State, id: string, ctx: Ctx): undefined {
  const approval = state.approvals.get(id);
  state.approvals.delete(id);
  if (approval !== undefined) ctx.latency("gateway", ctx.now() - approval.committedAt);
}

function newest(state: State, strategy: number, id: string): undefined {
  if (id > (state.lastIds.get(strategy) ?? "")) state.lastIds.set(strategy, id);
}

function cancel(state: State, orderId: string, ctx: Ctx): undefined {
  const waiting = state.queue.remove(orderId);
  if (waiting !== null) {
    return refuse(state, waiting.order, { kind: "EXPIRED", reason: "cancelled unsent" }, ctx);
  }
  state.core.cancel(orderId, "", ctx.now());
  return act(state, ctx);
}

/** Also what is still on its way: its cancel reaches the venue after it. */
function cancelAll(state: State, reason: string, ctx: Ctx): undefined {
  for (const { order } of state.queue.takeAll()) {
    refuse(state, order, { kind: "EXPIRED", reason }, ctx);
  }
  const wanted = state.core.cancelAll(reason, ctx.now());
  if (wanted > 0) ctx.count("execution:ownCancels", wanted);
}

/** Over before it was sent: the venue never heard of it. */
function refuse(state: State, approved: ApprovedBody, look: LastLook, ctx: Ctx): undefined {
  if (approved.action === "AMEND") {
    const order = state.core.get(approved.orderId);
    if (order?.isDone === false) state.ledger.say(order, order.amendRejected(look.reason), ctx);
    return;
  }
  // Under the id of an order that is open, an end would be taken for that order's own.
  if (state.ledger.has(approved.orderId)) {
    ctx.count("execution:duplicates");
    ctx.log("error", `order ${approved.orderId} came twice: the second is dropped`);
    return;
  }
  ctx.count(look.kind === "EXPIRED" ? "funnel:expired" : "funnel:refused");
  state.ledger.sayUnsent(approved, look, ctx);
}
