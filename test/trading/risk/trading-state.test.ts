/** Trading states: they tighten by themselves, and loosen by a person's word only. */
import { describe, expect, test } from "bun:test";
import {
  INITIAL_TRADING,
  KILLED,
  rearm,
  resume,
  type TradingState,
  tighten,
} from "../../../src/trading/risk/trading-state.ts";

const STATES: readonly TradingState[] = ["ACTIVE", "REDUCING", "HALTED"];

describe("trading", () => {
  test("begins halted", () => {
    expect(INITIAL_TRADING).toEqual({ state: "HALTED", isKilled: false });
  });

  test.each(STATES.flatMap((from, rank) => STATES.map((to, next) => [from, to, next > rank])))(
    "%s asked to tighten to %s changes: %p",
    (from, to, changes) => {
      const state = from as TradingState;
      const after = tighten({ state, isKilled: false }, to as TradingState);
      expect(after.state).toBe(changes ? (to as TradingState) : state);
    },
  );

  test("goes on where it is told to", () => {
    expect(resume(INITIAL_TRADING, "ACTIVE")).toEqual({ state: "ACTIVE", isKilled: false });
  });

  test("stays killed until a person re-arms it, and is halted even then", () => {
    expect(resume(KILLED, "ACTIVE")).toEqual(KILLED);
    expect(tighten(KILLED, "ACTIVE")).toEqual(KILLED);
    expect(rearm(KILLED)).toEqual(INITIAL_TRADING);
    expect(resume(rearm(KILLED), "ACTIVE").state).toBe("ACTIVE");
  });
});
