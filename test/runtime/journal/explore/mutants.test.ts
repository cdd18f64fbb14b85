/** Every fault of `mutants.ts` is found by the search that finds none in the files as they are. */
import { afterAll, describe, expect, test } from "bun:test";
import { openJournal } from "../../../../src/runtime/journal/open-journal.ts";
import { hunt } from "./hunt.ts";
import { loadJournal } from "./load-journal.ts";
import { MUTANTS } from "./mutants.ts";
import { staleSegment } from "./stale-segment.ts";

const STATES_MAX = 40_000;
const SEED = 7;
const stale = staleSegment();
const lines: string[] = [];

describe("a planted fault is found", () => {
  for (const mutant of MUTANTS) {
    test(mutant.fault, async () => {
      const { violation, states } = hunt(await loadJournal(mutant), stale, SEED, STATES_MAX);
      expect(violation).not.toBeNull();
      lines.push(`${mutant.fault}: ${states} states: ${violation}`);
    }, 120_000);
  }
});

test("and none is found in the files as they are", () => {
  expect(hunt(openJournal, stale, SEED, 3_000).violation).toBeNull();
}, 120_000);

afterAll(() => {
  if (process.env.OUTCRY_EXPLORE === "long") process.stderr.write(`${lines.join("\n")}\n`);
});
