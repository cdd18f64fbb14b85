/**
 * Which faults a seed has, and when. Each class of them is on or off for a seed (swarm testing: a
 * fault that is always there hides others), and then its faults come at random times.
 *
 * A plan is plain data: a part of it is a plan too, so a failing one shrinks.
 */
import { Prng } from "../../../core/prng.ts";

/** Classes of faults, each with the kinds of faults that it draws from. */
export const FAULT_CLASSES = {
  death: [
    "KILL",
    "KILL_UNREAD",
    "KILL_AGAIN_AND_AGAIN",
    "DIE_BEFORE_HANDLER",
    "DIE_AFTER_HANDLER",
    "VANISH_WITH_ZERO",
  ],
  stuck: ["STAND_STILL", "NATIVE_CALL"],
  slow: ["SLOW_HANDLERS", "PAUSE", "LONG_PAUSE", "FULL_TOPIC"],
  freeze: ["FREEZE", "BLOCK_MAIN"],
  clock: ["STEP_WALL"],
  network: ["CUT", "HALF_OPEN", "BAD_WEATHER", "LOSE_HTTP", "SKIP_FRAMES"],
  disk: ["SHORT_WRITES", "NO_SPACE", "IO_ERROR"],
  process: ["CRASH", "CRASH_TWICE", "LOSE_POWER"],
  change: ["RECONFIGURE", "RESTART", "SWAP", "SUSPEND", "HOLD", "HALVE_LIMITS", "REMOVE_AND_ADD"],
  strategy: ["THROW", "THROW_BEHIND", "SPIN", "FLOOD", "NAN", "REPEAT", "LATE", "BLIND"],
} as const;

export type FaultClass = keyof typeof FAULT_CLASSES;
export type FaultKind = (typeof FAULT_CLASSES)[FaultClass][number];

/** One fault at one moment. */
export type Fault = {
  /** Place in the whole plan of its seed: how a part of it is named. */
  readonly number: number;
  /** Since the desk was first ready. Milliseconds. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** What else is drawn of it: whom it meets, and how hard. */
  readonly seed: number;
};

export type FaultPlan = {
  readonly seed: number;
  readonly classes: readonly FaultClass[];
  /** How long faults come. Milliseconds. */
  readonly spanMs: number;
  /** Whether topics of those that order are as small as they may be. */
  readonly hasSmallTopics: boolean;
  readonly faults: readonly Fault[];
};

/** Mean time between two faults, drawn once for a seed. Milliseconds. */
const BETWEEN_MS = { low: 150, high: 2_500 };

/** @param spanMs How long faults come. Milliseconds. */
export function drawPlan(seed: number, spanMs: number): FaultPlan {
  const random = new Prng(Math.imul(seed, 0x9e3779b1) ^ 0x51_7cc1);
  const classes = (Object.keys(FAULT_CLASSES) as FaultClass[]).filter(() => random.unit() < 0.5);
  const hasSmallTopics = random.unit() < 0.3;
  const meanMs = random.between(BETWEEN_MS.low, BETWEEN_MS.high);
  const faults: Fault[] = [];
  for (let atMs = 0; classes.length > 0; ) {
    atMs += -Math.log(1 - random.unit()) * meanMs;
    if (!(atMs < spanMs)) break;
    const kinds: readonly FaultKind[] = FAULT_CLASSES[random.pick(classes)];
    const number = faults.length;
    faults.push({ number, atMs, kind: random.pick(kinds), seed: random.between(0, 2 ** 31) });
  }
  return { seed, classes, spanMs, hasSmallTopics, faults };
}

/** The same seed with only those faults. */
export function onlyFaults(plan: FaultPlan, numbers: readonly number[]): FaultPlan {
  return { ...plan, faults: plan.faults.filter(({ number }) => numbers.includes(number)) };
}
