/**
 * An actor's state as JSON can show it: maps and sets as lists, instances of classes with their public
 * fields and their names, what JSON has no word for as text.
 */

const DEPTH_MAX = 12;
const ITEMS_MAX = 1_000;

/** Returns plain data. Long lists are cut, and say so. */
export function plainState(value: unknown, depth = 0): unknown {
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "function") return `[function ${value.name}]`;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return "[deeper]";
  if (value instanceof Map) {
    return { map: listOf([...value], depth) };
  }
  if (value instanceof Set) return { set: listOf([...value], depth) };
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return listOf(value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  const fields = Object.entries(value).map(([name, field]) => [name, plainState(field, depth + 1)]);
  return { ...(isPlain ? {} : { class: value.constructor.name }), ...Object.fromEntries(fields) };
}

function listOf(values: readonly unknown[], depth: number): readonly unknown[] {
  const shown = values.slice(0, ITEMS_MAX).map((one) => plainState(one, depth + 1));
  return values.length > ITEMS_MAX ? [...shown, `[${values.length - ITEMS_MAX} more]`] : shown;
}
