/** "Did you mean": the nearest of the known names, when it is near enough to be a slip. */

/** Most edits at which a name is still taken for a slip of another. */
const EDITS_MAX = 2;

/**
 * Returns the one of `names` that is nearest to `given`, at most two edits away, or null.
 *
 * @example
 * nearest("halfSpred", ["halfSpread", "clip"]); // => "halfSpread"
 */
export function nearest(given: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let bestEdits = Math.min(EDITS_MAX, given.length - 1) + 1;
  for (const name of names) {
    const edits = editsBetween(given.toLowerCase(), name.toLowerCase());
    if (edits < bestEdits) {
      best = name;
      bestEdits = edits;
    }
  }
  return best;
}

/** Returns the sentence that suggests the nearest of `names`, or lists them when none is near. */
export function suggestion(given: string, names: readonly string[]): readonly string[] {
  const near = nearest(given, names);
  if (near !== null) return [`did you mean \`${near}\`?`];
  if (names.length === 0 || names.length > 16) return [];
  return [`one of ${names.map((name) => `\`${name}\``).join(", ")}`];
}

/** Levenshtein's distance: single characters put in, taken out or replaced. */
function editsBetween(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replace = (above[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const put = (current[column - 1] ?? 0) + 1;
      const take = (above[column] ?? 0) + 1;
      current.push(Math.min(replace, put, take));
    }
    above = current;
  }
  return above[right.length] ?? 0;
}
