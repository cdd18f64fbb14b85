/** Actors that keep files of their own, on real threads: killed at any moment, they go on from them. */
import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyLog } from "../../../src/desk/audit-verify/verify-log.ts";
import { deliveriesIn } from "../../../src/desk/run/files/deliveries.ts";
import { replayRun } from "../../../src/desk/run/replay/replay-run.ts";
import { atEnd } from "../../kit/at-end.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { type KitActor, specOf } from "../../kit/kit-spec.ts";
import type { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-own-files-"));
  atEnd(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function started(kit: KitActor, folder: string, deliveries: string | null = null) {
  const spec = await specOf(kit, { args: { folder } });
  const { desk, taps } = await KitDesk.startTapped([spec], [kit], { deliveries });
  return { desk, tap: taps[kit] as Tap };
}

/** What each life found, in its words. */
const foundBy = (tap: Tap) => tap.heard("kit-notice").map(({ body }) => String(body.text));
/** The last number that was said to be on the disk. */
const saidBy = (tap: Tap) => tap.numbers("kit-entry").at(-1) ?? 0;

/** Until the life has said that more is on the disk. */
async function untilMore(tap: Tap, life: number): Promise<void> {
  await until(`life ${life} writes`, () =>
    tap.heard("kit-entry").some(({ body }) => body.life === life),
  );
}

// S-25a
describe("an actor with a journal", () => {
  test("that is killed goes on as the successor, with all that it had said was durable", async () => {
    const { desk, tap } = await started("scribe", tempFolder());
    let said = 0;
    for (let life = 1; life <= 4; life += 1) {
      await desk.ready("scribe", life);
      await untilMore(tap, life);
      const [, count = "-1"] = /^life \d+: 1 to (\d+)$/.exec(foundBy(tap).at(-1) ?? "") ?? [];
      expect(Number(count)).toBeGreaterThanOrEqual(said);
      await desk.system.kill("scribe", "the test says so");
      said = saidBy(tap);
    }
    expect(said).toBeGreaterThan(0);
  });

  test("keeps every other one from its folder, and gives it back when it stops", async () => {
    const folder = tempFolder();
    const { desk, tap } = await started("scribe", folder);
    await untilMore(tap, 1);
    const other = await started("scribe", folder);
    await until("the other's word", () => foundBy(other.tap).length > 0);
    expect(foundBy(other.tap)).toEqual(["refused: LOCKED"]);
    expect(existsSync(join(folder, "writer.lock"))).toBe(true);
    // It has no stop of its own: the lock goes with its life.
    await desk.system.stop("the test says so");
    expect(existsSync(join(folder, "writer.lock"))).toBe(false);
  });

  test("is not run again from its delivery log, and no replay fails for it", async () => {
    const run = tempFolder();
    const { desk, tap } = await started("scribe", tempFolder(), deliveriesIn(run));
    await untilMore(tap, 1);
    await desk.system.kill("scribe", "the test says so");
    await desk.ready("scribe", 2);
    await untilMore(tap, 2);
    await desk.system.stop("the test says so");
    expect(readdirSync(deliveriesIn(run)).sort()).toEqual(["scribe.1-0", "scribe.2-0"]);
    const options = { actor: null, until: null, breakAt: null, sources: null };
    const [report] = await replayRun({ folder: run, ...options });
    expect(report?.lives).toMatchObject([
      { incarnation: 1, end: { kind: "OWN_FILES" }, handlers: 0 },
      { incarnation: 2, end: { kind: "OWN_FILES" }, handlers: 0 },
    ]);
  });
});

describe("an actor with an audit log", () => {
  test("that is killed goes on with all that it had signed, and the log verifies", async () => {
    const folder = tempFolder();
    const { desk, tap } = await started("notary", folder);
    let signed = 0;
    for (let life = 1; life <= 3; life += 1) {
      await desk.ready("notary", life);
      await untilMore(tap, life);
      const [, size = "-1"] = /^life \d+: (\d+)$/.exec(foundBy(tap).at(-1) ?? "") ?? [];
      expect(Number(size)).toBeGreaterThanOrEqual(signed);
      if (life < 3) await desk.system.kill("notary", "the test says so");
      signed = saidBy(tap);
    }
    await desk.system.stop("the test says so");
    const verdict = verifyLog(join(folder, "log"));
    expect(verdict).toMatchObject({ exit: 0, bad: null, isEnded: true, runCount: 3 });
    expect(verdict.checkpointSize).toBeGreaterThan(signed);
  });
});
