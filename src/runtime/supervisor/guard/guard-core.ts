/**
 * What a guard does about the process that it keeps alive: a state machine on the caller's clock,
 * without a process in it.
 *
 * The guard discounts its own lateness: a child is late only by time in which the guard itself
 * looked regularly. After a sleep of the machine, or a stop of both, nobody is killed.
 *
 * Invariant: at most one life at a time, and none after the end.
 */
import { Watchdog } from "../watchdog/watchdog.ts";
import type { ChildReport } from "./child-report.ts";
import { type BudgetRules, LifeBudget } from "./life-budget.ts";

/** How often the guard looks. Milliseconds. */
export const GUARD_TICK_MS = 250;

export type GuardRules = BudgetRules & {
  /** Silence of the child's main thread that people hear of. Milliseconds. */
  readonly warnMs: number;
  /** Longest silence of the child's main thread. Milliseconds. */
  readonly lateMs: number;
  /** The same before its first word: a process loads its code. Milliseconds. */
  readonly firstWordMs: number;
  /** From a forwarded stop to the kill. Milliseconds. */
  readonly stopMs: number;
  /** Whether a process that ends with this code means it, and is not started again. */
  readonly isFinal: (exit: number) => boolean;
};

/** How a life ended: with a code of its own, or by a signal. */
export type LifeEnd = { readonly exit: number } | { readonly signal: string };

/** What the shell does. */
export type GuardEffect =
  /** Start life number `life`, from 1. `folder` is that of the life before, if it named one. */
  | { readonly kind: "START"; readonly life: number; readonly folder: string | null }
  | { readonly kind: "KILL"; readonly reason: string }
  | { readonly kind: "FORWARD"; readonly signal: string }
  | { readonly kind: "TELL"; readonly text: string }
  /** The guard ends with this code; `spent` says that it gave up, and why. */
  | { readonly kind: "END"; readonly exit: number; readonly spent: string | null };

type Phase = "RUNNING" | "PAUSED" | "ENDED";

const NAME = "child";

/** Numbers of the signals that end processes; what a shell adds to 128. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGSYS: 31,
};

/** The codes of who was asked for the end by SIGHUP, SIGINT or SIGTERM, also when they reached the child alone. */
const STOPPED: readonly number[] = [129, 130, 143];

/**
 * The exit code of a life as a shell has it.
 *
 * ```ts
 * exitCodeOf({ exit: 3 }) // => 3
 * exitCodeOf({ signal: "SIGSEGV" }) // => 139
 * ```
 */
export function exitCodeOf(end: LifeEnd): number {
  return "exit" in end ? end.exit : 128 + (SIGNAL_NUMBERS[end.signal] ?? 0);
}

export class GuardCore {
  readonly #rules: GuardRules;
  readonly #budget: LifeBudget;
  readonly #watchdog = new Watchdog(GUARD_TICK_MS);
  #phase: Phase = "PAUSED";
  #life = 0;
  #words = 0;
  #wasReady = false;
  /** The end was asked for, or begun: whatever end comes is the last. */
  #isDraining = false;
  #folder: string | null = null;
  #lastExit = 0;
  /** Why the child of this life was killed by the guard; null while it was not. */
  #killedFor: string | null = null;
  /** Looks since a stop was forwarded: time in which the guard did not look is not the child's. */
  #stopTicks = Number.NaN;
  #resumeAtMs = Number.NaN;

  constructor(rules: GuardRules) {
    this.#rules = rules;
    this.#budget = new LifeBudget(rules);
  }

