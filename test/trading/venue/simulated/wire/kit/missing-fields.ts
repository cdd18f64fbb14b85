/** Whether an answer has the shape of a published one. */

/** Fields of `theirs` that `ours` has not, or of another type; of lists the first item is compared. */
export function missingFields(theirs: unknown, ours: unknown, at = ""): readonly string[] {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return [at];
    if (theirs.length === 0) return [];
    // A candle is a list of values, each with a type of its own.
    if (new Set(theirs.map((item) => typeof item)).size > 1) {
      return theirs.flatMap((item, index) => missingFields(item, ours[index], `${at}[${index}]`));
    }
    return ours.length === 0 ? [`${at}[0]`] : missingFields(theirs[0], ours[0], `${at}[0]`);
  }
  if (isObject(theirs)) {
    if (!isObject(ours)) return [at];
    // Some recordings lost a name.
    const named = Object.entries(theirs).filter(([name]) => name !== "");
    return named.flatMap(([name, value]) =>
      name in ours ? missingFields(value, ours[name], `${at}.${name}`) : [`${at}.${name}`],
    );
  }
  return typeof theirs === typeof ours ? [] : [at];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
