/**
 * Compares the account's money with what the desk's own trades make of it: at the start, and every 15 s.
 * A fill that nobody told of, an order of somebody else with the same key, or money that left shows
 * here, whatever else went wrong.
 *
 * A difference is looked at again behind each pass over the history, which finds what was missed. One that
 * stays halts the instruments of its asset: nothing is corrected by itself, a person looks.
 *
 * A next life counts from what the one before kept, so that money is missed that went between them; no
 * order of it leaves before it has compared.
 */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import { type FundsDifference, HOLD_NS } from "../../../../account/expected-funds.ts";
import type { Instrument, Side } from "../../../../market/instrument.ts";
import { accountOutcome } from "../../answers/account-answers.ts";
import type { Reply } from "../../answers/reply.ts";
import type { VenueFill, VenueTrade } from "../../answers/venue-order.ts";
import type { BalanceChange } from "../../private/private-event.ts";
import { accountCall } from "../../requests/query-calls.ts";
import type { SentCall } from "../call-desk.ts";
import {
  alarm,
  count,
  type GatewayState,
  haltInstrument,
  hurry,
  isAnyInDoubt,
} from "../gateway-state.ts";
import { tradeKeyOf } from "./funds-watch.ts";
import type { LeftFunds } from "./kept-funds.ts";
import { effectsOf } from "./trade-effects.ts";

/** The question weighs 20: 80 of 6,000 a minute. Nanoseconds. */
const EVERY_NS = 15e9;
/** Behind a reading that said nothing, or a difference. Nanoseconds. */
const AGAIN_NS = 5e9;
const ANSWER_NS_MAX = 10e9;
/** The same difference in so many readings in a row halts. */
const SAME_MAX = 3;
/** So many in a row that differ halt, whatever they say. */
const DIFFERENT_MAX = 6;

/** Goes on from what an earlier life kept, or says why not. */
export function resumeFunds(state: GatewayState, left: LeftFunds): undefined {
  if (left.kind === "DOUBTED") return countAnew(state, left.why);
  if (left.kind === "NONE") {
    if (state.hasHistory) alarm(state, "INFO", anewText("nothing was kept of it"));
    return;
  }
  state.funds.expected.resume(left.amounts);
  for (const trade of left.later) state.funds.later.add(tradeKeyOf(trade));
}

/** Why no order may leave yet; null once the account was compared, or counted for the first time. */
export function fundsRefusalOf({ funds }: GatewayState): string | null {
  if (funds.expected.isRead) return null;
  return funds.text === "" ? "the account is not read" : `the account differs: ${funds.text}`;
}

/** A trade of the history: one that an earlier life told of may not be in what it kept. */
export function laterMoves(state: GatewayState, trade: VenueTrade): undefined {
  const { instrument, tradeId } = trade;
  const key = tradeKeyOf({ instrument: instrument.number, tradeId });
  if (state.funds.later.delete(key)) tradeMoves(state, trade, trade);
}

/** Asks for the account when it is due, and says what the last answer means once that is known. */
export function watchFunds(state: GatewayState, now: number): undefined {
  const { funds } = state;
  if (funds.later.size > 0 && isKnown(state)) {
    countAnew(state, `${funds.later.size} told trades are not in the venue's history`);
  }
  judge(state, now);
  if (funds.expected.isReading || !(now >= funds.nextNs)) return;
  if (!state.link.isSubscribed || !isKnown(state) || Number.isNaN(state.calls.venueMs(now))) return;
  funds.nextNs = now + AGAIN_NS;
  const offered = state.calls.want(
    {
      call: accountCall(),
      purpose: { kind: "FUNDS" },
      name: "funds",
      validUntilNs: now + ANSWER_NS_MAX,
    },
    now,
  );
  if (offered.kind === "REFUSED") return;
  funds.expected.asked();
}

/** What the account has. */
export function tookFunds(
  state: GatewayState,
  sent: SentCall,
  reply: Reply,
  now: number,
): undefined {
  const { expected } = state.funds;
  const outcome = accountOutcome(sent.call, reply);
  state.calls.learn(outcome, sent.call, now);
  if (outcome.kind !== "CONFIRMED") return expected.failed();
  const balances = outcome.value.balances.map(
    ({ asset, free, locked }) => [asset, free + locked] as const,
  );
  expected.took(new Map(balances), isStill(state), now);
  judge(state, now);
  // The first one waits for a look over the history.
  if (!expected.isRead) hurry(state, now);
}

