/**
 * Faults of the gateway that trades at an exchange: those of its core that a scenario has to find as well
 * (`test/trading/venue/binance/gateway/scenarios/mutants.ts`), and those of its actor.
 */
import { MUTANTS as SCENARIO_MUTANTS } from "../../trading/venue/binance/gateway/scenarios/mutants.ts";
import type { Mutant } from "./mutant.ts";

const DESK = "config/demo";

/** Those of the core that a run of seeds finds too, as the scenarios call them. */
const BY_SCENARIO: readonly string[] = ["M2", "M3", "M17", "M18"];

function ofScenario(number: string): Mutant {
  const found = SCENARIO_MUTANTS.find(({ fault }) => fault.startsWith(`${number}: `));
  if (found === undefined) throw new Error(`no scenario has a fault ${number}`);
  const edits = found.edits.map(([file, from, to]) => ({ file: `src/trading/${file}`, from, to }));
  return { fault: found.fault, edits, judge: null, desk: DESK };
}

export const EXCHANGE_MUTANTS: readonly Mutant[] = [
  {
    fault: "M1: an order leaves for an exchange before its approval is on the disk",
    edits: [
      {
        file: "actors/execution/durable-queue.ts",
        from: 'if (facts.durability === "none") return',
        to: 'if (facts.durability !== "none") return',
      },
    ],
    judge: "record",
    desk: DESK,
  },
  ...BY_SCENARIO.map(ofScenario),
];
