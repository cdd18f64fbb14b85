/** What happens to the actors of a desk, a line each for people. */
import type { SystemEvent } from "../../runtime/supervisor/system-event.ts";
import { pullKillSwitch } from "../run/end/kill-switch.ts";
import type { RunningDesk } from "../run/running-desk.ts";
import type { Output } from "./output.ts";

/** Where an actor last threw, as its supervisor knows it. */
function atOf({ actor }: SystemEvent, desk: RunningDesk | null): string | null {
  return desk?.actors().find(({ name }) => name === actor)?.at ?? null;
}

/** ` at file:line:column`, or nothing. */
export function placed(at: string | null): string {
  return at === null ? "" : ` at ${at}`;
}

/** Says what happened, and remembers in `desk` what ends it. Null before it is up. */
export function tellEvent(event: SystemEvent, desk: RunningDesk | null, output: Output): undefined {
  switch (event.kind) {
    case "READY":
      if (event.incarnation > 1) output.note(`ready ${event.actor} (life ${event.incarnation})`);
      return;
    case "DIED":
      output.note(
        `died  ${event.actor}: ${event.reason}${placed(atOf(event, desk))}; again in ${event.restartInMs} ms`,
      );
      return;
    case "QUARANTINED":
      output.note(`down  ${event.actor}: quarantined after ${event.reason}`);
      return;
    case "SWAPPED": {
      const { actor, incarnation, pauseMs } = event;
      output.note(`swap  ${actor} (life ${incarnation}), paused ${pauseMs.toFixed(1)} ms`);
      return;
    }
    case "DECLINED":
      output.note(`down  ${event.actor}: ${event.reason}`);
      return;
    case "GAVE_UP":
      output.note(`ends  ${event.actor}: gave up on ${event.reason}`);
      return;
    case "WARNED":
      output.note(`late  ${event.actor}: ${event.text}`);
      return;
    case "DEAD_LETTER":
      output.note(`lost  ${event.actor === "" ? "" : `${event.actor}: `}${event.text}`);
      return;
    default:
      output.note(`halt  ${event.actor}: ${event.kind.toLowerCase()} after ${event.reason}`);
      if (desk === null) return;
      desk.escalated ??= `${event.actor}: ${event.reason}`;
      pullKillSwitch(desk.system, desk.plan, "kill switch");
      desk.hasGivenUp ||= event.kind === "ESCALATED";
      desk.hasStuckThread ||= event.kind === "UNKILLABLE";
  }
}
