/** The way to a value in a TOML file, and how people write it. */

export type Path = readonly (string | number)[];

/** Returns `path` as dotted keys: bare where TOML allows it, quoted otherwise. */
export function pathText(path: Path): string {
  return path.map((step, index) => stepText(step, index === 0)).join("");
}

function stepText(step: string | number, first: boolean): string {
  if (typeof step === "number") return `[${step}]`;
  const key = /^[A-Za-z0-9_-]+$/.test(step) ? step : JSON.stringify(step);
  return first ? key : `.${key}`;
}

/** Returns the value at `path`, or undefined where a step is missing. */
export function valueAt(values: unknown, path: Path): unknown {
  let value = values;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
