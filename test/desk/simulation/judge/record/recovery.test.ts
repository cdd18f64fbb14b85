/** What a next process must know of fills, and what it may have lost. */
import { describe, expect, test } from "bun:test";
import { Filled } from "../../../../../src/desk/message/filled.ts";
import { emptyPair } from "../../../../../src/desk/record/filled-pair.ts";
import { VenueTruth } from "../../../../../src/desk/simulation/judge/order/venue-truth.ts";
import { judgeRecovery } from "../../../../../src/desk/simulation/judge/record/recovery.ts";
import type { RecoveredState } from "../../../../../src/runtime/supervisor/state/recovered-state.ts";
import { courtAt, eventOf } from "../judged.ts";

/** A venue that has filled 4 lots at 100, and a next process that knows of `lots`, and of what they cost. */
function judged(lots: number | null, isWritten: boolean, cost = `${(lots ?? 0) * 100}`) {
  const truth = new VenueTruth();
  truth.take(eventOf("SENT"));
  truth.take(eventOf("FILL", { deltaLots: 4, cumLots: 4 }));
  const court = courtAt();
  const body = { ...emptyPair(5, 0), lots: lots ?? 0, cost, fills: 1, sequence: 9 };
  const data = new DataView(new ArrayBuffer(Filled.codec.sizeOf(body)));
  Filled.codec.write(data, 0, body);
  const value = (_actor: string, _board: string, slot: number) =>
    slot === 0 && lots !== null ? new Uint8Array(data.buffer) : null;
  const recovered = { valueOf: value } as unknown as RecoveredState;
  judgeRecovery(court, truth, { executions: ["paper"], recovered, isWritten });
  return { text: court.violation?.text ?? null, lots: truth.pair(5, 0).lots };
}

describe("judgeRecovery", () => {
  test("has nothing against a process that knows every fill", () => {
    expect(judged(4, true)).toEqual({ text: null, lots: 4 });
  });

  test.each([3, 5, null])("accuses one that knows of %p lots when all was written", (lots) => {
    expect(judged(lots, true).text).toContain(`${lots ?? 0} lots of strategy 5`);
  });

  test("accuses one that knows of another cost when all was written", () => {
    expect(judged(4, true, "399").text).toContain("for -399 were recovered: 4 for -400 were");
  });

  test("believes what was recovered when the end of the log was lost", () => {
    expect(judged(3, false)).toEqual({ text: null, lots: 3 });
  });
});
