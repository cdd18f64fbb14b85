/**
 * The arguments of a verb: flags with or without a value, and what stands alone. A flag that is not
 * known, a value that is missing and one argument too many are mistakes, with the nearest name.
 */
import type { Result } from "../../core/result.ts";
import { failWith, succeed } from "../../core/result.ts";
import { nearest } from "../config/suggest.ts";

/** What one flag takes: nothing, a value, or a value each time that it is given. */
export type FlagShape = "SWITCH" | "VALUE" | "VALUES";

export type ArgumentShape = {
  readonly flags: Readonly<Record<string, FlagShape>>;
  /** Most arguments that stand alone. */
  readonly positionalsMax: number;
};

export type Arguments = {
  readonly positionals: readonly string[];
  has(flag: string): boolean;
  /** The last value given for `flag`, or null. */
  value(flag: string): string | null;
  values(flag: string): readonly string[];
};

/** One sentence, and what to type instead. */
export type UsageMistake = { readonly message: string; readonly help: readonly string[] };

/** Returns `given` by flag, as `shape` has them. `--flag=value` and `--flag value` are the same. */
export function parseArguments(
  given: readonly string[],
  shape: ArgumentShape,
): Result<Arguments, UsageMistake> {
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  const rest = [...given];
  for (let text = rest.shift(); text !== undefined; text = rest.shift()) {
    if (!text.startsWith("--")) {
      positionals.push(text);
      continue;
    }
    const [flag, inline] = splitFlag(text);
    const kind = Object.hasOwn(shape.flags, flag) ? shape.flags[flag] : undefined;
    if (kind === undefined) return failWith(unknownFlag(flag, shape));
    const mistake = takeFlag({ flag, kind, inline }, rest, values);
    if (mistake !== null) return failWith(mistake);
  }
  const extra = positionals[shape.positionalsMax];
  if (extra !== undefined) return failWith({ message: `unexpected argument ${extra}`, help: [] });
  return succeed({
    positionals,
    has: (flag) => values.has(flag),
    value: (flag) => values.get(flag)?.at(-1) ?? null,
    values: (flag) => values.get(flag) ?? [],
  });
}

type Flag = { readonly flag: string; readonly kind: FlagShape; readonly inline: string | null };

function takeFlag(
  { flag, kind, inline }: Flag,
  rest: string[],
  values: Map<string, string[]>,
): UsageMistake | null {
  if (kind === "SWITCH") {
    if (inline !== null) return { message: `--${flag} takes no value`, help: [] };
    values.set(flag, []);
    return null;
  }
  const next = rest[0];
  const value = inline ?? (next === undefined || next.startsWith("--") ? null : next);
  if (value === null || value === "") return { message: `--${flag} needs a value`, help: [] };
  if (inline === null) rest.shift();
  const earlier = values.get(flag) ?? [];
  if (kind === "VALUE" && earlier.length > 0) {
    return { message: `--${flag} is given twice`, help: [] };
  }
  values.set(flag, [...earlier, value]);
  return null;
}

function splitFlag(text: string): [flag: string, inline: string | null] {
  const at = text.indexOf("=");
  return at === -1 ? [text.slice(2), null] : [text.slice(2, at), text.slice(at + 1)];
}

function unknownFlag(flag: string, shape: ArgumentShape): UsageMistake {
  const names = Object.keys(shape.flags);
  const near = nearest(flag, names);
  const help = near === null ? `flags: ${names.map((name) => `--${name}`).join(" ")}` : null;
  return {
    message: `unknown flag --${flag}`,
    help: [help ?? `did you mean --${near ?? ""}?`],
  };
}
