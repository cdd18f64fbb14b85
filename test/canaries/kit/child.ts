/** Programs of their own: what Bun does with a whole process cannot be seen from within one. */

/** How a child process ended, and what it said. */
export type Ended = {
  /** Exit code; 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly signal: Bun.Subprocess["signalCode"];
  readonly output: string;
  readonly errors: string;
};

/** Longest that a child may take before it is killed. Milliseconds. */
const DEADLINE_MS = 30_000;

/**
 * Runs the Bun that runs this with the arguments `given`, to its end.
 *
 * @param variables What the program's environment has besides.
 */
export async function runBun(
  given: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = Bun.spawn([process.execPath, ...given], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: DEADLINE_MS,
    killSignal: "SIGKILL",
    // A crash that is provoked is nobody's business.
    env: { ...process.env, BUN_ENABLE_CRASH_REPORTING: "0", DO_NOT_TRACK: "1", ...variables },
  });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, signal: child.signalCode, output, errors };
}
