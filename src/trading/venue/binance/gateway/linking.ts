/** The connection: logging on, private events, the venue's time, and its limits. */
import type { Instrument } from "../../../market/instrument.ts";
import { unsettled } from "../../../order/settling.ts";
import type { Offered } from "../../policy/call-queue.ts";
import {
  type KeyPermissions,
  keyPermissionsOutcome,
  logonOutcome,
  orderLimitsOutcome,
  subscribeOutcome,
  timeOutcome,
} from "../answers/account-answers.ts";
import { classifyFailure } from "../answers/classify.ts";
import type { Outcome } from "../answers/outcome.ts";
import type { Reply } from "../answers/reply.ts";
import { rulesOutcome, type SymbolRules } from "../answers/rules-answer.ts";
import {
  exchangeInfoCall,
  keyPermissionsCall,
  logonCall,
  orderLimitsCall,
  subscribeCall,
  timeCall,
} from "../requests/query-calls.ts";
import { callOf, type VenueCall } from "../requests/venue-call.ts";
import { shownText } from "./answer-record.ts";
import type { SentCall } from "./call-desk.ts";
import { dropFunds } from "./funds/watching-funds.ts";
import type { CallPurpose } from "./gateway-io.ts";
import { alarm, count, type GatewayState } from "./gateway-state.ts";
import { refusalOf } from "./placing.ts";
import { dropPass } from "./reconciling.ts";
import { learnLeast } from "./rules/least-worth.ts";
import { lookAtRules, UNREAD } from "./rules/rules-watch.ts";

const TIME_EVERY_NS = 10e9;
/** While nothing may leave yet, the clock is made better. Nanoseconds. */
const TIME_SOON_NS = 0.5e9;
/** While the venue refuses our time: no call is taken, cancels neither. Nanoseconds. */
const TIME_AT_ONCE_NS = 0.05e9;
const RULES_EVERY_NS = 1_800e9;
const RULES_AGAIN_NS = 5e9;
/** While they keep an instrument from trading. Nanoseconds. */
const RULES_SOON_NS = 60e9;
const ANSWER_NS_MAX = 5e9;

/** What goes to the venue beside the calls, by the venue's own pages. */
const COSTS = { CONNECTION: { weight: 2, orders: 0 }, PING: { weight: 1, orders: 0 } } as const;

const AN_ORDER = callOf("order.place", "NEW", {});
const NO_INSTRUMENT = -1;
const SHUT_OUT = /BANNED|SLOWED/;

/** The connection as its owner sees it: what may be asked for beside the calls. */
export class LinkSide {
  readonly #state: GatewayState;

  constructor(state: GatewayState) {
    this.#state = state;
  }

  /** Whether private events come over it. */
  get isSubscribed(): boolean {
    return this.#state.link.isSubscribed;
  }

  /** Whether what the venue has forbidden, and its limits, leave room for it. It spends nothing. */
  mayGo(what: keyof typeof COSTS, now: number): boolean {
    return this.#state.calls.mayGo(COSTS[what], now);
  }

  /** Counts what is about to go. */
  goes(what: keyof typeof COSTS, now: number): undefined {
    this.#state.calls.goes(COSTS[what], now);
  }

  /** Why no new order may leave, of whatever instrument; "" when one may. For people. */
  whyNot(now: number): string {
    const state = this.#state;
    const limit = state.calls.refusalOf(AN_ORDER, now) ?? "";
    if (SHUT_OUT.test(limit)) return limit;
    if (state.link.refusal !== "") return state.link.refusal;
    const refusal = refusalOf(state, NO_INSTRUMENT, now);
    if (refusal !== null) return refusal;
    // Asked in every turn: almost always nothing is halted.
    if (state.halted.size === 0) return limit;
    const numbers = [...state.settings.instruments.values()].map(({ number }) => number);
    const isAllHalted = numbers.every((number) => state.halted.has(number));
    return isAllHalted ? "all instruments are halted" : limit;
  }

