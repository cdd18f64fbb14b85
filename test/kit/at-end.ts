/**
 * Ends what a test began, after that test. A hook that a shared file of a kit registers itself holds for
 * the first test file only that imports it: so the one hook there is stands in `after-each.ts`, which
 * `bunfig.toml` loads before any test file.
 */

const ends: (() => unknown)[] = [];

/** Does `end` after the test that runs now, the last one first. */
export function atEnd(end: () => unknown): undefined {
  ends.push(end);
}

/** Ends all that was begun. */
export async function endAll(): Promise<undefined> {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
}
