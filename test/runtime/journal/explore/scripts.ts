/** Scripts of a journal: all short ones, and long ones by a seed. */
import type { Prng } from "../../../../src/core/prng.ts";
import { OPERATIONS, type Operation } from "./written.ts";

/** All scripts of 1 to `length` operations, shorter ones first. */
export function allScripts(length: number): readonly (readonly Operation[])[] {
  let longest: readonly (readonly Operation[])[] = [[]];
  const all: (readonly Operation[])[] = [];
  for (let count = 1; count <= length; count += 1) {
    longest = longest.flatMap((script) => OPERATIONS.map((operation) => [...script, operation]));
    all.push(...longest);
  }
  return all;
}

/** One of 5 to 30 operations: records of both sizes, pieces of preparation, retirement, several lives. */
export function randomScript(prng: Prng): readonly Operation[] {
  return Array.from({ length: prng.between(5, 30) }, () =>
    prng.pick([
      ...(["APPEND", "APPEND", "APPEND", "BIG", "BIG", "COMMIT", "COMMIT"] as const),
      ...(["TICK", "ROTATE", "SNAPSHOT", "RETIRE", "KILL", "POWER"] as const),
    ]),
  );
}
