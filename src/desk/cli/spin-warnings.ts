/** What a desk that asks to spin will not get on this machine. */
import { spinRulesOf } from "../../runtime/ring/spin-tokens.ts";
import type { ActorPlan, DeskPlan } from "../config/desk-plan.ts";

/** Returns why a thread that asks to spin will park; nothing when all may spin. */
export function spinWarningsOf(plan: DeskPlan, cores: number): readonly string[] {
  const { tokens } = spinRulesOf(cores, plan.spinTokensMax);
  const askers = plan.actors.filter(({ idle }) => idle === "spin");
  const threads = new Set(askers.map(threadOf)).size;
  if (threads <= tokens) return [];
  const names = askers.map(({ name }) => name).join(", ");
  const count = threads === 1 ? "1 thread" : `${threads} threads`;
  const reason = whyNoMore(cores, plan.spinTokensMax);
  const end = tokens === 0 ? "it parks" : "who comes last parks";
  return [
    `${count} asked to spin when idle (${names}), and ${tokens} may: ${reason}; ${threads > 1 && tokens === 0 ? "they park" : end}`,
  ];
}

/** Actors without a thread's name have one of their own. */
function threadOf({ name, thread }: ActorPlan): string {
  return thread === null ? `actor ${name}` : `thread ${thread}`;
}

function whyNoMore(cores: number, tokensMax: number | null): string {
  if (tokensMax !== null && tokensMax < cores - 2) return `spinTokensMax is ${tokensMax}`;
  if (cores === 3 && tokensMax === null) {
    return "on 3 cores nobody spins unless desk.toml says spinTokensMax = 1 in [runtime]";
  }
  return `of ${cores} cores two stay for the others`;
}
