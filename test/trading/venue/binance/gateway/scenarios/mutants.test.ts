/** Each fault of `mutants.ts` is found by the scenario that it names, and by none when it is not there. */
import { expect, test } from "bun:test";
import { loadParts } from "./kit/load-parts.ts";
import type { Parts } from "./kit/parts.ts";
import { Failed, playScenario } from "./kit/variants.ts";
import { SCENARIOS } from "./list/all.ts";
import { MUTANTS } from "./mutants.ts";

const BUDGET = { orders: 20, seed: 1 };

/** What the scenario says of it; null when nothing is wrong. */
function wrongWith(parts: Parts, id: string): string | null {
  const scenario = SCENARIOS.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no scenario is ${id}`);
  try {
    playScenario(parts, scenario, BUDGET);
    return null;
  } catch (error) {
    if (error instanceof Failed) return error.message;
    throw error;
  }
}

for (const { fault, edits, foundBy } of MUTANTS) {
  test(`${foundBy} finds: ${fault}`, async () => {
    expect(wrongWith(await loadParts({ edits }), foundBy)).toStartWith(`${foundBy}, `);
  }, 60_000);
}

test("and none is found in a gateway without one, loaded in the same way", async () => {
  const parts = await loadParts({ edits: [] });
  const found = [...new Set(MUTANTS.map(({ foundBy }) => foundBy))].flatMap(
    (id) => wrongWith(parts, id) ?? [],
  );
  expect(found).toEqual([]);
}, 60_000);
