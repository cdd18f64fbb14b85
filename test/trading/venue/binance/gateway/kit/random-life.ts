/** Random trading with everything that can go wrong, in an order from a seed. */
import { Prng } from "../../../../../../src/core/prng.ts";
import type { GatewayCore } from "../../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type { Fate } from "./fate.ts";
import { GatewayWorld } from "./gateway-world.ts";

const ACTS = 40;
const FATES: readonly Fate[] = ["DONE_LOST", "UNDONE_LOST", "DONE_5XX", "UNDONE_5XX", "HELD"];

/**
 * Returns the world once all has settled and the desk was found to have what the venue has.
 *
 * @param Core Another one than the gateway's own, with a fault in it.
 * @throws {Error} When something of it is wrong.
 */
export function playLife(seed: number, Core?: typeof GatewayCore): GatewayWorld {
  const random = new Prng(seed);
  const world = new GatewayWorld(Core).settle();
  world.fate = () => (random.unit() < 0.15 ? random.pick(FATES) : "DONE");
  const ids: string[] = [];
  for (let act = 0; act < ACTS; act += 1) {
    if (random.unit() < 0.3) world.until(() => world.core.isSettled, 900);
    playAct(world, random, ids);
    if (random.unit() < 0.6) world.deliver(pickParcel(world, random));
    if (random.unit() < 0.2) world.pass(random.between(1, 40) / 10);
    if (random.unit() < 0.1) world.release();
    if (random.unit() < 0.05) world.areFundsLate = true;
  }
  world.fate = () => "DONE";
  world.release();
  world.rest();
  world.pass(12);
  world.rest();
  world.expectTruth();
  const revived = ids.find((id) => world.record.cameBack(id));
  if (revived !== undefined) throw new Error(`order ${revived} ended, and came back`);
  return world;
}

function playAct(world: GatewayWorld, random: Prng, ids: string[]): undefined {
  const kind = random.between(0, 11);
  const priceTicks = 3_000_000 + random.between(-2, 2);
  const lots = random.between(5, 30) * 100;
  const side = random.pick(["BUY", "SELL"] as const);
  if (kind < 4) ids.push(world.place({ side, priceTicks, lots }));
  else if (kind < 7) world.other({ side, priceTicks, lots });
  else if (kind < 9 && ids.length > 0) world.cancel(random.pick(ids));
  else if (kind === 9) {
    world.isDoubled = !world.isDoubled;
  } else if (kind === 10) {
    world.disconnect();
    if (random.unit() < 0.5) world.pass(1);
    world.reconnect();
  } else if (random.unit() < 0.5) world.crash();
  else {
    // What it has just sent, nobody will have heard of.
    const ticket = world.ticket({ side, priceTicks, lots });
    world.core.place(ticket, world.now);
    world.crashUnsaid();
    ids.push(ticket.id);
  }
}

/** Answers in any order, private events in theirs. */
function pickParcel(world: GatewayWorld, random: Prng) {
  const at = random.between(0, world.answers.length);
  return at === world.answers.length ? world.events.shift() : world.answers.splice(at, 1)[0];
}
