/** All scenarios, and those of the catalogue that one spot venue cannot show. */
import type { Scenario } from "../kit/scenario.ts";
import { CANCELS } from "./cancels.ts";
import { FILLS } from "./fills.ts";
import { LOOKS } from "./looks.ts";
import { REPLACES } from "./replaces.ts";
import { UNKNOWN } from "./unknown.ts";

export const SCENARIOS: readonly Scenario[] = [
  ...FILLS,
  ...CANCELS,
  ...UNKNOWN,
  ...REPLACES,
  ...LOOKS,
].toSorted((left, right) => (left.id < right.id ? -1 : 1));

/** By id: what would be shown, and why it is not. */
export const NOT_OF_SPOT: ReadonlyMap<string, readonly [what: string, why: string]> = new Map([
  ["S03", ["done for the day", "spot has no day: `test/trading/order/order-state.test.ts` has it"]],
  [
    "S51",
    [
      "a trade is corrected, or taken back",
      "no private event of spot says so: `test/trading/order/order-state.test.ts` has it",
    ],
  ],
]);
