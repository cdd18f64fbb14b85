/** The order rate: never more in any second than the limit, whatever the clock does. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { checkOrderRate, withOrderTime } from "../../../src/trading/risk/order-rate.ts";
import { lookAt, NOW, SECOND } from "./gate-kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Asks at each of `times` and returns those at which an order passed. */
function passed(ratePerS: number, times: readonly number[]): number[] {
  let orderTimes: readonly number[] = [];
  return times.filter((now) => {
    const look = lookAt({ view: { orderTimes }, limits: { orderRatePerS: ratePerS }, now });
    if (checkOrderRate(look) !== null) return false;
    orderTimes = withOrderTime(orderTimes, now, ratePerS);
    expect(orderTimes.length).toBeLessThanOrEqual(Math.max(1, ratePerS));
    return true;
  });
}

describe("checkOrderRate", () => {
  test("lets pass as many as the limit, and the next a second after the first", () => {
    const times = [0, 1, 2, 3, SECOND - 1, SECOND, SECOND + 1, SECOND + 1];
    expect(passed(2, times)).toEqual([0, 1, SECOND, SECOND + 1]);
  });

  test.each([
    [0.5, [0, 2 * SECOND - 1, 2 * SECOND], [0, 2 * SECOND]],
    [2.9, [0, 0, 0], [0, 0]],
    [0, [0, SECOND, 9 * SECOND], []],
  ])("%d a second lets pass, of %o, %o", (ratePerS, times, expected) => {
    expect(passed(ratePerS, times)).toEqual(expected);
  });

  test("a clock that is set back refills nothing, and one that is NaN refuses", () => {
    expect(passed(1, [NOW, NOW - 3_600 * SECOND, NOW + SECOND])).toEqual([NOW, NOW + SECOND]);
    expect(passed(1, [Number.NaN])).toEqual([]);
  });

  test("says the limit and the rate that it would be", () => {
    const look = lookAt({ view: { orderTimes: [NOW] }, limits: { orderRatePerS: 0.5 } });
    expect(checkOrderRate(look)).toEqual({ kind: "ORDER_RATE", limit: 0.5, value: 1 });
  });

  test(`no second holds more than the limit, and no order is refused without cause (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 200; round += 1) {
      const ratePerS = prng.between(1, 6);
      let now = 0;
      const times = Array.from({ length: 100 }, () => {
        now += prng.between(0, SECOND / 3);
        return now;
      });
      const approved = passed(ratePerS, times);
      for (const end of times) {
        const window = approved.filter((time) => time <= end && end - time < SECOND);
        expect(window.length).toBeLessThanOrEqual(ratePerS);
        expect(approved.includes(end) || window.length === ratePerS).toBe(true);
      }
    }
  });
});
