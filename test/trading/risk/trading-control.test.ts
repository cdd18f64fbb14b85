/** Trading states at the gate: halted takes nothing, reducing what reduces whatever fills. */
import { describe, expect, test } from "bun:test";
import { checkTradingState } from "../../../src/trading/risk/trading-control.ts";
import { held, lookAt, order } from "./gate-kit.ts";

describe("checkTradingState", () => {
  test.each([
    ["SELL", 5, held(5), null],
    ["SELL", 6, held(5), 6],
    ["BUY", 1, held(5), 1],
    ["SELL", 3, held(5, 0, 3), 6],
    ["SELL", 2, held(5, 9, 3), null],
    ["BUY", 5, held(-5), null],
    ["BUY", 6, held(-5), 6],
    ["BUY", 3, held(-5, 3), 6],
    ["BUY", 1, held(0), 1],
    ["SELL", 1, held(0), 1],
    ["SELL", 1, held(Number.NaN), 1],
  ] as const)("while reducing, %s %d on %o is refused with %p", (side, lots, exposure, value) => {
    const view = { trading: "REDUCING", ...exposure } as const;
    const refusal = checkTradingState(lookAt({ intent: order(side, lots), view }));
    expect(refusal?.value ?? null).toBe(value);
    if (value !== null) expect(refusal).toMatchObject({ kind: "HALTED", name: "REDUCING" });
  });

  test("while halted nothing passes, nor in a state that nobody knows", () => {
    for (const trading of ["HALTED", "", undefined] as never[]) {
      const view = { trading, ...held(5) };
      expect(checkTradingState(lookAt({ intent: order("SELL", 1), view }))?.kind).toBe("HALTED");
    }
    expect(checkTradingState(lookAt())).toBeNull();
  });
});
