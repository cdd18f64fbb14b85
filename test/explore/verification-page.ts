/** The parts of docs/verification.md that tests make: OUTCRY_EXPLORE=write writes them anew. */
import { expect } from "bun:test";
import { resolve } from "node:path";

const PAGE = resolve(import.meta.dir, "../../docs/verification.md");

/** Holds a table of the page against what was found. */
export async function compareTable(name: string, lines: readonly string[]): Promise<undefined> {
  const text = await Bun.file(PAGE).text();
  const begin = `<!-- ${name}: made by the tests -->\n`;
  const end = `<!-- end of ${name} -->`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end);
  expect(from >= begin.length && to >= from, `docs/verification.md has a part ${name}`).toBe(true);
  const made = `${lines.join("\n")}\n`;
  if (process.env.OUTCRY_EXPLORE === "write") {
    await Bun.write(PAGE, text.slice(0, from) + made + text.slice(to));
    return;
  }
  expect(text.slice(from, to)).toBe(made);
}
