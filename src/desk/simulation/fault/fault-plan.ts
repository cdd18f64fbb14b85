/**
 * Which faults a seed has, and when. Each class of them is on or off for a seed (swarm testing: a
 * fault that is always there hides others), and then its faults come at random times.
 *
 * A plan is plain data: a part of it is a plan too, so a failing one shrinks.
 */
import { Prng } from "../../../core/prng.ts";
import { FAULT_KINDS } from "../../../trading/venue/simulated/fault/fault.ts";
import { type DeskForm, drawDeskForm } from "../form/desk-form.ts";

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

/**
 * Faults of an exchange that the desk runs itself, beside the others: they are drawn apart, so that a
 * desk without one has the same plan. Also what stays: another listing, a delisting, another tick.
 */
export const EXCHANGE_FAULTS = FAULT_KINDS.map((kind) => `EXCHANGE_${kind}` as const);

export type FaultClass = keyof typeof FAULT_CLASSES;
export type ExchangeFaultKind = (typeof EXCHANGE_FAULTS)[number];
/** What is done to the desk and its machine. */
export type DeskFaultKind = (typeof FAULT_CLASSES)[FaultClass][number];
export type FaultKind = DeskFaultKind | ExchangeFaultKind;

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
  /** What of the desk itself is drawn. */
  readonly form: DeskForm;
  readonly faults: readonly Fault[];
};

/** Mean time between two faults, drawn once for a seed. Milliseconds. */
const BETWEEN_MS = { low: 150, high: 2_500 };

/** Of the seeds of a desk with an exchange, so many have faults there. */
const EXCHANGE_FRACTION = 0.75;

export type PlanOptions = {
  readonly seed: number;
  /** How long faults come. Milliseconds. */
  readonly spanMs: number;
  /** Whether the desk runs an exchange itself. */
  readonly hasExchange: boolean;
};

export function drawPlan({ seed, spanMs, hasExchange }: PlanOptions): FaultPlan {
  const plan = drawDeskPlan(seed, spanMs);
  if (!hasExchange) return plan;
  const random = new Prng(Math.imul(seed, 0x85eb_ca6b) ^ 0x2545);
  if (random.unit() >= EXCHANGE_FRACTION) return plan;
  const meanMs = random.between(BETWEEN_MS.low, BETWEEN_MS.high);
  const faults = [...plan.faults];
  // A seed has a few kinds of them: all at once would hide each other.
  const kinds = EXCHANGE_FAULTS.filter(() => random.unit() < 0.4);
  for (let atMs = 0; kinds.length > 0; ) {
    atMs += -Math.log(1 - random.unit()) * meanMs;
    if (!(atMs < spanMs)) break;
    const number = faults.length;
    faults.push({ number, atMs, kind: random.pick(kinds), seed: random.between(0, 2 ** 31) });
  }
  return { ...plan, faults };
}

function drawDeskPlan(seed: number, spanMs: number): FaultPlan {
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
  return { seed, classes, spanMs, hasSmallTopics, form: drawDeskForm(seed), faults };
}

/** The same seed with only those faults. */
export function onlyFaults(plan: FaultPlan, numbers: readonly number[]): FaultPlan {
  return { ...plan, faults: plan.faults.filter(({ number }) => numbers.includes(number)) };
}
