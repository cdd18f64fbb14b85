/** Waits for threads that may hang because of the very fault that a test looks for. */

/** No thread that works needs as long. Milliseconds. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 1;

/**
 * Resolves once `condition` holds.
 *
 * @param diagnosis Says who hangs, and on what.
 * @throws {Error} With the diagnosis, when it does not hold in time; the failure is what is
 *   bounded, a success takes as long as it takes.
 */
export async function waitFor(condition: () => boolean, diagnosis: () => string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(diagnosis());
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Some turns of the event loop later: at an instruction that nothing here has chosen. */
export async function waitLooks(looks: number): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
