/**
 * The canaries and their page are one list: each canary of this folder stands in `docs/bun.md` with
 * its sentence and the code that stands on it, and nothing else does.
 *
 * `CANARIES=write bun test test/canaries/register.test.ts` writes the page's tables anew.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUN_VERSION } from "../../src/desk/cli/preflight.ts";
import { filesOf, root, textOf } from "../project.ts";
import { alarmOf } from "./kit/canary.ts";

const PAGE = "docs/bun.md";
/** All that follows it is written from the canaries. */
const MARK = "<!-- canaries: written by test/canaries/register.test.ts -->\n";
const CALL = /\bcanary\(/g;
const CANARY = /\bcanary\(\s*"([\w-]+)",\s*"([^"\n]+)",\s*(\{[^}]*\}|[A-Z]+)/g;
const CONSTANT = /^const ([A-Z]+): Ours = (\{[^}]*\});/gm;
const SPREAD = /\.\.\.([A-Z]+)/g;
const PLACE = /"([^"\n]+)":\s*"([^"\n]+)"/g;

type Place = readonly [path: string, how: string];
type Canary = {
  readonly file: string;
  readonly id: string;
  readonly behaviour: string;
  readonly ours: readonly Place[];
};

const files = (await filesOf("test/canaries/*.test.ts")).filter(
  (path) => !path.endsWith("/register.test.ts"),
);
const sources = await Promise.all(
  files.map(async (file) => ({ file, source: await textOf(file) })),
);
const canaries = sources.flatMap(({ file, source }) => canariesIn(file, source));

/** The canaries of one file, read from its text: they are calls with literals. */
function canariesIn(file: string, source: string): readonly Canary[] {
  const constants = new Map([...source.matchAll(CONSTANT)].map(([, name, text]) => [name, text]));
  const textOfOurs = (given: string): string =>
    (constants.get(given) ?? given).replace(SPREAD, (_, name) => constants.get(name) ?? "");
  return [...source.matchAll(CANARY)].map(([, id = "", behaviour = "", given = ""]) => ({
    file,
    id,
    behaviour,
    ours: [...textOfOurs(given).matchAll(PLACE)].map(([, path = "", how = ""]) => [path, how]),
  }));
}

function rowOf({ id, behaviour, ours }: Canary): string {
  const places = ours.map(([path, how]) => `\`${path}\` ${how}`);
  return `| \`${id}\` | ${behaviour} | ${places.join("; ")} |`;
}

/** The page's tables, one a file. */
function tables(): string {
  const parts = files.map((file) => {
    const rows = canaries.filter((canary) => canary.file === file).map(rowOf);
    const head = `| Canary | Bun ${BUN_VERSION} | What stands on it |\n|---|---|---|`;
    return `\n## \`${file}\`\n\n${head}\n${rows.join("\n")}\n`;
  });
  return parts.join("");
}

if (process.env.CANARIES === "write") {
  const [prose] = (await textOf(PAGE)).split(MARK);
  await Bun.write(join(root, PAGE), `${prose}${MARK}${tables()}`);
}

describe("canaries", () => {
  test("each is a call with literals, so that it can be listed", () => {
    for (const { file, source } of sources) {
      expect([file, canariesIn(file, source).length]).toEqual([
        file,
        [...source.matchAll(CALL)].length,
      ]);
    }
  });

  test("each has a name of its own", () => {
    const ids = canaries.map(({ id }) => id);
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
  });

  test("each names code that exists", () => {
    const nowhere = canaries.filter(
      ({ ours }) => ours.length === 0 || ours.some(([path]) => !existsSync(join(root, path))),
    );
    expect(nowhere.map(({ id }) => id)).toEqual([]);
  });

  test(`${PAGE} lists each, as it is and where it is, and no other`, async () => {
    const [, listed] = (await textOf(PAGE)).split(MARK);
    const lines = (text: string) => text.split("\n").filter((line) => /^(?:\||#)/.test(line));
    expect(lines(listed ?? "")).toEqual(lines(tables()));
  });

  test("one that fails says which Bun changed, what it did before and where to look", () => {
    const ours = { "src/core/clock.ts": "reads another clock" };
    expect(alarmOf("time stands still", ours, new Error("it moved"))).toBe(
      `Bun ${Bun.version} changed: time stands still; see src/core/clock.ts (reads another clock)\nit moved`,
    );
  });
});
