/**
 * Random trading with everything that can go wrong, in an order from a seed: whatever happened, the desk
 * ends with what the venue has, and no intent became two orders. `SEED=n` repeats one.
 */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { type Fate, GatewayWorld } from "./kit/gateway-world.ts";

const GIVEN = process.env.SEED;
const FIRST = Number(GIVEN ?? Date.now() % 2 ** 31);
const SEEDS = GIVEN === undefined ? Number(process.env.GATEWAY_SEEDS ?? 60) : 1;
const ACTS = 40;
const FATES: readonly Fate[] = ["DONE_LOST", "UNDONE_LOST", "DONE_5XX", "UNDONE_5XX", "HELD"];

function playLife(seed: number): GatewayWorld {
  const random = new Prng(seed);
  const world = new GatewayWorld().settle();
  world.fate = () => (random.unit() < 0.15 ? random.pick(FATES) : "DONE");
  const ids: string[] = [];
  for (let act = 0; act < ACTS; act += 1) {
    if (random.unit() < 0.3) world.until(() => world.core.isSettled, 900);
    playAct(world, random, ids);
    if (random.unit() < 0.6) world.deliver(pickParcel(world, random));
    if (random.unit() < 0.2) world.pass(random.between(1, 40) / 10);
    if (random.unit() < 0.1) world.release();
  }
  world.fate = () => "DONE";
  world.release();
  world.rest();
  world.pass(12);
  world.rest();
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
  else world.crashUnsaid();
}

/** Answers in any order, private events in theirs. */
function pickParcel(world: GatewayWorld, random: Prng) {
  const at = random.between(0, world.answers.length);
  return at === world.answers.length ? world.events.shift() : world.answers.splice(at, 1)[0];
}

test(`whatever goes wrong, the desk has what the venue has (seed ${FIRST})`, () => {
  const seen = new Set<string>();
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    try {
      const world = playLife(seed);
      world.expectTruth();
      for (const { kind } of world.record.sayings()) seen.add(kind);
    } catch (error) {
      throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (SEEDS > 20) {
    expect([...seen].toSorted()).toEqual([
      "ACK",
      "CANCELED",
      "EXPIRED",
      "FILL",
      "REJECTED",
      "SENT",
      "UNKNOWN",
    ]);
  }
});