  /** Takes the answer to it: one that forbids is obeyed by all that comes. */
  answered(reply: Reply, now: number): undefined {
    const call = timeCall();
    const failure = classifyFailure(call, reply);
    if (failure !== null) this.#state.calls.learn(failure, call, now);
    if (failure?.kind !== "RATE_LIMITED") return;
    count(this.#state, "execution:rateLimited");
    alarm(this.#state, "WARN", `the venue limits us (${failure.pause}): ${failure.reason}`);
  }
}

/** Frames can be written: the account is asked for before anything is sent. */
export function linkUp(state: GatewayState, now: number): undefined {
  const { link } = state;
  link.isOpen = true;
  link.isLoggedOn = false;
  link.isSubscribed = false;
  link.asking = "";
  link.connection += 1;
  link.heardNs = now;
  link.doubtedNs = Number.NEGATIVE_INFINITY;
  state.nextTimeNs = now;
  askTime(state, now);
  begin(state, now);
}

/** Logs on and subscribes, once the venue's time is known: both are signed. */
export function begin(state: GatewayState, now: number): undefined {
  const { link, settings } = state;
  if (!link.isOpen || link.isSubscribed || Number.isNaN(state.calls.venueMs(now))) return;
  const { connection } = link;
  const kind = settings.isLogonKey && !link.isLoggedOn ? "LOGON" : "SUBSCRIBE";
  if (link.asking === kind) return;
  const call = kind === "LOGON" ? logonCall() : subscribeCall(link.isLoggedOn);
  if (want(state, call, { kind, connection }, now).kind === "WAITS") link.asking = kind;
}

/** Nothing comes from it any more: what it would have told has to be asked for. */
export function linkDown(state: GatewayState, now: number): undefined {
  const { link } = state;
  link.isOpen = false;
  link.isLoggedOn = false;
  link.isSubscribed = false;
  blind(state, now);
}

/**
 * Connects anew. The connection takes nothing from here on, though its end comes later: no new order
 * leaves, and a cancel goes by REST. What still comes from it is heard.
 */
export function giveUp(
  state: GatewayState,
  why: { readonly reason: string; readonly isMute: boolean },
  now: number,
): undefined {
  linkDown(state, now);
  state.out.push({ kind: "RECONNECT", ...why });
}

/**
 * Hangs up a connection that has died without a word: a call over it was not answered in time, and one
 * that was written behind that was not either, and nothing else came.
 */
export function hangUp(state: GatewayState, late: readonly SentCall[], now: number): undefined {
  const { link } = state;
  if (!link.isOpen) return;
  for (const { way, sentNs } of late) {
    if (way !== "FRAME" || link.heardNs >= sentNs) continue;
    if (!(link.doubtedNs > link.heardNs)) link.doubtedNs = now;
    else if (sentNs >= link.doubtedNs) {
      link.doubtedNs = Number.NEGATIVE_INFINITY;
      giveUp(state, { reason: "the venue answers nothing any more", isMute: true }, now);
    }
  }
}

/** Private events may have been missed. No new order leaves until two clean passes. */
export function blind(state: GatewayState, now: number): undefined {
  state.settling = unsettled(now);
  dropPass(state);
  dropFunds(state, now);
}

export function tookLogon(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { kind, connection } = sent.purpose as {
    readonly kind: string;
    readonly connection: number;
  };
  const { link } = state;
  const outcome: Outcome<unknown> =
    kind === "LOGON" ? logonOutcome(sent.call, reply) : subscribeOutcome(sent.call, reply);
  if (kind === "LOGON") {
    count(state, outcome.kind === "CONFIRMED" ? "execution:logons" : "execution:logonsFailed");
  }
  if (connection !== link.connection || !link.isOpen) return;
  link.asking = "";
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind !== "CONFIRMED") {
    const why = `${sent.call.method} failed: ${whyOf(outcome)}`;
    if (outcome.kind === "REFUSED") link.refusal = why;
    giveUp(state, { reason: why, isMute: outcome.kind === "AMBIGUOUS" }, now);
    return;
  }
  if (kind === "LOGON") link.isLoggedOn = true;
  else {
    link.isSubscribed = true;
    link.refusal = "";
    blind(state, now);
  }
  begin(state, now);
}

/** What the venue said, as it may be shown. */
function whyOf(outcome: Exclude<Outcome<unknown>, { kind: "CONFIRMED" }>): string {
  const code = "code" in outcome && outcome.code !== 0 ? `${outcome.code} ` : "";
  return shownText(`${code}${outcome.reason}`);
}

export function tookTime(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const outcome = timeOutcome(sent.call, reply);
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind !== "CONFIRMED") return;
  state.calls.learnTime({ sentNs: sent.sentNs, receivedNs: now, venueMs: outcome.value });
  // One that contradicts the others is believed when more agree with it.
  if (state.calls.isTimeDoubted) state.nextTimeNs = now + TIME_AT_ONCE_NS;
  begin(state, now);
}

