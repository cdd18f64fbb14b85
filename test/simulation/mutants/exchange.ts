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

/** What is wrong with amendments, of which only some seeds have any. */
const AMEND_MUTANTS: readonly Mutant[] = [
  {
    fault: "an amendment whose answer is lost is taken as done",
    edits: [
      {
        file: "src/trading/venue/binance/gateway/replacing.ts",
        from: "  notAmended(state, order, now);\n  if (outcome.kind",
        to:
          '  const [asked] = order.order.pendingReplace;\n  if (outcome.kind === "AMBIGUOUS" && asked !== undefined) {\n' +
          '    tell(state, order, order.apply({ kind: "REPLACED", ...asked }, now), now);\n    return;\n  }\n' +
          "  notAmended(state, order, now);\n  if (outcome.kind",
      },
    ],
    judge: "leaves",
    desk: DESK,
  },
  {
    fault: "an amendment lessens what counts before the venue has confirmed it",
    edits: [
      {
        file: "actors/risk.ts",
        from: "    if (bringsOrder(intent.action)) count(state, outcome, ctx);\n",
        to:
          "    if (bringsOrder(intent.action)) count(state, outcome, ctx);\n" +
          '    else if (intent.action === "AMEND") state.exposure.apply({ kind: "AMENDED", orderId: intent.orderId, strategy: outcome.client.number, instrument: intent.instrument, side: intent.side, deltaLots: 0, leavesLots: intent.lots, orderLots: intent.lots });\n',
      },
    ],
    judge: "exposure",
    desk: DESK,
  },
];

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
  ...AMEND_MUTANTS,
];
