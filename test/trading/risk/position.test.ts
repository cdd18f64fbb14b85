/** The worst position that orders could lead to, at its limit of 100 lots. */
import { describe, expect, test } from "bun:test";
import { checkPosition } from "../../../src/trading/risk/position.ts";
import { held, lookAt, order } from "./gate-kit.ts";

describe("checkPosition", () => {
  test.each([
    ["BUY", 100, held(0), null],
    ["BUY", 101, held(0), 101],
    ["SELL", 100, held(0), null],
    ["SELL", 101, held(0), -101],
    ["BUY", 10, held(50, 40), null],
    ["BUY", 11, held(50, 40), 101],
    ["BUY", 11, held(50, 40, 30), 101],
    ["SELL", 10, held(-50, 0, 40), null],
    ["SELL", 11, held(-50, 30, 40), -101],
    ["SELL", 200, held(100), null],
    ["SELL", 201, held(100), -101],
    ["SELL", 160, held(100, 0, 41), -101],
    ["SELL", 10, held(150), null],
    ["BUY", 10, held(150), 160],
    ["BUY", 10, held(-150), null],
  ] as const)("%s %d on %o could come to %p", (side, lots, view, worstLots) => {
    const refusal = checkPosition(lookAt({ intent: order(side, lots), view }));
    expect(refusal?.value ?? null).toBe(worstLots);
    if (worstLots !== null) expect(refusal).toMatchObject({ kind: "POSITION", limit: 100 });
  });
});
