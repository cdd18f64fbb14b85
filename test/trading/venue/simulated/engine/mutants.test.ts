/** Every fault of `mutants.ts` is found by the streams that find none in the engine as it is. */
import { describe, expect, test } from "bun:test";
import { MatchingEngine } from "../../../../../src/trading/venue/simulated/engine/matching-engine.ts";
import { drive, type Engine, type Judge } from "./drive.ts";
import { loadEngine } from "./load-engine.ts";
import { MUTANTS } from "./mutants.ts";

const FINDS = { TWIN: "its twin differs", PROPERTIES: "it breaks a promise" } as const;
/** The rarest fault needs most of them. */
const SEEDS = 24;
/** Random seeds follow in `twin.test.ts`. */
const SEEDS_SOUND = 6;
const COMMANDS = 2_500;

function hunt(EngineOf: Engine, judge: Judge, seeds: number): string | null {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const wrong = drive(EngineOf, seed, COMMANDS, [judge]);
    if (wrong !== null) return wrong;
  }
  return null;
}

describe("a planted fault is found", () => {
  for (const mutant of MUTANTS) {
    for (const judge of mutant.judges) {
      test(`${mutant.fault}: ${FINDS[judge]}`, async () => {
        expect(hunt(await loadEngine(mutant), judge, SEEDS)).not.toBeNull();
      }, 60_000);
    }
  }
});

test("and none is found in the engine as it is", () => {
  expect(hunt(MatchingEngine, "TWIN", SEEDS_SOUND)).toBeNull();
  expect(hunt(MatchingEngine, "PROPERTIES", SEEDS_SOUND)).toBeNull();
}, 60_000);
