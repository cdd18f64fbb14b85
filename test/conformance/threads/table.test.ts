/** The table of this folder's README is true: it names the cases that its tests cite, and where. */
import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const read = (name: string) => Bun.file(join(import.meta.dir, name)).text();

/** Case → files that show it, as the table has it. */
async function tabled(): Promise<Record<string, readonly string[]>> {
  const rows = (await read("README.md")).matchAll(/^\| (T-\d+) \|.*\| ([^|]+) \|$/gm);
  const entries = [...rows].map(([, name = "", files = ""]) => {
    const shown = [...files.matchAll(/`([a-z-]+\.test\.ts)`/g)].map(([, file = ""]) => file);
    return [name, shown.sort()] as const;
  });
  return Object.fromEntries(entries);
}

/** Case → files that cite it in the name of a test. */
async function cited(): Promise<Record<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const file of (await readdir(import.meta.dir)).sort()) {
    if (!file.endsWith(".test.ts") || file === "table.test.ts") continue;
    const names = (await read(file)).match(/(?:test|\]\))\(\s*"T-\d+[^:]*:/g) ?? [];
    for (const name of new Set(names.flatMap((text) => text.match(/T-\d+/g) ?? []))) {
      found.set(name, [...(found.get(name) ?? []), file]);
    }
  }
  return Object.fromEntries(found);
}

test("each case of the table is cited where it says, and each that is cited is in it", async () => {
  const table = await tabled();
  const shown = Object.entries(table).filter(([, files]) => files.length > 0);
  expect(Object.fromEntries(shown)).toEqual(await cited());
  expect(shown.length).toBeGreaterThan(10);
  // What has no meaning here says why instead.
  const without = Object.keys(table).filter((name) => table[name]?.length === 0);
  expect(without).toEqual(["T-29", "T-69"]);
});
