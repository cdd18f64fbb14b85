/** What main says of a desk in the simulation is judged by the same boards and books as elsewhere. */
import type { Time } from "../../../core/time.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import type { BeatView } from "../../run/chronicle/beat-of.ts";
import { FreshnessReader } from "../../run/freshness.ts";
import { DeskState } from "../../run/state/desk-state.ts";

export type ViewedDesk = {
  readonly system: ActorSystem;
  readonly plan: DeskPlan;
  readonly time: Pick<Time, "now" | "wall">;
  /** Why main has halted trading; null while it has not. */
  readonly haltedBy: () => string | null;
};

/** Main turns whenever it looks, and nobody drains it: a simulated desk is stopped from outside. */
export function simulatedView({ system, plan, time, haltedBy }: ViewedDesk): BeatView {
  const freshness = new FreshnessReader(system, () => plan);
  const state = new DeskState(system, () => plan, time);
  return {
    draining: false,
    mainBeatAgeMs: 0,
    get halted() {
      return state.haltOf(haltedBy());
    },
    get trading() {
      return haltedBy() === null ? state.trading() : "HALTED";
    },
    actors: () => system.status(),
    freshness: () => freshness.read(),
    record: () => state.record(),
  };
}
