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
import { EndingOrder } from "../../src/desk/message/ending-order.ts";
import { Endpoint } from "../../src/desk/message/endpoint.ts";
import { Filled } from "../../src/desk/message/filled.ts";
import { Gateway } from "../../src/desk/message/gateway.ts";
import { KeptFunds } from "../../src/desk/message/kept-funds.ts";
import { OpenOrder } from "../../src/desk/message/open-order.ts";
import { OrderEvent } from "../../src/desk/message/order-event.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { ToldTrade } from "../../src/desk/message/told-trade.ts";
import { Trading } from "../../src/desk/message/trading.ts";
import { VenueAnswer } from "../../src/desk/message/venue-answer.ts";
import { ToldRing } from "../../src/desk/record/told-ring.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import {
  choice,
  count,
  milliseconds,
  secret,
  text,
  texts,
} from "../../src/runtime/actor/setting.ts";
import { isMadeBy, parseOrderId } from "../../src/trading/order/order-id.ts";
import { bySymbol } from "../../src/trading/venue/binance/endpoints.ts";
import { GatewayCore } from "../../src/trading/venue/binance/gateway/gateway-core.ts";
import { GATEWAY_COUNTS } from "../../src/trading/venue/binance/gateway/gateway-io.ts";
import { EndingOrders } from "./binance-spot/ending.ts";
import { fundsShownOf, leftFunds, releaseFunds } from "./binance-spot/funds.ts";
import { connect, linkOf } from "./binance-spot/link.ts";
import { cancel, cancelAll, refuse, sendDue } from "./binance-spot/orders.ts";
import { act, flush } from "./binance-spot/perform.ts";
import { restored, toldRingOf } from "./binance-spot/restore.ts";
import { checkEndpoint, isVenueHere, keyOf, originsOf } from "./binance-spot/settings.ts";
import { GatewayStanding } from "./binance-spot/standing.ts";
import { type Ctx, newest, type State } from "./binance-spot/state.ts";
import { DurableQueue } from "./durable-queue.ts";
import { DutyWatch } from "./duty.ts";
import { EventLedger } from "./event-ledger.ts";
import { FUNNEL_COUNTS } from "./funnel.ts";

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
    ...FUNNEL_COUNTS,
    ...GATEWAY_COUNTS,
    "execution:ownCancels",
    "execution:halted",
    "execution:connections",
    "execution:reconnects",
    "execution:badFrames",
    "execution:answersDropped",
  ],
  boards: {
    openOrder: OpenOrder,
    filled: Filled,
    told: ToldTrade,
    funds: KeptFunds,
    ending: EndingOrder,
    gateway: Gateway,
  },
  watch: {
    trading: Trading,
    ownOrders: OpenOrder,
    ownFills: Filled,
    ownTold: ToldTrade,
    ownFunds: KeptFunds,
    ownEnding: EndingOrder,
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
        isOwn: (id) => isMadeBy(id, deskFactsOf(ctx)),
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
      ending: new EndingOrders(),
      funds: fundsShownOf({ symbols }),
      lastIds: new Map(),
      approvals: new Map(),
      amendments: new Map(),
    };
    return state;
  },
  open(state, ctx) {
    state.ring = toldRingOf(ctx);
    const left = restored(state, ctx);
    for (const { ticket } of left.orders) newest(state, ticket.strategy, ticket.id);
    state.core.begin({ ...left, funds: leftFunds(state, ctx) }, ctx.now());
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
    releaseFunds(state, ctx);
  },
});

function stand({ core, standing }: State, ctx: Ctx): undefined {
  standing.look(core.link.whyNot(ctx.now()), ctx);
}
