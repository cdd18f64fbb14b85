/** Which runs make room for a new one, and which never do. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { closeSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropOldRuns, RUNS_KEPT } from "../../../../src/desk/run/files/old-runs.ts";
import { takeKernelLock } from "../../../../src/runtime/io/disk/lock/kernel-lock.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = Date.parse("2026-03-01T00:00:00Z");
const ENDED = { reason: "stopped", at: "then", openOrders: 0 };

let runs = "";
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "outcry-runs-"));
});
afterEach(() => rmSync(runs, { recursive: true }));

const nameOf = (number: number) => `20260101T0000${String(number).padStart(2, "0")}Z-abcd`;

/** A run that was up and has ended, unless `change` says otherwise. */
function put(number: number, change: Readonly<Record<string, unknown>> = {}): string {
  const folder = join(runs, nameOf(number));
  mkdirSync(folder);
  const card = { desk: "demo", mode: "paper", url: "http://h:1", ended: ENDED, pid: 0 };
  const startedAt = new Date(NOW_MS - DAY_MS).toISOString();
  writeFileSync(join(folder, "desk.json"), JSON.stringify({ ...card, startedAt, ...change }));
  writeFileSync(join(folder, "desk.held"), "");
  return folder;
}

/** Puts so many newer runs behind those that are there. */
const crowd = (change: Readonly<Record<string, unknown>> = {}) => {
  for (let number = 50; number < 50 + RUNS_KEPT; number += 1) put(number, change);
};

async function dropped(): Promise<readonly string[]> {
  const names: string[] = [];
  await dropOldRuns(runs, NOW_MS, (name) => names.push(name));
  const left = readdirSync(runs);
  for (const name of names) expect(left).not.toContain(name);
  return names;
}

describe("dropOldRuns", () => {
  test(`drops what is older than the newest ${RUNS_KEPT}, the oldest first, and nothing else`, async () => {
    mkdirSync(join(runs, "mine"));
    put(1);
    put(2);
    crowd();
    expect(await dropped()).toEqual([nameOf(1), nameOf(2)]);
    expect(readdirSync(runs)).toContain("mine");
    expect(readdirSync(runs)).toHaveLength(RUNS_KEPT + 1);
    expect(await dropped()).toEqual([]);
  });

  test("never drops one that a process is in, however many are newer", async () => {
    const lock = takeKernelLock(join(put(1, { ended: undefined }), "desk.held"));
    put(2);
    crowd();
    expect(await dropped()).toEqual([nameOf(2)]);
    if (typeof lock === "number") closeSync(lock);
  });

  test("keeps as many of each desk: another one's starts take nobody's place", async () => {
    put(1, { desk: "mine" });
    crowd();
    expect(await dropped()).toEqual([]);
  });

  test("counts no start that was refused", async () => {
    put(1);
    crowd({ url: null });
    expect(await dropped()).toEqual([]);
    for (let number = 70; number < 70 + RUNS_KEPT; number += 1) put(number, { desk: "mine" });
    expect(await dropped()).toHaveLength(RUNS_KEPT);
    expect(readdirSync(runs)).toContain(nameOf(1));
  });

  test("keeps one that was cut off for a week: its orders may be at the venue", async () => {
    const at = (days: number) => new Date(NOW_MS - days * DAY_MS).toISOString();
    put(1, { ended: undefined, startedAt: at(8) });
    put(2, { ended: undefined, startedAt: at(6) });
    put(3, { ended: undefined, startedAt: "no time" });
    crowd();
    expect(await dropped()).toEqual([nameOf(1)]);
  });

  test("never drops one of mode live", async () => {
    put(1, { mode: "live" });
    put(2);
    crowd();
    expect(await dropped()).toEqual([nameOf(2)]);
  });

  test("drops one without a card", async () => {
    mkdirSync(join(runs, nameOf(1)));
    crowd();
    expect(await dropped()).toEqual([nameOf(1)]);
  });

  test("does nothing where there are no runs", async () => {
    await dropOldRuns(join(runs, "none"), NOW_MS, () => expect.unreachable());
  });
});
