/**
 * A scenario played against the exchange in one of the ways in which it could go: what arrives at the
 * gateway arrives in an order that somebody chooses, twice if told so, and the gateway may die.
 */
import { GatewayWorld } from "./gateway-world.ts";

/** One thing that happens: an order, a cancel, somebody else's trade. */
export type Step = (world: GatewayWorld) => void;

export type Scenario = {
  /** As the design's list of scenarios has it. */
  readonly id: string;
  readonly title: string;
  /** Steps of one playing. */
  steps(): readonly Step[];
  /** What must be so in every way that it goes without a crash. */
  check(world: GatewayWorld): void;
};

/** Which of `count` things comes next. */
export type Chooser = (count: number) => number;

export type Way = {
  readonly choose?: Chooser;
  readonly isDoubled?: boolean;
  /** Counted from the first step: the gateway dies in it, and what it says is not published. */
  readonly crashAtFlush?: number;
  /** Counted likewise: it dies behind so many arrivals, all of it said. */
  readonly crashBehind?: number;
};

/** First what arrives, the oldest first, then the next step. */
const IN_ORDER: Chooser = () => 0;

/** Returns the world when all has settled. */
export function playScenario(
  scenario: Scenario,
  { choose = IN_ORDER, isDoubled = false, crashAtFlush, crashBehind }: Way = {},
): GatewayWorld & { readonly flushesOfSteps: number; readonly arrivals: number } {
  const world = new GatewayWorld().settle();
  world.isDoubled = isDoubled;
  const before = world.flushes;
  if (crashAtFlush !== undefined) world.crashAtFlush = before + crashAtFlush;
  const steps = [...scenario.steps()];
  let arrivals = 0;
  const arrive = () => {
    if (arrivals === crashBehind) world.crash();
    arrivals += 1;
  };
  for (;;) {
    const ways = [
      ...world.answers.map((_, at) => () => world.deliver(world.answers.splice(at, 1)[0])),
      ...(world.events.length > 0 ? [() => world.deliver(world.events.shift())] : []),
    ];
    const count = ways.length + (steps.length > 0 ? 1 : 0);
    if (count === 0) break;
    const chosen = choose(count);
    const way = ways[chosen];
    if (way === undefined) takeStep(world, steps);
    else {
      arrive();
      // It may have died with what was on its way.
      if (world.answers.length + world.events.length > 0) way();
    }
  }
  world.crashAtFlush = Number.NaN;
  const flushesOfSteps = world.flushes - before;
  world.fate = () => "DONE";
  world.release();
  world.rest();
  return Object.assign(world, { flushesOfSteps, arrivals });
}

/** An order leaves only from a gateway that is settled: a restarted one needs its moment. */
function takeStep(world: GatewayWorld, steps: Step[]): undefined {
  if (world.crashes > 0) world.until(() => world.core.isSettled, 60);
  steps.shift()?.(world);
}

/** All orders of arrival, one after the other, up to `max`. Returns whether these were all. */
export function everyOrder(max: number, play: (choose: Chooser) => undefined): boolean {
  let prefix: number[] = [];
  for (let played = 0; played < max; played += 1) {
    const taken: { chosen: number; readonly count: number }[] = [];
    play((count) => {
      const chosen = prefix[taken.length] ?? 0;
      taken.push({ chosen, count });
      return chosen;
    });
    while (taken.length > 0) {
      const last = taken[taken.length - 1];
      if (last !== undefined && last.chosen + 1 < last.count) break;
      taken.pop();
    }
    if (taken.length === 0) return true;
    prefix = taken.map(({ chosen }) => chosen);
    prefix[prefix.length - 1] = (prefix.at(-1) ?? 0) + 1;
  }
  return false;
}
