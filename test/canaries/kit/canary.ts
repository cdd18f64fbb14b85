/**
 * A canary: a test that pins what the installed Bun does, and names the code of ours that stands on
 * it. It fails only when Bun changes, and then says where to look.
 *
 * `docs/bun.md` is the same list for people; `test/canaries/register.test.ts` holds them together.
 */
import { test } from "bun:test";

/** Longest that one canary may take on a machine with much else to do. Milliseconds. */
const DEADLINE_MS = 30_000;
/** The test runner ends nothing that is not over by then: it would say only that time is up. */
const RUNNER_MS = 2 * DEADLINE_MS;

/** Path from the root → what stands there because of the behaviour. The first is named by a failure. */
export type Ours = Readonly<Record<string, string>>;

/**
 * Registers the canary `id`.
 *
 * @param id Kebab-case, unique in the folder, first the topic.
 * @param behaviour What Bun does, as a sentence without its full stop.
 * @param look Throws when Bun does something else.
 */
export function canary(id: string, behaviour: string, ours: Ours, look: () => unknown): undefined {
  const run = async () => {
    const late = Promise.withResolvers<never>();
    const message = `nothing came of it within ${DEADLINE_MS} ms`;
    const timer = setTimeout(() => late.reject(new Error(message)), DEADLINE_MS);
    try {
      await Promise.race([look(), late.promise]);
    } catch (error) {
      throw new Error(alarmOf(behaviour, ours, error), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };
  test(`${id}: ${behaviour}`, run, RUNNER_MS);
}

/** What a failed canary says. */
export function alarmOf(behaviour: string, ours: Ours, error: unknown): string {
  const places = Object.entries(ours).map(([path, how]) => `${path} (${how})`);
  const seen = error instanceof Error ? error.message : String(error);
  return `Bun ${Bun.version} changed: ${behaviour}; see ${places.join(", ")}\n${seen}`;
}
