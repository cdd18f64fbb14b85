/**
 * Finds few faults of a failing seed that fail in the same way: leaves out ever smaller parts of them,
 * and keeps what still fails (delta debugging).
 */
import { type FaultPlan, onlyFaults } from "./fault/fault-plan.ts";
import type { Violation } from "./judge/judge.ts";

/** Runs that a search may take. */
export const SHRINK_RUNS_MAX = 200;

/**
 * @param plan One that fails.
 * @param run Runs a part of it. Returns the violation, or null.
 * @param onRun Told after each run how many there were, and how many faults are left.
 * @returns the smallest part that was found to fail with the same judge, which may be the whole
 */
export async function shrink(
  plan: FaultPlan,
  violation: Violation,
  run: (part: FaultPlan) => Promise<Violation | null>,
  onRun: (runs: number, left: number) => void = () => {},
): Promise<FaultPlan> {
  let runs = 0;
  const fails = async (part: FaultPlan) => {
    runs += 1;
    return (await run(part))?.judge === violation.judge;
  };
  let numbers = plan.faults.map(({ number }) => number);
  let size = Math.ceil(numbers.length / 2);
  while (size >= 1 && runs < SHRINK_RUNS_MAX) {
    let isShorter = false;
    for (let first = 0; first < numbers.length && runs < SHRINK_RUNS_MAX; ) {
      const rest = numbers.filter((_, index) => index < first || index >= first + size);
      if (await fails(onlyFaults(plan, rest))) {
        numbers = rest;
        isShorter = true;
      } else first += size;
      onRun(runs, numbers.length);
    }
    if (size === 1 && !isShorter) break;
    size = isShorter ? Math.min(size, Math.ceil(numbers.length / 2)) : Math.ceil(size / 2);
    if (numbers.length === 0) break;
  }
  return onlyFaults(plan, numbers);
}
