/**
 * What a next process knows of fills. All that its last one had written it must know; what that one
 * had in memory alone is lost with it, and with a venue that lived in the same process.
 */
import type { RecoveredState } from "../../../../runtime/supervisor/state/recovered-state.ts";
import { Filled, PAIRS_MAX } from "../../../message/filled.ts";
import { cashOf, emptyPair, type FilledBody, pairOf } from "../../../record/filled-pair.ts";
import type { Court } from "../judge.ts";
import type { VenueTruth } from "../order/venue-truth.ts";

/** @param isWritten Whether all that was said of orders was written when the last process died. */
export function judgeRecovery(
  court: Court,
  truth: VenueTruth,
  {
    executions,
    recovered,
    isWritten,
  }: {
    readonly executions: readonly string[];
    readonly recovered: RecoveredState;
    readonly isWritten: boolean;
  },
): undefined {
  const known = new Map<string, FilledBody>();
  const view = Filled.codec.createView();
  for (const execution of executions) {
    for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
      const value = recovered.valueOf(execution, "filled", slot);
      if (value === null) break;
      view.bind(new DataView(value.buffer, value.byteOffset, value.length), 0, value.length);
      known.set(`${view.strategy}/${view.instrument}`, pairOf(view));
    }
  }
  for (const pair of truth.pairs()) {
    const { strategy, instrument } = pair;
    const shown = known.get(`${strategy}/${instrument}`) ?? emptyPair(strategy, instrument);
    const { lots } = shown;
    const cash = cashOf(shown);
    if (lots === pair.lots && cash === pair.cash) continue;
    if (isWritten) {
      const who = `strategy ${strategy} in instrument ${instrument}`;
      const found = `${lots} lots of ${who} for ${cash}`;
      court.accuse(
        "recovery",
        `${found} were recovered: ${pair.lots} for ${pair.cash} were written`,
      );
    }
    court.note("fills lost with the process that filled them");
    pair.lots = lots;
    pair.cash = cash ?? pair.cash;
  }
}
