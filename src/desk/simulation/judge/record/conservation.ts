/** Whether all who keep count have counted the same, once nothing moves any more. */
import type { DeskPlan } from "../../../config/desk-plan.ts";
import { cashOf, emptyPair } from "../../../record/filled-pair.ts";
import type { DeskReading } from "../../world/desk-reading.ts";
import type { Court } from "../judge.ts";
import type { VenueTruth } from "../order/venue-truth.ts";

/** @param truth What the venue has. All of its orders are over. */
export function checkConservation(
  court: Court,
  truth: VenueTruth,
  reading: DeskReading,
  plan: DeskPlan,
): undefined {
  const filled = reading.filled();
  for (const { strategy, instrument, lots, cash } of truth.pairs()) {
    const pair = filled.get(`${strategy}/${instrument}`) ?? emptyPair(strategy, instrument);
    const who = `strategy ${strategy} in instrument ${instrument}`;
    if (pair.lots !== lots) {
      const text = `the execution counts ${pair.lots} lots of ${who}: fills are ${lots}`;
      court.accuse("conservation", text);
    }
    const shown = cashOf(pair);
    if (shown !== cash) {
      const text = `the execution counts ${shown} ticks times lots of ${who}: fills made ${cash}`;
      court.accuse("conservation", text);
    }
  }
  for (const { number } of plan.instruments) {
    const own = truth.pairs().filter(({ instrument }) => instrument === number);
    const lots = own.reduce((sum, pair) => sum + pair.lots, 0);
    const position = reading.position(number);
    if (position === null) continue;
    if (position.lots !== lots) {
      const text = `risk counts ${position.lots} lots of instrument ${number}: fills are ${lots}`;
      court.accuse("conservation", text);
    }
    if (position.workingBuyLots !== 0 || position.workingSellLots !== 0) {
      const { workingBuyLots, workingSellLots } = position;
      const counted = `${workingBuyLots} lots to buy and ${workingSellLots} to sell`;
      court.accuse("conservation", `risk counts ${counted} of instrument ${number}: none works`);
    }
  }
}
