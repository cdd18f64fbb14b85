/**
 * Who is late, and how late: pure, from the heartbeats as main saw them.
 *
 * A ladder for each child. Half way to its warning it is suspected, so that somebody looks at its
 * thread once before the warning; then it is late, and at last stuck. Each rung is told once, and a
 * beat sends it back to the ground.
 *
 * The watchdog discounts its own lateness. A child is late only by time in which the watchdog
 * itself looked regularly: after main was blocked, the process was stopped or the machine slept,
 * nobody is late.
 */

/** One child as main sees it at a look. */
export type Watched = {
  readonly name: string;
  /** A counter that grows with each beat. */
  readonly heartbeat: number;
  /** Longest time without a beat that nobody hears of. Milliseconds. */
  readonly warnMs: number;
  /** Longest time without a beat that it survives. Milliseconds. */
  readonly lateMs: number;
};

/** Rungs of the ladder, from the ground. */
const RUNGS = ["SUSPECT", "LATE", "STUCK"] as const;

/** A child has come to a rung. */
export type Rung = {
  readonly kind: (typeof RUNGS)[number];
  readonly name: string;
  /** Without a beat for how long. Milliseconds. */
  readonly silentMs: number;
};

/** `rungs` is the number of those that it has passed. */
type Seen = { heartbeat: number; silentMs: number; rungs: number };

/** Keeps, for each child, how long it has been silent. */
export class Watchdog {
  readonly #tickMs: number;
  readonly #seen = new Map<string, Seen>();
  #lastTickMs = Number.NaN;

  /** @param tickMs How often it is asked. Milliseconds. */
  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** A new life of a child begins: its silence is counted from here. */
  reset(name: string): undefined {
    this.#seen.delete(name);
  }

  /** Without a beat for how long, as far as the watchdog can tell. Milliseconds. */
  silentMs(name: string): number {
    return this.#seen.get(name)?.silentMs ?? 0;
  }

  /**
   * Returns who came to which rung since the last look, the highest one of each.
   *
   * @param nowMs Monotonic milliseconds.
   */
  tick(children: readonly Watched[], nowMs: number): readonly Rung[] {
    // A gap between two looks counts as at most two ticks; before the first look there is none.
    const gapMs = nowMs - this.#lastTickMs;
    const elapsedMs = gapMs > 0 ? Math.min(gapMs, this.#tickMs * 2) : 0;
    this.#lastTickMs = nowMs;
    return children.flatMap((child) => this.#climb(child, elapsedMs));
  }

  #climb(child: Watched, elapsedMs: number): readonly Rung[] {
    const { name, heartbeat } = child;
    const seen = this.#seen.get(name);
    if (seen === undefined || seen.heartbeat !== heartbeat) {
      this.#seen.set(name, { heartbeat, silentMs: 0, rungs: 0 });
      return [];
    }
    seen.silentMs += elapsedMs;
    const rungs = rungsAt(child, seen.silentMs);
    const kind = RUNGS[rungs - 1];
    if (kind === undefined || !(rungs > seen.rungs)) return [];
    seen.rungs = rungs;
    return [{ kind, name, silentMs: seen.silentMs }];
  }
}

/** How many rungs lie at or below `silentMs`. What is not a number is at the top. */
function rungsAt({ warnMs, lateMs }: Watched, silentMs: number): number {
  if (!(silentMs <= lateMs)) return RUNGS.length;
  if (!(silentMs <= warnMs)) return RUNGS.indexOf("LATE") + 1;
  return silentMs <= warnMs / 2 ? 0 : RUNGS.indexOf("SUSPECT") + 1;
}
