/**
 * Every planted fault is found by the simulation within 500 seeds, and nothing is found without one.
 * `OUTCRY_MUTANTS=all` hunts all of them, `OUTCRY_MUTANTS=write` puts the table on its page as well;
 * else a few that are found at once.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { MUTANTS } from "./all.ts";
import { hunt, SEEDS_MAX } from "./hunt.ts";
import { deskOf } from "./mutant.ts";
import { change, plant } from "./mutated-project.ts";
import { faultsOnPage, type Row, tableOf, writeTable } from "./table.ts";
import { twoAtATime } from "./two-at-a-time.ts";

setDefaultTimeout(900_000);

const PROJECT = resolve(import.meta.dir, "../../..");
const MODE = process.env.OUTCRY_MUTANTS ?? "";
const isAll = MODE === "all" || MODE === "write";
/** One of the runtime, one of the gate, one of what is on record. Those of a gateway have quicker hunters. */
const QUICK: readonly string[] = [
  "a record is delivered again after a crash",
  "no rate of orders is too high",
  "an order leaves before its approval is on the disk",
];

const hunted = MUTANTS.filter(({ fault }) => isAll || QUICK.includes(fault));
const catches = twoAtATime(hunted, (mutant) => hunt(mutant));
const rows: Row[] = [];

describe("a planted fault", () => {
  test("stands in the source exactly once before it is planted", () => {
    for (const { edits } of MUTANTS) {
      for (const edit of edits) {
        const source = readFileSync(resolve(PROJECT, edit.file), "utf8");
        expect(change(source, edit)).not.toBe(source);
      }
    }
  });

  test("is refused when its text is missing, or is there twice", () => {
    const edit = { file: "a.ts", from: "one", to: "two" };
    expect(change("one", edit)).toBe("two");
    expect(() => change("", edit)).toThrow("a.ts has this once: found 0 times: one");
    expect(() => change("one one", edit)).toThrow("found 2 times");
  });

  test("is planted into a copy, which is gone afterwards", () => {
    const [mutant] = MUTANTS;
    let folder = "";
    if (mutant !== undefined) {
      using project = plant(mutant);
      folder = project.folder;
      expect(existsSync(resolve(folder, "src/desk/cli/main.ts"))).toBe(true);
    }
    expect(existsSync(folder)).toBe(false);
    expect(folder).not.toBe("");
  });

  test("has a name of its own, and stands on the page", async () => {
    const faults = MUTANTS.map(({ fault }) => fault);
    expect(new Set(faults).size).toBe(faults.length);
    if (MODE !== "write") expect(await faultsOnPage()).toEqual(faults);
  });
});

describe(`within ${SEEDS_MAX} seeds it is found that`, () => {
  test.each(hunted.map((mutant, index) => [mutant.fault, mutant, index] as const))(
    "%s",
    async (_, mutant, index) => {
      const caught = await catches[index];
      expect(caught?.seed).not.toBeNull();
      if (caught === undefined) return;
      if (mutant.judge !== null) expect(caught.judge).toBe(mutant.judge);
      rows.push({ mutant, caught });
      const seconds = (caught.tookMs / 1_000).toFixed(1);
      process.stderr.write(`${caught.seed} seeds, ${seconds} s: ${mutant.fault}\n`);
    },
  );
});

test.each([...new Set(hunted.map(deskOf))])(
  "nothing is found in %s where nothing is planted, in as many seeds as the slowest took",
  async (desk) => {
    const own = rows.filter(({ mutant }) => deskOf(mutant) === desk);
    const seeds = Math.max(1, ...own.map(({ caught }) => caught.seed ?? 0));
    const { seed, judge, text } = await hunt({ edits: [], desk }, seeds);
    expect({ seed, judge, text }).toEqual({ seed: null, judge: "", text: "" });
  },
);

test("a table says how many seeds each took", async () => {
  const lines = tableOf(rows);
  expect(lines.length).toBe(hunted.length + 2);
  if (isAll) process.stderr.write(`${lines.join("\n")}\n`);
  if (MODE === "write") await writeTable(lines);
});
