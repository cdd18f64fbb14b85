/**
 * The environment of a desk or an exchange that a test starts: it ends in order when the process of the
 * test is gone, as below a runner, so that tests that are killed leave nobody behind.
 *
 * It is handed to each of them by name: what a test changes in its own environment Bun hands to nobody.
 */
export function watchedEnvironment(): Record<string, string | undefined> {
  return { ...process.env, npm_lifecycle_event: "test" };
}
