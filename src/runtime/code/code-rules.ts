/**
 * What pinned code must not do: look where it lies, or load what was not built with it. It would
 * find its bundle there and not its source, and what it loads could have changed since.
 *
 * Data is imported instead (`import levels from "./levels.json"`), and becomes part of the code.
 */
import type { BuildMistake, BuiltCode } from "./build-code.ts";

type Rule = {
  /** As the build writes it. */
  readonly built: RegExp;
  /** As an author writes it. */
  readonly source: RegExp;
  readonly message: string;
};

const RULES: readonly Rule[] = [
  {
    built: /\bimport\.meta\b(?!\.require\b)/,
    source: /\bimport\.meta\b/,
    message: "cannot use import.meta: the code runs from a bundle; import the data instead",
  },
  {
    built: /\bvar __(?:dirname|filename)\s*=/,
    source: /\b__(?:dirname|filename)\b/,
    message: "cannot use __dirname or __filename: the code runs from a bundle",
  },
  {
    built: /(?<![.\w$#])import\((?!\s*["'])/,
    source: /(?<![.\w$#])import\((?!\s*["'])/,
    message: "cannot import a name that is known only when it runs: it would not be pinned",
  },
  {
    built: /\b__require\((?!\s*["'])/,
    source: /(?<![.\w$#])require\((?!\s*["'])/,
    message: "cannot require a name that is known only when it runs: it would not be pinned",
  },
];

const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:"'`\\])\/\/[^\n]*/g;

/** The first thing in `built` that cannot be pinned, at its place in the source; or null. */
export function findUnpinnable({ text, map }: BuiltCode): BuildMistake | null {
  for (const { built, source, message } of RULES) {
    if (!built.test(text)) continue;
    return { message, ...placeOf(source, map) };
  }
  return null;
}

/** The actor's own files stand last in a map, behind all that they import. */
function placeOf(pattern: RegExp, { sources, sourcesContent }: BuiltCode["map"]) {
  for (const [index, file] of [...sources.entries()].reverse()) {
    const code = (sourcesContent[index] ?? "").replace(COMMENT, blank);
    const at = code.search(pattern);
    if (at < 0) continue;
    const before = code.slice(0, at).split("\n");
    return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
  return { file: null, line: null, column: null };
}

/** As long as `text` and of as many lines. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
