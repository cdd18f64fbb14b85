/**
 * Who may spin: a token is a word of shared memory with the bell line of its holder, so that main
 * can give back what a dead worker held.
 *
 * ```text
 *   line of facts, written by main           lines of tokens
 *   0 cores   1 tokens   2 bell lines used   holder's bell line + 1, or 0: free
 * ```
 *
 * A spinner also counts who else runs: with more runnable workers than cores a thread that spins
 * takes the core of one that has work. The sum is a sample by plain loads; a spinner takes it once
 * each time it gave its event loop a turn, and one sample that is wrong costs one such turn.
 *
 * Invariant: a worker holds at most one token, and a token has at most one holder.
 */
import { assert } from "../../core/assert.ts";
import { isAwakeAt } from "./doorbell.ts";
import { bellIndex, livesIndex, spinIndex, tokenIndex, WORKERS_MAX } from "./lines.ts";

const CORES = spinIndex();
const TOKENS = CORES + 1;
const LINES_USED = CORES + 2;
const FREE = 0;
const DEAD = 0;
const LIVES = 1;

/** Up to here a desk that does not say otherwise spins nowhere. Cores. */
const QUIET_CORES = 3;

/** How much a desk may spin on its machine. */
export type SpinRules = {
  /** That the threads of this process may use. */
  readonly cores: number;
  /** Threads that may spin at once, 0 to 128. */
  readonly tokens: number;
};

/**
 * Returns the rules of a machine with `cores`: two of them stay for main and for whoever does not
 * spin, and with three or fewer nobody spins unless the desk says so.
 *
 * @param tokensMax What the desk says; null when it says nothing.
 */
export function spinRulesOf(cores: number, tokensMax: number | null): SpinRules {
  const free = Math.max(0, cores - 2);
  const wanted = tokensMax ?? (cores <= QUIET_CORES ? 0 : free);
  return { cores, tokens: Math.min(wanted, free, WORKERS_MAX) };
}

/** Main, once, before any thread. */
export function grantSpinTokens(words: Int32Array, { cores, tokens }: SpinRules): undefined {
  assert(
    tokens >= 0 && tokens <= WORKERS_MAX,
    `spin tokens are 0 to 128: current value is ${tokens}`,
  );
  Atomics.store(words, CORES, cores);
  Atomics.store(words, TOKENS, tokens);
}

/** Takes a token for the worker of `line`. False when all are held by others. */
export function takeSpinToken(words: Int32Array, line: number): boolean {
  if (holdsSpinToken(words, line)) return true;
  const tokens = Atomics.load(words, TOKENS);
  for (let token = 0; token < tokens; token += 1) {
    const index = tokenIndex(token);
    if (Atomics.compareExchange(words, index, FREE, line + 1) === FREE) return true;
  }
  return false;
}

/** Gives back the token of the worker of `line`: itself, or main when it is dead. False: it had none. */
export function releaseSpinToken(words: Int32Array, line: number): boolean {
  const tokens = Atomics.load(words, TOKENS);
  for (let token = 0; token < tokens; token += 1) {
    const index = tokenIndex(token);
    if (Atomics.compareExchange(words, index, line + 1, FREE) === line + 1) return true;
  }
  return false;
}

/** Whether the worker of `line` holds a token. */
export function holdsSpinToken(words: Int32Array, line: number): boolean {
  const tokens = Atomics.load(words, TOKENS);
  for (let token = 0; token < tokens; token += 1) {
    if (Atomics.load(words, tokenIndex(token)) === line + 1) return true;
  }
  return false;
}

/** Main, around each life of the worker of `line`. */
export function setWorkerLives(words: Int32Array, line: number, lives: boolean): undefined {
  Atomics.store(words, livesIndex(line), lives ? LIVES : DEAD);
  if (!(Atomics.load(words, LINES_USED) > line)) Atomics.store(words, LINES_USED, line + 1);
}

/** Whether every worker that does not sleep has a core. */
export function hasCoreForEach(words: Int32Array): boolean {
  // Plain: an atomic load would take the bells' lines from the writers that look at them.
  const lines = words[LINES_USED] ?? 0;
  let runnable = 0;
  for (let line = 0; line < lines; line += 1) {
    if (words[livesIndex(line)] === LIVES && isAwakeAt(words, bellIndex(line))) runnable += 1;
  }
  return runnable <= (words[CORES] ?? 0);
}
