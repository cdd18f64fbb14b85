/**
 * Reads one table of a file: each value checked, every mistake reported, and what nobody asked for
 * is an unknown key. A mistaken value reads as undefined, so that one pass finds all.
 */

import { suggestion } from "../suggest.ts";
import type { ConfigFile, TomlTable } from "./config-file.ts";
import { isTable } from "./config-file.ts";
import type { Path } from "./path.ts";
import { pathText } from "./path.ts";

export type WholeBounds = {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly fallback: number;
};

export class TableReader {
  readonly file: ConfigFile;
  readonly path: Path;
  readonly #values: TomlTable;
  readonly #known = new Set<string>();

  constructor(file: ConfigFile, path: Path = [], values: TomlTable = file.values) {
    this.file = file;
    this.path = path;
    this.#values = values;
  }

  /** Keys that the file says, in its order. */
  get keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  /** Makes `key` known, and returns what stands there. */
  take(key: string): unknown {
    this.#known.add(key);
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  text(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === "string") return value;
    return this.#refuse(key, `must be text: found ${shown(value)}`, [`example: ${key} = "..."`]);
  }

  /** A text that must be there. */
  needText(key: string, example: string): string | undefined {
    if (this.take(key) === undefined) return this.missing(key, example);
    return this.text(key);
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.take(key) ?? fallback;
    if (typeof value === "boolean") return value;
    this.#refuse(key, `must be true or false: found ${shown(value)}`, []);
    return fallback;
  }

  /** A whole number within its bounds, or its fallback. */
  whole(key: string, bounds: WholeBounds): number {
    const { min, max, unit, fallback } = bounds;
    const value = this.take(key) ?? fallback;
    if (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max) {
      return Number(value);
    }
    this.#refuse(key, `must be a whole number from ${min} to ${max}: found ${shown(value)}`, [
      `default: ${key} = ${fallback} (${unit})`,
    ]);
    return fallback;
  }

  oneOf<const Names extends readonly string[]>(
    key: string,
    names: Names,
    fallback: Names[number],
  ): Names[number] {
    const value = this.take(key) ?? fallback;
    if (typeof value === "string" && names.includes(value)) return value;
    const help = suggestion(String(value), names);
    this.#refuse(key, `must be one of ${names.join(", ")}: found ${shown(value)}`, help);
    return fallback;
  }

  /** A list of texts, or null when the key is not there. */
  texts(key: string, example: string): readonly string[] | null {
    const value = this.take(key);
    if (value === undefined) return null;
    if (Array.isArray(value) && value.every((element) => typeof element === "string")) return value;
    this.#refuse(key, `must be a list of texts: found ${shown(value)}`, [
      `example: ${key} = ${example}`,
    ]);
    return [];
  }

  /** The table under `key`, or null when there is none. */
  table(key: string): TableReader | null {
    const value = this.take(key);
    if (value === undefined) return null;
    if (isTable(value)) return new TableReader(this.file, [...this.path, key], value);
    this.#refuse(key, `must be a table: found ${shown(value)}`, [
      `example: [${pathText([...this.path, key])}]`,
    ]);
    return null;
  }

  /** @param help An example of its value, or all that helps. */
  missing(key: string, help: string | readonly string[]): undefined {
    const path = [...this.path, key];
    const sentences = typeof help === "string" ? [`example: ${key} = ${help}`] : help;
    const message = `${pathText(path)}: missing`;
    this.file.report({ path, part: "KEY", message, help: sentences });
  }

  /** A mistake of the value under `key`, or of one element of it. */
  mistake(at: string | Path, message: string, help: readonly string[] = []): undefined {
    const path = [...this.path, ...(typeof at === "string" ? [at] : at)];
    this.file.report({ path, part: "VALUE", message: `${pathText(path)}: ${message}`, help });
  }

  /** Reports every key that was never taken. */
  close(why: Readonly<Record<string, string>> = {}): undefined {
    for (const key of this.keys) {
      if (this.#known.has(key)) continue;
      const path = [...this.path, key];
      const reason = Object.hasOwn(why, key) ? why[key] : undefined;
      const help = reason === undefined ? suggestion(key, [...this.#known]) : [reason];
      this.file.report({ path, part: "KEY", message: `${pathText(path)}: unknown key`, help });
    }
  }

  #refuse(key: string, message: string, help: readonly string[]): undefined {
    this.mistake(key, message, help);
  }
}

/** A value as a mistake quotes it. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isTable(value)) return "a table";
  return typeof value === "string" ? JSON.stringify(value) : `the ${typeof value} ${String(value)}`;
}