export function tookRules(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  if (sent.purpose.kind === "ORDER_LIMITS") {
    const outcome = orderLimitsOutcome(sent.call, reply);
    state.calls.learn(outcome, sent.call, now);
    if (outcome.kind !== "CONFIRMED") state.nextRulesNs = now + RULES_AGAIN_NS;
    return;
  }
  const outcome = rulesOutcome(sent.call, reply);
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind !== "CONFIRMED") {
    state.nextRulesNs = now + RULES_AGAIN_NS;
    return;
  }
  state.calls.learnRules(outcome.value.limits, now);
  // Only of a limit that is known can be counted what is used.
  want(state, orderLimitsCall(), { kind: "ORDER_LIMITS" }, now);
  for (const instrument of state.settings.instruments.values()) {
    const rules = outcome.value.symbols.find(
      ({ symbolText }) => state.settings.instruments.get(symbolText) === instrument,
    );
    tookRulesOf(state, instrument, rules, now);
  }
}

function tookRulesOf(
  state: GatewayState,
  instrument: Instrument,
  rules: SymbolRules | undefined,
  now: number,
): undefined {
  const { number, name } = instrument;
  const before = state.rules.get(number);
  const look = lookAtRules(instrument, rules);
  if (rules !== undefined) learnLeast(state.leastWorths, instrument, rules.notionalMinText);
  if (look === null) {
    state.rules.delete(number);
    if (before !== undefined && before !== UNREAD)
      alarm(state, "INFO", `the venue's rules let ${name} trade again`);
    return;
  }
  state.rules.set(number, look.refusal);
  // It is looked at again soon: the venue may trade it again.
  state.nextRulesNs = Math.min(state.nextRulesNs, now + RULES_SOON_NS);
  if (before !== look.refusal) alarm(state, "ERROR", look.text);
}

/** What the key may do. One that could take money away is not used at all. */
export function tookPermissions(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const outcome = keyPermissionsOutcome(sent.call, reply);
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind !== "CONFIRMED") {
    const { asksPermissions } = state.settings;
    // A venue that is known not to tell is asked until it has answered anything.
    state.isKeyTold = !asksPermissions && reply.status > 0 && outcome.kind !== "RATE_LIMITED";
    if (asksPermissions && outcome.kind === "REFUSED")
      state.link.refusal = `the key: ${whyOf(outcome)}`;
    const why = `the venue does not say what the key may do: ${whyOf(outcome)}`;
    if (asksPermissions || state.isKeyTold) alarm(state, "WARN", why);
    return;
  }
  const reason = objectionTo(outcome.value);
  if (reason !== null) {
    state.out.push({ kind: "FAIL", reason });
    return;
  }
  state.isKeyTold = true;
  state.isKeyFine = true;
  state.link.refusal = "";
  if (outcome.value.isBoundToAddress || state.settings.isVenueHere === true) return;
  alarm(state, "WARN", UNBOUND);
}

const UNBOUND =
  "the API key trades from any address: bind it to this machine's, at the venue under API Management, Edit restrictions, Restrict access to trusted IPs only";

/** Why a key is not used; null of one that is. */
function objectionTo(key: KeyPermissions): string | null {
  const could = key.mayWithdraw ? "withdraw" : "transfer";
  if (key.mayWithdraw || key.mayTransfer)
    return `the API key may ${could}: use one that may only read and trade spot`;
  if (!key.mayRead) return "the API key may not read: enable it at the venue";
  return key.mayTradeSpot ? null : "the API key may not trade spot: enable it at the venue";
}

/** Asks for time and limits when it is due. */
export function askRegularly(state: GatewayState, now: number): undefined {
  const isTimeWrong = state.calls.isTimeWrong && now >= state.askedTimeNs + TIME_AT_ONCE_NS;
  if (now >= state.nextTimeNs || isTimeWrong) askTime(state, now);
  if (!state.isKeyTold && now >= state.nextKeyNs && !Number.isNaN(state.calls.venueMs(now))) {
    state.nextKeyNs = now + RULES_AGAIN_NS;
    want(state, keyPermissionsCall(), { kind: "PERMISSIONS" }, now);
  }
  if (!state.link.isSubscribed || !(now >= state.nextRulesNs)) return;
  state.nextRulesNs = now + RULES_EVERY_NS;
  const instruments = [...state.settings.instruments.values()];
  want(state, exchangeInfoCall(instruments), { kind: "RULES" }, now);
}

function askTime(state: GatewayState, now: number): undefined {
  const { calls, settling } = state;
  const isCalm = settling.state === "SETTLED" && !calls.isTimeDoubted;
  state.nextTimeNs = now + (isCalm ? TIME_EVERY_NS : TIME_SOON_NS);
  state.askedTimeNs = now;
  want(state, timeCall(), { kind: "TIME" }, now);
}

function want(state: GatewayState, call: VenueCall, purpose: CallPurpose, now: number): Offered {
  const name = JSON.stringify(purpose);
  return state.calls.want({ call, purpose, name, validUntilNs: now + ANSWER_NS_MAX }, now);
}
