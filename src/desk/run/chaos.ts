/**
 * Kills a worker every now and then, as a crash would: for the demo, and for tests of a whole desk.
 * Which one is drawn from a seed, so a run can be repeated.
 */
import { Prng } from "../../core/prng.ts";
import type { ActorStatus } from "../../runtime/supervisor/actor-status.ts";

/** What is needed of a desk to be killed in. */
export type ChaosDesk = {
  status(): readonly ActorStatus[];
  /** Ends the actor's thread without a word, and its supervisor decides. */
  kill(name: string, reason: string): boolean;
};

export type ChaosOptions = {
  /** Between two kills. Milliseconds. */
  readonly everyMs: number;
  readonly seed: number;
  /** Told right before each kill. */
  readonly onKill: (name: string) => void;
};

/** How often `demo --chaos` kills. Milliseconds. */
export const CHAOS_EVERY_MS = 20_000;

/** Returns what ends it. */
export function startChaos(desk: ChaosDesk, { everyMs, seed, onKill }: ChaosOptions): () => void {
  const random = new Prng(seed);
  const timer = setInterval(() => {
    const victim = drawVictim(desk.status(), random.unit());
    if (victim === null) return;
    onKill(victim);
    desk.kill(victim, "killed by chaos");
  }, everyMs);
  return () => clearInterval(timer);
}

/**
 * Any actor that runs, each as likely as the others; null when none does.
 *
 * @param unit Uniform in [0, 1).
 */
export function drawVictim(actors: readonly ActorStatus[], unit: number): string | null {
  const running = actors.filter(({ phase }) => phase === "READY");
  return running[Math.floor(unit * running.length)]?.name ?? null;
}
