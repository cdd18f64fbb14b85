/** When checkpoints and heartbeats are due, on a clock in hand; and what a log does at those moments. */
import { describe, expect, test } from "bun:test";
import { Cadence } from "../../../../src/runtime/journal/audit/cadence.ts";
import { AuditKit, momentAt } from "./kit/audit-kit.ts";

describe("a checkpoint is due", () => {
  test("never, while nothing was written", () => {
    expect(new Cadence(0).isCheckpointDue(1e15)).toBe(false);
  });

  test("at the 1,000th record", () => {
    const cadence = new Cadence(0);
    for (let record = 1; record <= 1_000; record += 1) {
      cadence.recorded("FILL", 5);
      expect(cadence.isCheckpointDue(5)).toBe(record === 1_000);
    }
  });

  test("10 s after the first record that none covers", () => {
    const cadence = new Cadence(0);
    cadence.recorded("FILL", 4e9);
    cadence.recorded("FILL", 9e9);
    expect(cadence.isCheckpointDue(13.9e9)).toBe(false);
    expect(cadence.isCheckpointDue(14e9)).toBe(true);
    cadence.covered();
    expect(cadence.isCheckpointDue(99e9)).toBe(false);
  });

  test("at once when trading was halted, and when the clock is no number", () => {
    const cadence = new Cadence(0);
    cadence.recorded("FILL", 0);
    expect(cadence.isCheckpointDue(Number.NaN)).toBe(true);
    cadence.recorded("HALT", 0);
    expect(cadence.isCheckpointDue(0)).toBe(true);
  });
});

describe("a log", () => {
  test("writes a heartbeat each 60 s, and the silence of a crash is dark time", () => {
    const kit = new AuditKit();
    kit.write(2);
    for (let s = 1; s <= 300; s += 1) kit.log.tick(momentAt(s * 1_000));
    kit.ms = 300_000;
    expect(kit.verdict()).toMatchObject({ exit: 0, darkCount: 0 });
    const next = kit.reopen();
    next.ms = 700_000;
    next.write(1);
    next.end();
    const { darkCount, dark } = next.verdict();
    expect(darkCount).toBe(1);
    expect((dark[0]?.toMicros ?? 0) - (dark[0]?.fromMicros ?? 0)).toBeGreaterThan(390e6);
  });

  test("that has ended is silent without being dark", () => {
    const kit = new AuditKit();
    kit.write(2);
    kit.end();
    const next = kit.reopen();
    next.ms = 9_000_000;
    next.write(1);
    next.end();
    expect(next.verdict()).toMatchObject({ exit: 0, darkCount: 0, runCount: 2, isEnded: true });
  });

  test("has a checkpoint at the halt, and none because of the record that holds one", () => {
    const kit = new AuditKit();
    kit.write(1);
    kit.log.append({ kind: "HALT", actor: "risk", payload: { why: "drawdown" } }, momentAt(5));
    kit.log.tick(momentAt(5));
    expect(kit.log.checkpointSize).toBe(kit.log.size);
    const { size } = kit.log;
    for (let s = 1; s < 59; s += 1) kit.log.tick(momentAt(s * 1_000));
    expect(kit.log.size).toBe(size);
  });

  test("takes nothing after its end, and no record of the log's own kinds", () => {
    const kit = new AuditKit();
    const own = { kind: "RUN_ENDED", actor: "risk", payload: null };
    expect(() => kit.log.append(own, momentAt(1))).toThrow("the log's own");
    kit.end();
    expect(() => kit.write(1)).toThrow("has ended");
  });

  test("says that wall time went back, and goes on", () => {
    const kit = new AuditKit();
    kit.write(5);
    kit.log.append({ kind: "FILL", actor: "risk", payload: 1 }, { nowNs: 2e9, wallMicros: 77 });
    kit.end();
    const verdict = kit.verdict();
    expect(verdict.exit).toBe(0);
    expect(verdict.warnings.join()).toContain("wall time goes back");
  });
});