/** A trade of the account, ours or not. */
export function tradeMoves(
  state: GatewayState,
  { instrument, side }: { readonly instrument: Instrument; readonly side: Side },
  trade: Pick<VenueFill, "lots" | "priceTicks" | "fee">,
): undefined {
  for (const { asset, change, slack } of effectsOf(instrument, side, trade)) {
    state.funds.expected.moved(asset, change, slack);
  }
}

/** Money came or went that no trade moved. */
export function balanceChanged(state: GatewayState, { asset, change }: BalanceChange): undefined {
  state.funds.expected.moved(asset, change);
  alarm(state, "INFO", `the account's ${asset} changed by ${atomsTextOf(change)} without a trade`);
}

/** Private events may have been missed: the reading that is under way says nothing. */
export function dropFunds(state: GatewayState, now: number): undefined {
  state.funds.expected.failed();
  state.funds.nextNs = Math.min(state.funds.nextNs, now);
}

function judge(state: GatewayState, now: number): undefined {
  const { funds } = state;
  const verdict = funds.expected.look(now, {
    isClear: isClear(state, now),
    readNs: state.passedNs,
  });
  if (verdict === null) return;
  switch (verdict.kind) {
    case "BEGUN":
      funds.nextNs = now + EVERY_NS;
      return;
    case "UNCLEAR":
      funds.nextNs = now + AGAIN_NS;
      return;
    case "EQUAL":
      if (funds.text !== "") alarm(state, "INFO", "the account has what the desk's trades make");
      funds.hasHalted = false;
      funds.differed = 0;
      funds.same = 0;
      funds.text = "";
      funds.nextNs = now + EVERY_NS;
      return;
    case "DIFFERENT":
      differs(state, verdict.differences, now);
  }
}

function differs(
  state: GatewayState,
  differences: readonly FundsDifference[],
  now: number,
): undefined {
  const { funds } = state;
  funds.nextNs = now + AGAIN_NS;
  const text = differences.map(textOf).join("; ");
  // Only a look over the history since then makes it more than it was.
  if (funds.text === "" || state.passedNs > funds.differedNs) {
    funds.same = text === funds.text ? funds.same + 1 : 1;
    funds.differed += 1;
    funds.differedNs = now;
  }
  if (funds.text === "") {
    count(state, "execution:fundsDiffer");
    alarm(state, "WARN", `the account has not what the desk's trades make it: ${text}`);
  }
  funds.text = text;
  hurry(state, now);
  if (funds.same < SAME_MAX && funds.differed < DIFFERENT_MAX) return;
  funds.nextNs = now + EVERY_NS;
  funds.hasHalted = true;
  funds.expected.heed();
  for (const instrument of state.settings.instruments.values()) {
    const one = differences.find(
      ({ asset }) => asset === instrument.base || asset === instrument.quote,
    );
    if (one === undefined) continue;
    haltInstrument(state, instrument.number, `${instrument.name} is halted: ${textOf(one)}`);
  }
}

/** From the next reading on: what went before is not missed. */
function countAnew(state: GatewayState, why: string): undefined {
  state.funds.expected.forget();
  state.funds.later.clear();
  alarm(state, "WARN", anewText(why));
}

function anewText(why: string): string {
  return `the account's money is counted from its next reading on: ${why}`;
}

function textOf({ asset, venue, expected }: FundsDifference): string {
  const difference = venue - expected;
  return `${asset}: ${difference < 0n ? "" : "+"}${atomsTextOf(difference)} at the venue`;
}

/** No order is at the venue, or may be. */
function isStill(state: GatewayState): boolean {
  for (const _ of state.table.live()) return false;
  return true;
}

/** What is not known of an order may be a difference. */
function isClear(state: GatewayState, now: number): boolean {
  if (!isKnown(state) || isAnyInDoubt(state)) return false;
  for (const { order, sentAt } of state.table.live()) {
    // One that left behind the answer is not in the reading.
    if (order.base === "PENDING_NEW" && !(sentAt > now - HOLD_NS)) return false;
  }
  return true;
}

/** All is counted that this desk has traded so far. */
function isKnown(state: GatewayState): boolean {
  return state.settling.state === "SETTLED" || !state.hasHistory;
}
