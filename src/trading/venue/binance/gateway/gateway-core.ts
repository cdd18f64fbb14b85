/**
 * The gateway to Binance spot without its bytes: one state machine, on the caller's clock.
 *
 * ```
 *  approved order, cancel ----+                 +---> calls to write, each once
 *  answer, or its absence ----+--> this core ---+---> events of orders to say
 *  private event -------------+                 +---> alarms, and answers for the record
 *  connection up, down; time -+
 * ```
 *
 * The caller gives what happened, then takes what has to be done by {@link GatewayCore.take}, in order.
 *
 * Invariant: an order is written at most once. What is not known of it is asked for, counts in full,
 * and ends only by the venue's word or by a proof (`src/trading/order/unknown-outcome.ts`).
 * Invariant: a new order leaves only while private events come, all that the desk has was twice found
 * to be what the venue has, few orders are unknown, and the caller's last look lets it go.
 */

import { assert } from "../../../../core/assert.ts";
import type { Reply } from "../answers/reply.ts";
import { noReply } from "../answers/reply.ts";
import type { PrivateEvent } from "../private/private-event.ts";
import type { ReplaceMode } from "../requests/order-calls.ts";
import { takeReport } from "./adopting.ts";
import type { SentCall } from "./call-desk.ts";
import { askAbout, tookEvidence, tookFills } from "./doubting.ts";
import { keptFundsOf } from "./funds/funds-watch.ts";
import type { KeptFunds } from "./funds/kept-funds.ts";
import { balanceChanged, resumeFunds, tookFunds, watchFunds } from "./funds/watching-funds.ts";
import { type GatewayOutput, type LastLook, type LeftOver, newIdOf } from "./gateway-io.ts";
import {
  alarm,
  count,
  type GatewaySettings,
  type GatewayState,
  gatewayStateOf,
  hurry,
  wantGone,
} from "./gateway-state.ts";
import { huntOn, tookHunt } from "./hunt/hunting.ts";
import {
  askRegularly,
  giveUp,
  hangUp,
  LinkSide,
  linkDown,
  linkUp,
  tookLogon,
  tookPermissions,
  tookRules,
  tookTime,
} from "./linking.ts";
import { noteDrift } from "./order/drift.ts";
import { GatewayOrder, type GatewayTicket, isAtRest } from "./order/gateway-order.ts";
import { inDoubt } from "./order/in-doubt.ts";
import { mayLeave, neverLeft } from "./order/leaving.ts";
import { neverWritten } from "./order/unwritten.ts";
import {
  cancel,
  cancelDue,
  cancelled,
  leaves,
  NOT_CONNECTED,
  place,
  placed,
  refusalOf,
  watchUnknown,
} from "./placing.ts";
import { passOn, readFromOldest, stepFailed, tookStep } from "./reconciling.ts";
import { amend, amended, replace, replaced, replaceLeaves } from "./replacing.ts";

type Went = Pick<SentCall, "call" | "purpose">;

/** Beyond the window: the venue's own timeout, and margins. Milliseconds. */
const EARLIER_LIFE_MS = 10_000 + 2_000 + 1_000;

export class GatewayCore {
  readonly #settings: GatewaySettings;
  #begun: GatewayState | null = null;
  #link: LinkSide | null = null;

  constructor(settings: GatewaySettings) {
    this.#settings = settings;
  }

  get #state(): GatewayState {
    assert(this.#begun !== null, "a gateway begins before anything happens to it");
    return this.#begun;
  }

