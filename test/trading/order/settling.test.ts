/** When a gateway that was blind may trade again. */
import { describe, expect, test } from "bun:test";
import {
  hurried,
  PASS_EVERY_NS,
  type PassResult,
  unsettled,
  withPass,
} from "../../../src/trading/order/settling.ts";

const S = 1e9;
const pass = (kind: PassResult["kind"], from: number, to = from): PassResult => ({
  kind,
  startedNs: from * S,
  endedNs: to * S,
});

describe("settling", () => {
  test("two clean passes a second apart settle it, one does not", () => {
    const once = withPass(unsettled(0), pass("CLEAN", 0, 0.3));
    expect(once).toMatchObject({ state: "RECONCILING", nextNs: 1.3 * S });
    expect(withPass(once, pass("CLEAN", 1.3, 1.5))).toMatchObject({
      state: "SETTLED",
      nextNs: 1.5 * S + PASS_EVERY_NS,
      vain: 0,
    });
  });

  test("a second pass that begins too soon does not count, and does not move the wait", () => {
    const once = withPass(unsettled(0), pass("CLEAN", 0, 0.3));
    const soon = withPass(once, pass("CLEAN", 1.2, 1.25));
    expect(soon).toMatchObject({ state: "RECONCILING", cleanNs: 0.3 * S, nextNs: 1.3 * S });
  });

  test.each(["CHANGED", "FAILED"] as const)("a pass that is %s begins the count anew", (kind) => {
    const once = withPass(unsettled(0), pass("CLEAN", 0, 0.3));
    const broken = withPass(once, pass(kind, 1.3, 1.4));
    expect(broken.cleanNs).toBeNaN();
    expect(withPass(broken, pass("CLEAN", 2.4)).state).toBe("RECONCILING");
  });

  test("a settled one stays so, whatever a pass finds, and looks again", () => {
    const settled = { state: "SETTLED", cleanNs: 1, nextNs: 11 * S, vain: 0 } as const;
    for (const kind of ["CLEAN", "CHANGED", "FAILED"] as const) {
      expect(withPass(settled, pass(kind, 11, 12))).toMatchObject({
        state: "SETTLED",
        nextNs: 12 * S + PASS_EVERY_NS,
        vain: 0,
      });
    }
    expect(hurried(settled, 5 * S).nextNs).toBe(5 * S);
    expect(hurried(settled, 20 * S).nextNs).toBe(11 * S);
  });
});

test("behind passes in vain the next one begins after a pause that doubles to 4 s", () => {
  let settling = unsettled(0);
  const pauses: number[] = [];
  for (const kind of ["CHANGED", "FAILED", "CHANGED", "FAILED"] as const) {
    settling = withPass(settling, { kind, startedNs: 0, endedNs: 10 });
    pauses.push(settling.nextNs - 10);
  }
  expect(pauses).toEqual([1e9, 2e9, 4e9, 4e9]);
  settling = withPass(settling, { kind: "CLEAN", startedNs: 0, endedNs: 10 });
  settling = withPass(settling, { kind: "CHANGED", startedNs: 0, endedNs: 10 });
  expect(settling.nextNs - 10).toBe(1e9);
});
