/** Runs the simulation of a planted fault, in a process of its own, until a seed fails. */
import { deskOf, type Mutant } from "./mutant.ts";
import { plant } from "./mutated-project.ts";

/** Seeds within which a fault has to be found. */
export const SEEDS_MAX = 500;
/** A simulation that comes to no end is given up after it. Milliseconds. */
const PATIENCE_MS = 400_000;

/** What came of it. */
export type Catch = {
  /** The first seed that fails, which is also how many it took; null when none did. */
  readonly seed: number | null;
  readonly judge: string;
  readonly text: string;
  /** Wall time. Milliseconds. */
  readonly tookMs: number;
};

/** What `sim --json` prints, as far as it is read. */
type Printed = {
  readonly data?: {
    readonly failing?: readonly { readonly seed: number; judge: string; text: string }[];
  };
};

/** Seeds from 1 on. */
export async function hunt(
  mutant: Pick<Mutant, "edits" | "desk">,
  seeds = SEEDS_MAX,
): Promise<Catch> {
  using project = plant(mutant);
  const beganAt = Bun.nanoseconds();
  const given = [deskOf(mutant), "--seeds", `${seeds}`, "--first", "--json"];
  const child = Bun.spawn([process.execPath, "src/desk/cli/main.ts", "sim", ...given], {
    cwd: project.folder,
    stdout: "pipe",
    stderr: "pipe",
    timeout: PATIENCE_MS,
  });
  const [printed, said] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  const tookMs = (Bun.nanoseconds() - beganAt) / 1e6;
  const result = parse(printed);
  if (result?.data?.failing === undefined) {
    throw new Error(
      `the simulation ended with ${child.exitCode} and no result: ${said.slice(-2_000)}`,
    );
  }
  const [failing] = result.data.failing;
  return {
    seed: failing?.seed ?? null,
    judge: failing?.judge ?? "",
    text: failing?.text ?? "",
    tookMs,
  };
}

function parse(printed: string): Printed | null {
  try {
    return JSON.parse(printed) as Printed;
  } catch {
    return null;
  }
}
