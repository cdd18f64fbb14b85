/**
 * The kill switch: nothing new leaves, and whatever works is cancelled. It works without risk, so
 * also when risk is what died: main does not trade, but it can hold the gateways.
 *
 * The latch is main's word in each gateway's control block, which outlives the gateway's lives and
 * which only a resume by name takes back. Nobody sets risk's board but risk.
 */
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";

type Killed = Pick<ActorSystem, "hold" | "restart" | "status">;

/** One whose restart was due when its supervisor gave up has been laid down as STOPPED. */
const DOWN: ReadonlySet<string> = new Set([
  "QUARANTINED",
  "BACKOFF",
  "STOPPED",
  "ENDED",
  "DECLINED",
]);

/**
 * Tells every execution to cancel. One that is down is started once more, to cancel what its boards
 * say is open; it takes no order in that life either.
 */
export function pullKillSwitch(system: Killed, plan: DeskPlan, reason: string): undefined {
  const executions = plan.actors.filter(({ kind }) => kind === "execution");
  for (const { name } of executions) system.hold(name, "CANCEL");
  const status = system.status().filter(({ phase }) => DOWN.has(phase));
  const down = new Set(status.map(({ name }) => name));
  for (const { name } of executions) if (down.has(name)) void system.restart(name, reason);
}
