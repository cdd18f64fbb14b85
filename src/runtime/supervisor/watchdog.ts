/**
 * Who is stuck: pure, from the heartbeats as main saw them.
 *
 * The watchdog discounts its own lateness. A child is late only by time in which the watchdog
 * itself looked regularly: after main was blocked or the machine slept, nobody is late.
 */

/** One child as main sees it at a look. */
export type Watched = {
  readonly name: string;
  /** A counter that grows with each beat. */
  readonly heartbeat: number;
  /** Longest time without a beat. Milliseconds. */
  readonly lateMs: number;
};

type Seen = { heartbeat: number; silentMs: number };

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

  /** Returns the names of those who are stuck. */
  tick(children: readonly Watched[], nowMs: number): readonly string[] {
    // A gap between two looks counts as at most two ticks; before the first look there is none.
    const gapMs = nowMs - this.#lastTickMs;
    const elapsedMs = gapMs > 0 ? Math.min(gapMs, this.#tickMs * 2) : 0;
    this.#lastTickMs = nowMs;
    return children.filter((child) => this.#isLate(child, elapsedMs)).map(({ name }) => name);
  }

  #isLate({ name, heartbeat, lateMs }: Watched, elapsedMs: number): boolean {
    const seen = this.#seen.get(name);
    if (seen === undefined || seen.heartbeat !== heartbeat) {
      this.#seen.set(name, { heartbeat, silentMs: 0 });
      return false;
    }
    seen.silentMs += elapsedMs;
    return !(seen.silentMs <= lateMs);
  }
}
