/**
 * AU-9, and each call of the storage failing in turn. After any failure the files are intact or torn,
 * never tampered with; what was durable is still there; and the log goes on.
 */
import { describe, expect, test } from "bun:test";
import { AuditKit, momentAt } from "./kit/audit-kit.ts";
import type { Done } from "./kit/memory-storage.ts";

describe("AU-9: a crash between a leaf and its checkpoint", () => {
  test("leaves a log whose next checkpoint covers the leaf", () => {
    const kit = new AuditKit();
    kit.write(40);
    const { size, checkpointSize } = kit.log;
    expect(checkpointSize).toBeLessThan(size);
    const next = kit.reopen();
    expect(next.log.checkpointSize).toBeGreaterThan(size);
    expect(next.verdict()).toMatchObject({ exit: 0, runCount: 2, size: size + 1 });
  });

  test("within the last leaf leaves a torn tail, which is put aside and cut", () => {
    const kit = new AuditKit();
    kit.write(10);
    const tail = kit.storage.read("tail") ?? new Uint8Array();
    kit.storage.files.set("tail", tail.slice(0, -20));
    expect(kit.verdict()).toMatchObject({ exit: 3, bad: null });
    const next = kit.reopen();
    next.write(1);
    expect(next.verdict()).toMatchObject({ exit: 0, tornBytes: 0 });
    const torn = [...next.storage.files].filter(([name]) => name.startsWith("torn/"));
    expect(torn.map(([name]) => name)).toEqual([`torn/${kit.log.size - 1}`]);
  });

  test("of a bundle that is complete, in its tail or not, is written again", () => {
    for (const missing of ["tile/entries/000", "tile/0/000"]) {
      const kit = new AuditKit();
      kit.fillTo(255);
      const tail = kit.storage.read("tail") ?? new Uint8Array();
      const before = kit.reopen();
      kit.log.append({ kind: "FILL", actor: "execution", payload: null }, momentAt(1));
      const frame = kit.storage.read("tile/entries/000") ?? new Uint8Array();
      expect(frame.length).toBeGreaterThan(0);
      kit.storage.files.set("tail", tail);
      kit.storage.files.delete(missing);
      before.write(4);
      before.end();
      expect(before.verdict()).toMatchObject({ exit: 0, bad: null });
    }
  });
});

/** Writes, seals a bundle, signs, hides a name, ends. Returns the size that was durable. */
function scenario(kit: AuditKit): number {
  let durable = 0;
  try {
    kit.fillTo(250);
    durable = 250;
    for (let round = 0; round < 10; round += 1) {
      kit.ms += 1;
      const personal = round === 3 ? { personal: { name: "Ada" } } : {};
      kit.log.append(
        { kind: "FILL", actor: "risk", payload: round, ...personal },
        momentAt(kit.ms),
      );
      kit.log.flush();
      durable = kit.log.size;
      if (round % 4 === 1) kit.checkpoint();
    }
    kit.end();
  } catch (error) {
    expect(String(error)).toContain("the disk has failed");
  }
  return durable;
}

const whole = new AuditKit();
scenario(whole);
const CALLS = { storage: whole.storage.calls, memory: whole.memory.calls };

describe("each call of the storage that fails", () => {
  const cases = (["storage", "memory"] as const).flatMap((disk) =>
    (["NOTHING", "HALF", "ALL"] as const).map((done) => [disk, done] as const),
  );

  test.each(cases)(
    "on the disk of the %s, with %s done, leaves a log that goes on with all that was durable",
    (disk, done: Done) => {
      expect(CALLS[disk]).toBeGreaterThan(4);
      for (let call = 1; call <= CALLS[disk]; call += 1) {
        const kit = new AuditKit();
        kit[disk].failAt(call, done);
        const durable = scenario(kit);
        expect(() => kit.log.flush()).toThrow();
        const isBorn = kit.storage.files.has("checkpoint");
        const crashed = kit.verdict();
        expect([call, isBorn ? [0, 3].includes(crashed.exit) : crashed.exit !== 0]).toEqual([
          call,
          true,
        ]);
        const next = kit.reopen();
        expect(next.log.size).toBeGreaterThanOrEqual(durable);
        next.write(2);
        next.end();
        expect([call, next.verdict().exit, next.verdict().bad]).toEqual([call, 0, null]);
      }
    },
    30_000,
  );

  test("is the last one: the log takes nothing more until it is opened again", () => {
    const kit = new AuditKit();
    kit.write(3);
    kit.storage.failAt(1, "NOTHING");
    expect(() => kit.write(1)).toThrow("the disk has failed");
    const files = new Map(kit.storage.files);
    expect(() =>
      kit.log.append({ kind: "FILL", actor: "risk", payload: null }, momentAt(9)),
    ).toThrow("must be opened again");
    expect(() => kit.end()).toThrow("must be opened again");
    expect(kit.storage.files).toEqual(files);
  });
});
