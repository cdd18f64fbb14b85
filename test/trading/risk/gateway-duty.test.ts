/** What a gateway may do without those above it: the strictest word counts, and doubt is a no. */
import { describe, expect, test } from "bun:test";
import {
  dutyOf,
  type GatewayLook,
  type RiskGoneAt,
  riskGoneAt,
} from "../../../src/trading/risk/gateway-duty.ts";

const GOOD: GatewayLook = {
  isRiskReady: true,
  trading: { epoch: 4, state: "ACTIVE", killed: 0 },
  isUnrecorded: false,
  isHeld: false,
  mustCancel: false,
};
const LIMIT_NS = 2e9;

type Trading = NonNullable<GatewayLook["trading"]>;
type Change = Partial<Omit<GatewayLook, "trading">> & { trading?: Partial<Trading> | null };

function lookOf(change: Change = {}): GatewayLook {
  const trading = change.trading === null ? null : { ...GOOD.trading, ...change.trading };
  return { ...GOOD, ...change, trading } as GatewayLook;
}

const duty = (look: GatewayLook, goneAt: RiskGoneAt = null, now = 10e9, cancelAfterNs = LIMIT_NS) =>
  dutyOf(look, goneAt, { now, cancelAfterNs });

describe("dutyOf", () => {
  test("trades under the current epoch, also while only reducing orders pass the gate", () => {
    expect(duty(lookOf())).toEqual({ kind: "TRADE", epoch: 4 });
    expect(duty(lookOf({ trading: { state: "REDUCING" } }))).toEqual({ kind: "TRADE", epoch: 4 });
  });

  test.each([
    ["risk is not ready", { isRiskReady: false }],
    ["risk never said an epoch", { trading: null }],
    ["the epoch is no number", { trading: { epoch: Number.NaN } }],
    ["the epoch is none", { trading: { epoch: 0 } }],
  ])("when %s: cancels only until 2 s are over, then everything", (_, change) => {
    const gone = lookOf(change);
    const only = { kind: "CANCEL_ONLY", reason: "no risk epoch" } as const;
    const all = { kind: "CANCEL_ALL", reason: "no risk for 2.0 s" } as const;
    expect(duty(gone, 8e9 + 1)).toEqual(only);
    expect(duty(gone, 8e9)).toEqual(all);
    // A time that is in doubt is over.
    expect(duty(gone, Number.NaN)).toEqual(all);
    expect(duty(gone, 9e9, Number.NaN)).toEqual(all);
    expect(duty(gone, 9e9, 10e9, Number.NaN)).toEqual({ ...all, reason: "no risk for NaN s" });
    expect(duty(gone, null)).toEqual(all);
  });

  test.each([1, -1, Number.NaN])("a kill latch of %d cancels at once", (killed) => {
    const kill = { kind: "CANCEL_ALL", reason: "killed" } as const;
    expect(duty(lookOf({ trading: { killed } }))).toEqual(kill);
    expect(duty(lookOf({ trading: { killed }, isRiskReady: false }), 10e9)).toEqual(kill);
  });

  test("a journal that has halted cancels at once, also under a current epoch", () => {
    const all = { kind: "CANCEL_ALL", reason: "journal halted" } as const;
    expect(duty(lookOf({ isUnrecorded: true }))).toEqual(all);
    expect(duty(lookOf({ isUnrecorded: true, isRiskReady: false }), 10e9)).toEqual(all);
  });

  test("held or halted takes cancels only; told to cancel, nothing stands against it", () => {
    expect(duty(lookOf({ isHeld: true }))).toEqual({ kind: "CANCEL_ONLY", reason: "held" });
    expect(duty(lookOf({ trading: { state: "HALTED" } }))).toEqual({
      kind: "CANCEL_ONLY",
      reason: "halted",
    });
    expect(duty(lookOf({ isHeld: true, mustCancel: true }))).toEqual({
      kind: "CANCEL_ALL",
      reason: "told to cancel",
    });
  });

  test("a hold does not outlast the absence of risk: after 2 s everything is cancelled", () => {
    const look = lookOf({ isHeld: true, isRiskReady: false });
    expect(duty(look, 8e9)).toMatchObject({ kind: "CANCEL_ALL" });
  });
});

describe("riskGoneAt", () => {
  test("begins with the first look without risk, and ends only with one that sees it ready", () => {
    const gone = lookOf({ isRiskReady: false });
    expect(riskGoneAt(null, lookOf(), 1)).toBeNull();
    expect(riskGoneAt(null, gone, 2)).toBe(2);
    expect(riskGoneAt(2, gone, 3)).toBe(2);
    // A new life that said its epoch and was never ready has not come back.
    expect(riskGoneAt(2, lookOf({ isRiskReady: false, trading: { epoch: 5 } }), 4)).toBe(2);
    expect(riskGoneAt(2, lookOf(), 5)).toBeNull();
  });
});
