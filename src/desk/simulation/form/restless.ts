/**
 * Strategies that cannot let their orders be: behind what they decide themselves, they now and then make
 * an order smaller in its place, or put a smaller one in its place. They ask as any author would, so what
 * they ask for is right when they ask, and meets whatever happens meanwhile.
 */
import { Prng } from "../../../core/prng.ts";
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import type { StrategyContext } from "../../strategy/define-strategy.ts";

/** Of an order that works, at each decision. */
const AMEND_FRACTION = 0.1;
const REPLACE_FRACTION = 0.02;

/** What `defineStrategy` keeps around an author's state, as far as it is used. */
type Held = { readonly ctx: Pick<StrategyContext, "orders"> | null };

/**
 * The same strategy, restless.
 *
 * @param seed Of a run: all of its strategies draw from it.
 */
export function restlessBy(seed: number): (definition: AnyActorDefinition) => AnyActorDefinition {
  const random = new Prng(Math.imul(seed, 0x27d4_eb2f) ^ 0x3c6e);
  return (definition) => ({
    ...definition,
    settle: (state, ctx) => {
      definition.settle?.(state, ctx);
      const { ctx: own } = state as Held;
      if (own !== null) fidget(own, random);
    },
  });
}

function fidget({ orders }: Pick<StrategyContext, "orders">, random: Prng): undefined {
  for (const { orderId, status, filledLots, leavesLots } of orders.open) {
    if ((status !== "NEW" && status !== "PARTIAL") || leavesLots < 2) continue;
    const chance = random.unit();
    const lots = random.between(1, leavesLots - 1);
    if (chance < AMEND_FRACTION) orders.amend(orderId, filledLots + lots);
    else if (chance < AMEND_FRACTION + REPLACE_FRACTION) orders.replace(orderId, { lots });
  }
}
