/** Every fault of `kit/mutants.ts` is found by random lives that find none in the gateway as it is. */
import { expect, test } from "bun:test";
import type { GatewayCore } from "../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import { loadGateway } from "./kit/load-gateway.ts";
import { MUTANTS } from "./kit/mutants.ts";
import { playLife } from "./kit/random-life.ts";

/** The rarest fault needs most of them. */
const SEEDS = 300;
/** Random seeds follow in `random-lives.test.ts`. */
const SEEDS_SOUND = 40;

/** What is wrong, in the first life that shows it; null when none does. */
function hunt(Core?: typeof GatewayCore, seeds = SEEDS): string | null {
  for (let seed = 1; seed <= seeds; seed += 1) {
    try {
      playLife(seed, Core);
    } catch (error) {
      return `seed ${seed}: ${(error as Error).message}`;
    }
  }
  return null;
}

test.each(MUTANTS.map((mutant) => [mutant.fault, mutant] as const))(
  "it is found that %s",
  async (_fault, mutant) => {
    expect(hunt(await loadGateway(mutant))).not.toBeNull();
  },
  30_000,
);

test("nothing is found in the gateway as it is", () => {
  expect(hunt(undefined, SEEDS_SOUND)).toBeNull();
}, 30_000);
