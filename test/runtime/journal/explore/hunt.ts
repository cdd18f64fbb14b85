/** Looks for a violation, the likely places first. */
import { Prng } from "../../../../src/core/prng.ts";
import { failureOf } from "../kit/model-disk.ts";
import type { Stale } from "./crash-images.ts";
import { Explorer, type FailingCall } from "./explorer.ts";
import { allScripts, randomScript } from "./scripts.ts";
import type { Open, Operation } from "./written.ts";

export type Hunted = {
  /** Null when nothing was found. */
  readonly violation: string | null;
  /** Images that were looked at. */
  readonly states: number;
};

/** Segments and snapshots enough that several segments are retired at once. */
const RETIRING: readonly Operation[] = [
  ...(["BIG", "ROTATE", "BIG", "ROTATE", "BIG", "SNAPSHOT", "BIG", "SNAPSHOT", "RETIRE"] as const),
];
/** A group of many sectors, which a crash may tear in any way. */
const TEARING: readonly Operation[] = ["APPEND", "BIG", "APPEND", "BIG", "COMMIT"];
/** Scripts of which each call is made to fail. */
const FAILING: readonly (readonly Operation[])[] = [
  ["APPEND", "COMMIT", "BIG", "COMMIT"],
  ["APPEND", "ROTATE", "APPEND", "COMMIT"],
];
const CALLS_MAX = 70;
/** A life whose sync of the folder fails, and one behind it that does not know of it. */
const LIVES: readonly Operation[] = ["APPEND", "COMMIT", "KILL", "KILL"];
const FOLDER_SYNCS_MAX = 6;

/** Every short script, the places where a fault is likely, then long scripts in which calls fail. */
export function hunt(open: Open, stale: Stale, seed: number, statesMax: number): Hunted {
  const common = { open, stale, seed };
  const explorer = new Explorer({ ...common, imagesMax: 16, interruptedOneIn: 10 });
  const tearing = new Explorer({ ...common, imagesMax: 100, interruptedOneIn: 2 });
  const prng = new Prng(seed);
  let violation: string | null = null;
  try {
    for (const script of allScripts(2)) explorer.run(script, script.length - 1);
    explorer.run(RETIRING, RETIRING.length - 1);
    tearing.run(TEARING, TEARING.length - 1);
    for (const script of FAILING) {
      for (let at = 1; at <= CALLS_MAX; at += 1) explorer.run(script, script.length, onceAt(at));
    }
    for (let at = 1; at <= FOLDER_SYNCS_MAX; at += 1) {
      tearing.run(LIVES, LIVES.length - 1, onceAt(at, "syncFolder"));
    }
    while (explorer.states < statesMax) {
      const script = randomScript(prng);
      const at = prng.between(30, 300);
      explorer.run(script, prng.between(0, script.length - 1), prng.pick([null, onceAt(at)]));
    }
  } catch (error) {
    // An assertion of the files under test is a violation, too.
    violation = error instanceof Error ? error.message : String(error);
  }
  return { violation, states: explorer.states + tearing.states };
}

/** The call of that number fails; of one kind of calls only when it is said. */
function onceAt(at: number, kind: string | null = null): FailingCall {
  let calls = 0;
  return {
    fail(call) {
      if (kind !== null && call !== kind) return;
      calls += 1;
      if (calls === at) throw failureOf("EIO");
    },
  };
}
