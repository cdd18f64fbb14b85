/** What is looked at before a desk starts: the machine, the runtime, the port. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** The version that this project is made and tested with. */
export const BUN_VERSION = "1.4.5";

/** File descriptors that a desk may need beside three an actor. */
const DESCRIPTORS_BASE = 128;
const DESCRIPTORS_AN_ACTOR = 8;

/** What the machine offers. */
export type Machine = {
  readonly bunVersion: string;
  readonly cores: number;
  /** Most open file descriptors of this process; null where it cannot be read. */
  readonly descriptorsMax: number | null;
};

export type Preflight = {
  /** The desk must not start. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
};

/** Reads what this machine offers. */
export function readMachine(): Machine {
  return {
    bunVersion: Bun.version,
    cores: availableParallelism(),
    descriptorsMax: readDescriptorsMax(),
  };
}

/** Judges `machine` for a desk of `actors` actors. Each sentence ends with what to do. */
export function judgeMachine(machine: Machine, actors: number): Preflight {
  const errors: string[] = [];
  const warnings: string[] = [];
  const { bunVersion, cores, descriptorsMax } = machine;
  if (bunVersion !== BUN_VERSION) {
    const sentence = `Bun must be ${BUN_VERSION}: this is ${bunVersion}; run \`bun install\` and use \`bun run\`, which takes the pinned one`;
    const sameLine = bunVersion.split(".")[0] === BUN_VERSION.split(".")[0];
    (sameLine ? warnings : errors).push(sentence);
  }
  const descriptors = DESCRIPTORS_BASE + DESCRIPTORS_AN_ACTOR * actors;
  if (descriptorsMax !== null && !(descriptorsMax >= descriptors)) {
    errors.push(
      `the limit of open files must be >= ${descriptors} for ${actors} actors: it is ${descriptorsMax}; run \`ulimit -n ${Math.max(4_096, descriptors)}\``,
    );
  }
  if (actors + 1 > cores) {
    warnings.push(
      `${actors} actors and the main thread share ${cores} cores: latencies include waiting for a core`,
    );
  }
  return { errors, warnings };
}

/** Returns the soft limit of open files from the text of `/proc/self/limits`. */
export function descriptorsMaxIn(limits: string): number | null {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(limits) ?? [];
  if (soft === undefined) return null;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

function readDescriptorsMax(): number | null {
  try {
    return descriptorsMaxIn(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    // Not Linux: the limit is not known, and is not judged.
    return null;
  }
}
