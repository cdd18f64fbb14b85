/** The project's own text, for the tests that hold it to its rules: files, imports, bare code. */
import { dirname, relative, resolve } from "node:path";

/** The folder of `package.json`. */
export const root = resolve(import.meta.dir, "..");

/** One import of a source file: where it points, and whether only its types are taken. */
export type Import = { readonly target: string; readonly typeOnly: boolean };

const STATIC = /^(?:import|export)\s(?:(type\s)?[^"'`;=()]*?\sfrom\s*|\s*)["']([^"']+)["']/gm;
const DYNAMIC = /\b(?:import|import\.meta\.resolve)\(\s*["']([^"']+)["']/g;
const WORKER = /\bnew URL\(\s*["'](\.[^"']+\.ts)["']/g;
const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** Paths from the root that match one of `patterns`, in order of name. */
export async function filesOf(...patterns: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    patterns.map((pattern) =>
      Array.fromAsync(new Bun.Glob(pattern).scan({ cwd: root, dot: true })),
    ),
  );
  return [...new Set(found.flat())].filter((path) => !/(?:^|\/)node_modules\//.test(path)).sort();
}

/** The text of a file, by its path from the root. */
export function textOf(path: string): Promise<string> {
  return Bun.file(resolve(root, path)).text();
}

/**
 * What `source` imports, by static and dynamic imports and by the URLs of workers. Type-only
 * imports count. A target is a path from the root, or a package as it is written.
 */
export function importsOf(path: string, source: string): readonly Import[] {
  const located = (specifier: string) =>
    specifier.startsWith(".") ? relative(root, resolve(root, dirname(path), specifier)) : specifier;
  const whole = [DYNAMIC, WORKER].flatMap((pattern) => [...source.matchAll(pattern)]);
  return [
    ...[...source.matchAll(STATIC)].map(([, typeOnly, specifier]) => ({
      target: located(specifier ?? ""),
      typeOnly: typeOnly !== undefined,
    })),
    ...whole.map(([, specifier]) => ({ target: located(specifier ?? ""), typeOnly: false })),
  ];
}

/** `source` without its comments and with empty strings, so that a word found in it is code. */
export function codeOf(source: string): string {
  return source.replace(COMMENT_OR_STRING, (found) => (found.startsWith("/") ? "" : '""'));
}
