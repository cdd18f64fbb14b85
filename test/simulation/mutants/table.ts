/** docs/simulation-mutants.md: what is planted, and how many seeds it took until it was found. */
import { resolve } from "node:path";
import type { Catch } from "./hunt.ts";
import type { Mutant } from "./mutant.ts";

const PAGE = resolve(import.meta.dir, "../../../docs/simulation-mutants.md");
const BEGIN = "<!-- MUTANTS: made by the tests -->\n";
const END = "<!-- end of MUTANTS -->";
const HEAD = ["| fault | in | seeds | judge | what it says |", "|---|---|--:|---|---|"];

export type Row = { readonly mutant: Mutant; readonly caught: Catch };

/** The lines of the table. */
export function tableOf(rows: readonly Row[]): readonly string[] {
  const lines = rows.map(({ mutant: { fault, edits }, caught: { seed, judge, text } }) => {
    const files = [...new Set(edits.map(({ file }) => `\`${file.split("/").at(-1)}\``))].join(" ");
    return `| ${fault} | ${files} | ${seed ?? "none"} | ${judge} | ${text.replaceAll("|", "/")} |`;
  });
  return [...HEAD, ...lines];
}

/** What the page's table calls the faults, in its order. */
export async function faultsOnPage(): Promise<readonly string[]> {
  const [, table] = await parts();
  return table
    .split("\n")
    .slice(HEAD.length)
    .flatMap((line) => line.split(" | ")[0]?.replace("| ", "") || []);
}

export async function writeTable(lines: readonly string[]): Promise<undefined> {
  const [before, , behind] = await parts();
  await Bun.write(PAGE, `${before}${lines.join("\n")}\n${behind}`);
}

async function parts(): Promise<readonly [before: string, table: string, behind: string]> {
  const page = await Bun.file(PAGE).text();
  const from = page.indexOf(BEGIN) + BEGIN.length;
  const to = page.indexOf(END);
  if (from < BEGIN.length || to < from) throw new Error("the page has one part MUTANTS");
  return [page.slice(0, from), page.slice(from, to), page.slice(to)];
}
