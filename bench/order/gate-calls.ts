/**
 * The gate as risk calls it, one call at a time: the verdict, and the verdict with the record of every
 * number that it looked at. The intents are a mixture that a desk has: most pass, some are cancels, some
 * break a limit; each is held against an exposure with orders of several strategies in it.
 */
import { checkOf, type Look, type SeenTop } from "../../actors/risk/check.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { Prng } from "../../src/core/prng.ts";
import { makeOrderId } from "../../src/trading/order/order-id.ts";
import { Exposure } from "../../src/trading/risk/exposure.ts";
import { review } from "../../src/trading/risk/gate.ts";
import type { GateLimits, GateView } from "../../src/trading/risk/gate-look.ts";

/** What one call was asked to do. */
export type GateCall = {
  readonly look: Look;
  /** The verdict that it must come to, so that no work is timed that is none. */
  readonly isApproved: boolean;
};

/** Of each call. Nanoseconds. */
export type GateTimes = {
  readonly review: Float64Array;
  readonly withRecord: Float64Array;
  /** Two readings of the clock with nothing between: what each of the others has in it. */
  readonly nothing: Float64Array;
};

const STRATEGIES = 4;
const INSTRUMENTS = 4;
const ORDERS_OUT = 200;
const LOTS_MAX = 500;
const NOW = 10_000_000_000;
const LIMITS: GateLimits = {
  positionLots: 1_000_000,
  orderLots: LOTS_MAX,
  orderRatePerS: 50,
  priceCollarBps: 200,
  bookAgeNs: 250_000_000,
};

/** Returns `count` calls, the same for the same seed: 75 % pass, 15 % are cancels, 10 % are refused. */
export function makeGateCalls(count: number, seed: number): readonly GateCall[] {
  const prng = new Prng(seed);
  const exposure = exposureOf(prng);
  return Array.from({ length: count }, (_, index) => {
    const draw = prng.unit();
    const action = draw < 0.15 ? "CANCEL" : "NEW";
    const isTooLarge = draw >= 0.9;
    const look = lookAt(prng, exposure, { index, action, isTooLarge });
    return { look, isApproved: !isTooLarge };
  });
}

type Wanted = {
  readonly index: number;
  readonly action: "NEW" | "CANCEL";
  readonly isTooLarge: boolean;
};

function lookAt(prng: Prng, exposure: Exposure, { index, action, isTooLarge }: Wanted): Look {
  const strategy = prng.between(0, STRATEGIES - 1);
  const instrument = prng.between(0, INSTRUMENTS - 1);
  const mid = 100_000 + 1_000 * instrument;
  const intent = {
    ...{ action, instrument, orderId: idOf(strategy, ORDERS_OUT + index) },
    ...{ side: prng.pick(["BUY", "SELL"]), style: "GTC", replaces: "" },
    priceTicks: mid + prng.between(-100, 100),
    lots: isTooLarge ? LOTS_MAX + 1 : prng.between(1, LOTS_MAX),
    ...{ validUntil: NOW + 1_000_000_000, decidedAt: NOW - 5_000 },
    ...{ basisFrom: 0, basisSequence: index, basisAt: NOW - 10_000 },
  };
  const seenAt = NOW - prng.between(1, 100_000_000);
  const touch = { bidTicks: mid - 1, askTicks: mid + 1 };
  const top = { isSynced: true, seenAt, sequence: index, ...touch } as SeenTop;
  const view: GateView = {
    ...{
      strategy,
      trading: "ACTIVE",
      isOwnInstrument: true,
      book: top,
      hasRoom: true,
      target: null,
    },
    exposure: exposure.of(strategy, instrument),
    lastOrderId: idOf(strategy, ORDERS_OUT - 1),
    orderTimes: Array.from({ length: prng.between(0, 20) }, (_, at) => NOW - at * 40_000_000),
  };
  // A plain intent stands for the view of one: the gate reads fields, and nothing else of it.
  const seen = intent as unknown as Look["intent"];
  return { intent: seen, intentSequence: index, view, limits: LIMITS, top, now: NOW };
}

/** Times every call three ways. Throws when a verdict is not the one it must be. */
export function timeGateCalls(calls: readonly GateCall[]): GateTimes {
  const times = {
    review: new Float64Array(calls.length),
    withRecord: new Float64Array(calls.length),
    nothing: new Float64Array(calls.length),
  };
  let wrong = 0;
  let sum = 0;
  for (let index = 0; index < calls.length; index += 1) {
    const call = calls[index];
    if (call === undefined) continue;
    const { look, isApproved } = call;
    const at0 = monotonicNs();
    const at1 = monotonicNs();
    const verdict = review(look.intent, look.view, look.limits, look.now);
    const at2 = monotonicNs();
    const again = review(look.intent, look.view, look.limits, look.now);
    const check = look.intent.action === "NEW" ? checkOf(look, again.kind) : null;
    const at3 = monotonicNs();
    if ((verdict.kind === "APPROVED") !== isApproved || again.kind !== verdict.kind) wrong += 1;
    sum += check?.worstLots ?? 0;
    times.nothing[index] = at1 - at0;
    times.review[index] = at2 - at1;
    times.withRecord[index] = at3 - at2;
  }
  if (wrong > 0 || !Number.isFinite(sum))
    throw new Error(`${wrong} verdicts of the gate are wrong`);
  return times;
}

function idOf(strategy: number, counter: number): string {
  return makeOrderId({ instance: "00", runEpoch: 1, actor: strategy, incarnation: 0 }, counter);
}

function exposureOf(prng: Prng): Exposure {
  const exposure = new Exposure();
  for (let order = 0; order < ORDERS_OUT; order += 1) {
    const strategy = order % STRATEGIES;
    exposure.add({
      orderId: idOf(strategy, order),
      strategy,
      instrument: prng.between(0, INSTRUMENTS - 1),
      side: prng.pick(["BUY", "SELL"]),
      leavesLots: prng.between(1, 500),
    });
  }
  return exposure;
}
