/**
 * What is left of an actor after each kind of end, found on real threads and processes, and held
 * against the table in `docs/supervision.md`.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ROOT,
  ROOT_DEFAULTS,
  SUPERVISOR_DEFAULTS,
} from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, specOf } from "../../kit/kit-spec.ts";
import { killedProcess } from "./survival/killed-process.ts";
import { type Left, WatchedLife } from "./survival/watched-life.ts";

setDefaultTimeout(120_000);

const PAGE = join(import.meta.dir, "../../../docs/supervision.md");

/** Each end of a thread, by the table's column. */
const ENDS: Readonly<Record<string, (desk: KitDesk) => Promise<unknown>>> = {
  crash: async ({ system }) => system.kill("survivor", "the test says so"),
  restart: ({ system }) => system.restart("survivor", "the test says so"),
  "group restart": async ({ system }) => system.kill("sibling", "the test says so"),
  swap: async ({ system }) => {
    const { module, code, args, inspection } = await SURVIVOR;
    const next = { module, code, args, inspection };
    const swapped = await system.swap("survivor", next, { deadlineMs: 10_000 });
    if (!swapped.ok) throw new Error(swapped.failure);
  },
  "taken out and added": async ({ system }) => {
    await system.remove("survivor", "the test says so");
    const added = await system.add(await SURVIVOR, []);
    if (!added.ok) throw new Error(added.failure.reason);
  },
};

const SURVIVOR = specOf("survivor", {
  reads: [reading("ping")],
  snapshotEveryMs: 20,
  child: { supervisor: "pair" },
});

/** Rows in the words of the page; columns are {@link ENDS} and the end of the process. */
async function leftBy(end: (desk: KitDesk) => Promise<unknown>): Promise<Left> {
  const survivor = await SURVIVOR;
  const desk = await KitDesk.start(
    [
      await specOf("ping"),
      survivor,
      await specOf("pong", { name: "sibling", child: { supervisor: "pair" } }),
    ],
    {
      supervisors: [
        { ...ROOT_DEFAULTS, name: ROOT, children: [] },
        {
          ...SUPERVISOR_DEFAULTS,
          name: "pair",
          strategy: "one_for_all",
          onExceeded: "escalate",
          children: [],
        },
      ],
    },
  );
  const life = new WatchedLife(desk);
  await life.begun();
  await end(desk);
  return life.left();
}

/** The page's table: by row, by column, its word. */
function tableOf(page: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [, section = ""] = page.split("## What survives what\n");
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  const cellsOf = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [, ...columns] = cellsOf(lines[0] ?? "");
  const rows = lines.slice(2).map(cellsOf);
  return Object.fromEntries(
    rows.map(([name = "", ...words]) => [
      name,
      Object.fromEntries(columns.map((column, index) => [column, words[index] ?? ""])),
    ]),
  );
}

test("the page's table of what survives what is what threads and processes show", async () => {
  const ends = Object.entries(ENDS).map(async ([name, end]) => [name, await leftBy(end)] as const);
  const found = [...(await Promise.all(ends)), ["process killed", await killedProcess()] as const];
  const rows: Record<string, Record<string, string>> = {};
  for (const [column, left] of found) {
    for (const [row, isKept] of Object.entries(left)) {
      rows[row] = { ...rows[row], [column]: isKept ? "kept" : "lost" };
    }
  }
  expect(tableOf(readFileSync(PAGE, "utf8"))).toEqual(rows);
});
