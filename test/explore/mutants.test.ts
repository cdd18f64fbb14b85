/** Every fault of `mutants/` is found; how many states it took stands in docs/verification.md. */
import { describe, expect, test } from "bun:test";
import { ORDERS } from "./model/memory-order.ts";
import { BOARD_AND_BELL_MUTANTS } from "./mutants/board-and-bell.ts";
import { READER_MUTANTS } from "./mutants/reader.ts";
import { WRITER_MUTANTS } from "./mutants/writer.ts";
import { bundleRing } from "./realm/load-ring.ts";
import { scenarioOf } from "./scenarios/all.ts";
import { explore, replay } from "./search/explore.ts";
import { parseSchedule, printSchedule } from "./search/schedule.ts";
import { compareTable } from "./verification-page.ts";

const MUTANTS = [...WRITER_MUTANTS, ...READER_MUTANTS, ...BOARD_AND_BELL_MUTANTS];
const rows: string[] = [];

describe("a planted fault is found", () => {
  for (const mutant of MUTANTS) {
    test(`${mutant.fault} (${mutant.order})`, async () => {
      const text = await bundleRing(mutant);
      const scenario = scenarioOf(mutant.scenario);
      const { violation, states } = explore(scenario, ORDERS[mutant.order], text);
      expect(violation).not.toBeNull();
      const moves = violation?.moves ?? [];
      expect(parseSchedule(printSchedule(moves))).toEqual([...moves]);
      const again = replay(scenario, ORDERS[mutant.order], { text, moves });
      expect(again.message).toBe(violation?.message ?? null);
      const { file, fault, order } = mutant;
      rows.push(`| ${fault} | \`${file}\` | ${order} | ${states} | ${violation?.message} |`);
    }, 60_000);
  }
});

test("the table in docs/verification.md is what was found", async () => {
  const head = ["| fault | in | order | states | what is seen |", "|---|---|---|--:|---|"];
  await compareTable("MUTANTS", [...head, ...rows]);
});
