/**
 * Each scenario in every order in which the venue could deliver, with each message twice, and with a
 * crash at every step: it always ends where it ends when all goes well, or where the venue is.
 * `GATEWAY_ORDERS=5000` plays so many orders of each at most.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { everyOrder, playScenario, type Way } from "./kit/played-scenario.ts";
import { SCENARIOS } from "./kit/scenarios.ts";

const ORDERS_MAX = Number(process.env.GATEWAY_ORDERS ?? 60);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

describe.each(SCENARIOS.map((one) => [one.id, one.title, one] as const))("%s: %s", (...given) => {
  const [, , scenario] = given;

  function played(way: Way, isWhole = true) {
    const world = playScenario(scenario, way);
    world.expectTruth();
    if (isWhole) scenario.check(world);
    return world;
  }

  const clean = played({});

  test("ends the same in every order of arrival", () => {
    const all = everyOrder(ORDERS_MAX, (choose) => {
      expect(played({ choose }).record.hash()).toBe(clean.record.hash());
    });
    if (all) return;
    const random = new Prng(SEED);
    for (let more = 0; more < ORDERS_MAX; more += 1) {
      const choose = (count: number) => random.between(0, count - 1);
      expect(played({ choose }).record.hash()).toBe(clean.record.hash());
    }
  });

  test(`ends the same with each message twice (seed ${SEED})`, () => {
    expect(played({ isDoubled: true }).record.hash()).toBe(clean.record.hash());
    const random = new Prng(SEED);
    for (let more = 0; more < 20; more += 1) {
      const choose = (count: number) => random.between(0, count - 1);
      const world = played({ choose, isDoubled: true });
      expect(world.record.hash()).toBe(clean.record.hash());
    }
  });

  test("a crash behind each arrival leaves the desk with what the venue has", () => {
    for (let crashBehind = 0; crashBehind < clean.arrivals; crashBehind += 1) {
      expect(played({ crashBehind }, false).crashes).toBe(1);
    }
  });

  test("a crash at each step, with what it would have said, does so too", () => {
    for (let crashAtFlush = 1; crashAtFlush <= clean.flushesOfSteps; crashAtFlush += 1) {
      expect(played({ crashAtFlush }, false).crashes).toBe(1);
    }
  });
});