  /**
   * Begins, with what an earlier life left. What was sent and not acknowledged is of unknown outcome: it
   * may reach the venue until its window is over.
   */
  begin(left: LeftOver, now: number): undefined {
    const state = gatewayStateOf(this.#settings, now);
    this.#begun = state;
    this.#link = new LinkSide(state);
    state.hasHistory = left.hasHistory;
    const cumLots = new Map<string, number>();
    for (const { ticket, shown, ending = null } of left.orders) {
      const order = GatewayOrder.restored(ticket, shown);
      order.deadlineNs = now + (state.settings.recvWindowMs + EARLIER_LIFE_MS) * 1e6;
      cumLots.set(order.id, shown.cumLots);
      state.table.add(order);
      if (ending !== null) wantGone(state, order, ending);
      if (shown.state !== "WORKING") inDoubt(state, order, now);
    }
    state.table.restoreTrades(left.told, cumLots);
    if (!left.isToldWhole) readFromOldest(state, left.told);
    resumeFunds(state, left.funds ?? { kind: "NONE" });
  }

  /** Takes an approved order in: it leaves by {@link take}, when its last look lets it go. */
  place(ticket: GatewayTicket, now: number): undefined {
    place(this.#state, ticket, now);
  }

  /** @param reason Why our own side ends it; "" when its strategy does. */
  cancel(id: string, reason: string, now: number): undefined {
    cancel(this.#state, id, reason, now);
  }

  /** A new order in the place of one that works. */
  replace(
    wanted: { readonly oldId: string; readonly ticket: GatewayTicket; readonly mode: ReplaceMode },
    now: number,
  ): undefined {
    replace(this.#state, wanted, now);
  }

  /** Makes an order smaller, in its place. Returns why not, or null. Lots, filled ones included. */
  amend(id: string, lots: number, now: number, validUntilNs = now + 1e9): string | null {
    return amend(this.#state, { id, lots, validUntilNs }, now);
  }

  /** All orders that have not ended are cancelled, and those that wait never leave. Returns how many. */
  cancelAll(reason: string, now: number): number {
    let wanted = this.#state.waiting.size;
    for (const id of [...this.#state.waiting.keys()]) cancel(this.#state, id, reason, now);
    for (const order of this.#state.table.live()) {
      if (order.isCancelWanted) continue;
      wanted += 1;
      cancel(this.#state, order.id, reason, now);
    }
    return wanted;
  }

  /** The connection of the WebSocket API is open. */
  linkUp(now: number): undefined {
    linkUp(this.#state, now);
  }

  /** It is gone: whatever was under way on it has no answer. */
  linkDown(now: number): undefined {
    const lost = this.#state.calls.lost(now);
    linkDown(this.#state, now);
    for (const sent of lost) this.#understand(sent, noReply("the connection is gone"), now);
  }

  /** What goes to the venue beside its calls, and what keeps orders from leaving. */
  get link(): LinkSide {
    assert(this.#link !== null, "a gateway begins before anything happens to it");
    return this.#link;
  }

  /** An answer, of a call or of nobody's. */
  answered(key: string, reply: Reply, now: number): undefined {
    const sent = this.#state.calls.answered(key, reply, now);
    if (sent?.way === "FRAME") this.#state.link.heardNs = now;
    if (sent !== null) this.#understand(sent, reply, now);
  }

  /** A call that was to be written, and that the connection did not take: it never left. */
  unwritten(key: string, now: number): undefined {
    const state = this.#state;
    const reply = noReply("not written");
    const sent = state.calls.answered(key, reply, now);
    if (sent === null) return;
    const { isOpen, isSubscribed } = state.link;
    const why = { reason: "the connection takes nothing any more", isMute: !isSubscribed };
    if (isOpen) giveUp(state, why, now);
    if (!neverWritten(state, sent, now)) this.#understand(sent, reply, now);
  }

  /** A private event. */
  heard(event: PrivateEvent, now: number): undefined {
    const state = this.#state;
    state.link.heardNs = now;
    switch (event.kind) {
      case "ORDER":
        noteDrift(state, event.drift);
        takeReport(state, event, now);
        return;
      case "STREAM_ENDED":
        return giveUp(state, SAID.ended, now);
      case "SHUTDOWN":
        return giveUp(state, SAID.going, now);
      case "BAD": {
        alarm(state, "ERROR", `a private event cannot be read: ${event.field}: ${event.reason}`);
        const order = state.table.get(event.id);
        if (order !== undefined) inDoubt(state, order, now);
        hurry(state, now);
        return;
      }
      case "BALANCE_CHANGE":
        return balanceChanged(state, event);
      case "FOREIGN":
        count(state, "execution:external");
        return;
      case "UNKNOWN":
        return noteDrift(state, [{ kind: "WORD", place: "event", text: event.name }]);
      default:
        return;
    }
  }

  /** Whatever is due by now. */
  tick(now: number): undefined {
    const state = this.#state;
    const late = state.calls.overdue(now);
    hangUp(state, late, now);
    for (const sent of late) this.#understand(sent, noReply("no answer in time"), now);
    for (const order of [...state.table.live()]) {
      askAbout(state, order, now);
      cancelDue(state, order, now);
    }
    huntOn(state, now);
    watchUnknown(state, now);
    askRegularly(state, now);
    passOn(state, now);
    watchFunds(state, now);
  }

  /**
   * Returns what has to be done, in order, and forgets it.
   *
   * @param look Asked for each order right before it is written.
   */
  take(look: LastLook, now: number): readonly GatewayOutput[] {
    this.#write(look, now);
    return this.#state.out.splice(0);
  }

  /** Why no new order of an instrument may leave; null when one may. */
  refusalOf(instrument: number, now: number): string | null {
    return refusalOf(this.#state, instrument, now);
  }

  get isSettled(): boolean {
    const { settling, link, isKeyFine, funds } = this.#state;
    const isSettled = settling.state === "SETTLED" && funds.expected.isRead;
    return isSettled && link.isSubscribed && isKeyFine;
  }

  /** How the account's money differs from what the desk's trades make; "" when it does not. */
  get fundsText(): string {
    return this.#state.funds.text;
  }

  /** What a next life counts the account's money from, once all that was taken is said. */
  get keptFunds(): KeptFunds {
    return keptFundsOf(this.#state.funds);
  }

  /** Requests of the connection need no signature of their own. */
  get isLoggedOn(): boolean {
    return this.#state.link.isLoggedOn;
  }

  /** Nothing is on its way, in either direction. */
  get isQuiet(): boolean {
    return this.isSettled && this.#state.waiting.size === 0 && this.live().every(isAtRest);
  }

  /** Orders that have not ended. */
  live(): readonly GatewayOrder[] {
    return [...this.#state.table.live()];
  }

  get(id: string): GatewayOrder | null {
    return this.#state.table.get(id) ?? null;
  }

  /** Calls whose turn it is leave now, the most urgent first. */
  #write(look: LastLook, now: number): undefined {
    const { calls } = this.#state;
    for (;;) {
      const { go, late } = calls.next(now);
      for (const one of late) this.#tooLate(one, now);
      if (go === null) return;
      if (mayLeave(this.#state, go.purpose, look, now)) this.#send(go, now);
    }
  }

  #send(went: Went, now: number): undefined {
    const state = this.#state;
    const { link, settings } = state;
    const ways = { isFrameOpen: link.isOpen, prefersRest: settings.prefersRest };
    const sent = state.calls.sent(went, ways, now);
    if (sent === null) {
      this.#notSent(went, now);
      return;
    }
    const { purpose } = sent;
    if (purpose.kind === "PLACE" || purpose.kind === "REPLACE") {
      const order = state.waiting.get(newIdOf(purpose));
      if (order !== undefined) leaves(state, order, sent);
    }
    if (purpose.kind === "REPLACE") replaceLeaves(state, purpose, sent);
    if (purpose.kind === "CANCEL") count(state, "execution:cancels");
    const { key, way, call, stamp } = sent;
    state.out.push({ kind: "SEND", key, way, call, stamp });
  }

  /** No way was open: nothing was written. */
  #notSent(went: Went, now: number): undefined {
    const held = { kind: "REJECTED", reason: NOT_CONNECTED } as const;
    if (neverLeft(this.#state, went.purpose, held, now)) return;
    this.#understand({ ...went, ...NEVER_SENT }, noReply("no way is open"), now);
  }

  #tooLate(went: Went, now: number): undefined {
    const held = { kind: "EXPIRED", reason: "too late" } as const;
    if (neverLeft(this.#state, went.purpose, held, now)) return;
    this.#understand({ ...went, ...NEVER_SENT }, noReply("its turn came too late"), now);
  }

  #understand(sent: SentCall, reply: Reply, now: number): undefined {
    const state = this.#state;
    switch (sent.purpose.kind) {
      case "PLACE":
        return placed(state, sent, reply, now);
      case "CANCEL":
        return cancelled(state, sent, reply, now);
      case "REPLACE":
        return replaced(state, sent, reply, now);
      case "AMEND":
        return amended(state, sent, reply, now);
      case "EVIDENCE":
        return tookEvidence(state, sent, reply, now);
      case "HUNT":
        return tookHunt(state, sent, reply, now);
      case "FILLS":
        return tookFills(state, sent, reply, now);
      case "PASS":
        if (reply.status === 0) return stepFailed(state, now);
        return tookStep(state, sent, reply, now);
      case "LOGON":
      case "SUBSCRIBE":
        return tookLogon(state, sent, reply, now);
      case "TIME":
        return tookTime(state, sent, reply, now);
      case "PERMISSIONS":
        return tookPermissions(state, sent, reply, now);
      case "FUNDS":
        return tookFunds(state, sent, reply, now);
      case "RULES":
      case "ORDER_LIMITS":
        return tookRules(state, sent, reply, now);
      default:
        return;
    }
  }
}

/** What the venue says of a connection before it ends. */
const SAID = {
  ended: { reason: "the venue ended the private events", isMute: false },
  going: { reason: "the venue is about to go", isMute: false },
} as const;

const NEVER_SENT = {
  key: "",
  way: "FRAME",
  stamp: { timestampMs: 1, recvWindowMs: 1 },
  sentNs: Number.NaN,
} as const;