  /** Whether the child's main thread turns, or is not expected to: it pauses, or loads its code. */
  isSound(silentMsMax: number): boolean {
    if (this.#phase === "PAUSED" || this.#words === 0) return this.#phase !== "ENDED";
    return this.#phase === "RUNNING" && this.#watchdog.silentMs(NAME) <= silentMsMax;
  }

  /** The life that runs, or that ran last. */
  get life(): number {
    return this.#life;
  }

  begin(): readonly GuardEffect[] {
    return [this.#start()];
  }

  /** A word of the running life. */
  report(report: ChildReport): undefined {
    this.#words += 1;
    if (report.kind === "READY") this.#wasReady = true;
    if (report.kind === "FOLDER") this.#folder = report.folder;
    if (report.kind === "DRAINING") this.#isDraining = true;
  }

  /** Somebody asks the guard for the end. */
  signal(signal: string): readonly GuardEffect[] {
    if (this.#phase === "ENDED") return [];
    if (this.#phase === "PAUSED") return [this.#end(this.#lastExit, null)];
    if (Number.isNaN(this.#stopTicks)) this.#stopTicks = 0;
    this.#isDraining = true;
    return [{ kind: "FORWARD", signal }];
  }

  /** Time passed: `nowMs` is monotonic. `state` names what the kernel says of the child's main thread. */
  tick(nowMs: number, state: string | null): readonly GuardEffect[] {
    if (this.#phase === "PAUSED") {
      return this.#life > 0 && nowMs >= this.#resumeAtMs ? [this.#start()] : [];
    }
    if (this.#phase === "ENDED") return [];
    const { warnMs, lateMs, firstWordMs } = this.#rules;
    const limits = this.#words === 0 ? { warnMs, lateMs: firstWordMs } : { warnMs, lateMs };
    const watched = { name: NAME, heartbeat: this.#words, ...limits };
    const [rung] = this.#watchdog.tick([watched], nowMs);
    this.#stopTicks += 1;
    if (this.#killedFor !== null) return [];
    if (rung !== undefined && rung.kind !== "SUSPECT") {
      const silentS = (rung.silentMs / 1_000).toFixed(1);
      const text = `its main thread has not beaten for ${silentS} s${state === null ? "" : ` (${state})`}`;
      return rung.kind === "STUCK"
        ? this.#kill(text)
        : [{ kind: "TELL", text: `the desk: ${text}` }];
    }
    if (this.#stopTicks * GUARD_TICK_MS > this.#rules.stopMs) {
      return this.#kill(`it has not stopped within ${this.#rules.stopMs / 1_000} s`);
    }
    return [];
  }

  /** The running life has ended. */
  ended(end: LifeEnd, nowMs: number, random: number): readonly GuardEffect[] {
    const exit = exitCodeOf(end);
    this.#lastExit = exit;
    const isAsked = this.#isDraining || STOPPED.includes(exit);
    if (isAsked || ("exit" in end && this.#rules.isFinal(exit))) return [this.#end(exit, null)];
    const how = this.#killedFor ?? ("exit" in end ? `exit code ${exit}` : end.signal);
    const pause = this.#budget.take(this.#wasReady, nowMs, random);
    if (typeof pause === "string") {
      const text = `the desk ended (${how}), and is not started again: ${pause}`;
      return [{ kind: "TELL", text }, this.#end(exit, pause)];
    }
    this.#phase = "PAUSED";
    this.#resumeAtMs = nowMs + pause;
    const text = `the desk ended (${how}): it is started again in ${pause} ms`;
    return [{ kind: "TELL", text }, ...(pause === 0 ? [this.#start()] : [])];
  }

  #start(): GuardEffect {
    this.#phase = "RUNNING";
    this.#life += 1;
    this.#words = 0;
    this.#wasReady = false;
    this.#killedFor = null;
    this.#watchdog.reset(NAME);
    return { kind: "START", life: this.#life, folder: this.#folder };
  }

  #kill(reason: string): readonly GuardEffect[] {
    this.#killedFor = reason;
    return [{ kind: "KILL", reason }];
  }

  #end(exit: number, spent: string | null): GuardEffect {
    this.#phase = "ENDED";
    return { kind: "END", exit, spent };
  }
}
