/** Waits for a condition instead of a time: a test that sleeps is either slow or flaky. */

/** Longest wait before the test fails with what it waited for. Milliseconds. */
const DEADLINE_MS = 20_000;
const LOOK_MS = 5;

/** Resolves once `condition` holds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
