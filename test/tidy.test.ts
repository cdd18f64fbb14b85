/** Order in the house: headers, sizes, dead files, forgotten notes, paths of one machine. */
import { expect, test } from "bun:test";
import { filesOf, importsOf, textOf } from "./project.ts";

const LINES_MAX = 400;
const LINES_MEDIAN_MAX = 100;
/** Below it, a file with one export and one importer is a piece of its importer. */
const LINES_MIN = 15;

/** Files that are not imported. The `actors/` are entered by what a desk's files `use`. */
const ENTRIES: readonly string[] = [
  // Run, by the scripts of package.json.
  "src/desk/cli/main.ts",
  // The test kit, by the exports of package.json.
  "src/desk/testing/play.ts",
  // An indicator for authors of strategies.
  "src/trading/market/ema.ts",
];

const HEADER = /^(?:#![^\n]*\n)?\/\*\*[\s\S]+?\*\//;
const EXPORT =
  /^export (?:(?:abstract|async|declare|const|let|function\*?|class|type|interface)\s+)+(\w+)|^export default/gm;
const NOTE = /\b(?:T[O]DO|F[I]XME|X[X]X)\b(?!\(#\d+\))/;
const MACHINE_PATH = /(?<![\w.])\/(?:work|root|home|Users|tmp)\/\w/;

const product = await filesOf("{src,actors}/**/*.ts");
const code = await filesOf("{src,actors,bench,test}/**/*.ts");
const text = new Map(
  await Promise.all(code.map(async (path) => [path, await textOf(path)] as const)),
);
const read = (path: string): string => text.get(path) ?? "";
const linesOf = (path: string): number => read(path).trimEnd().split("\n").length;

/** Who imports a file, tests apart: a file that only its test knows is dead. */
const importers = new Map<string, Set<string>>();
for (const path of code.filter((name) => !name.startsWith("test/"))) {
  for (const { target } of importsOf(path, read(path))) {
    importers.set(target, (importers.get(target) ?? new Set()).add(path));
  }
}
const importersOf = (path: string): number => importers.get(path)?.size ?? 0;

test("every file begins with a comment that says what it is", () => {
  expect(code.filter((path) => !HEADER.test(read(path)))).toEqual([]);
});

test("every source file is imported by another, or is an entry", () => {
  const dead = product
    .filter((path) => path.startsWith("src/") && !ENTRIES.includes(path))
    .filter((path) => importersOf(path) === 0);
  expect(dead).toEqual([]);
});

test("every entry exists", () => {
  expect(ENTRIES.filter((path) => !product.includes(path))).toEqual([]);
});

test(`no file under ${LINES_MIN} lines has one export and one importer`, () => {
  const scraps = product
    .filter((path) => path.startsWith("src/") && !ENTRIES.includes(path))
    .filter((path) => linesOf(path) < LINES_MIN)
    .filter((path) => [...read(path).matchAll(EXPORT)].length <= 1 && importersOf(path) <= 1);
  expect(scraps).toEqual([]);
});

test(`no file is longer than ${LINES_MAX} lines`, () => {
  expect(code.filter((path) => linesOf(path) > LINES_MAX)).toEqual([]);
});

test(`the median file of the product is at most ${LINES_MEDIAN_MAX} lines`, () => {
  const lengths = product.map(linesOf).sort((left, right) => left - right);
  expect(lengths[Math.floor(lengths.length / 2)] ?? 0).toBeLessThanOrEqual(LINES_MEDIAN_MAX);
});

test("no note is left without the number of its issue", () => {
  expect(code.filter((path) => NOTE.test(read(path)))).toEqual([]);
});

test("no file knows the machine it was written on", async () => {
  const others = await filesOf("*.{md,json,jsonc,toml}", "{docs,config,.ci,.github}/**/*");
  const found: string[] = [];
  for (const path of [...code, ...others]) {
    if (MACHINE_PATH.test(text.get(path) ?? (await textOf(path)))) found.push(path);
  }
  expect(found).toEqual([]);
});
