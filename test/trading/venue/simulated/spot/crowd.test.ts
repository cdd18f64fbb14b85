/** Traders of several kinds at one venue: each acts at its own times, in one order. */
import { describe, expect, test } from "bun:test";
import { Crowd } from "../../../../../src/trading/venue/simulated/spot/crowd.ts";

/** Acts at these times, and says so. */
function traderOf(name: string, times: readonly number[], said: string[]) {
  const left = [...times];
  return {
    get nextAt() {
      return left[0] ?? Number.POSITIVE_INFINITY;
    },
    advance(at: number, stepsMax: number) {
      for (let step = 0; step < stepsMax && this.nextAt <= at; step += 1) {
        said.push(`${name} ${left.shift()}`);
      }
    },
    flashCrash: (symbol: string) => symbol === name,
  };
}

function crowdOf() {
  const said: string[] = [];
  const crowd = new Crowd([traderOf("a", [1, 4, 4, 9], said), traderOf("b", [2, 4, 8], said)]);
  return { said, crowd };
}
const CRASH = { depthBps: 1, fallSteps: 1, recoverySteps: 1 };

describe("Crowd", () => {
  test("lets whoever is next act next, the first named first", () => {
    const { said, crowd } = crowdOf();
    crowd.advance(8, 100);
    expect(said).toEqual(["a 1", "b 2", "a 4", "a 4", "b 4", "b 8"]);
    expect(crowd.nextAt).toBe(9);
  });

  test("takes no more steps than it is told, and the same ones however it is asked", () => {
    const whole = crowdOf();
    whole.crowd.advance(9, 100);
    const single = crowdOf();
    while (single.crowd.nextAt <= 9) single.crowd.advance(9, 1);
    expect(single.said).toEqual(whole.said);
    expect(whole.said).toHaveLength(7);
    expect(whole.crowd.nextAt).toBe(Number.POSITIVE_INFINITY);
  });

  test("crashes the symbol of whoever trades it", () => {
    const { crowd } = crowdOf();
    expect(["b", "c"].map((symbol) => crowd.flashCrash(symbol, CRASH))).toEqual([true, false]);
  });
});
