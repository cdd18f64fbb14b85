/**
 * The disk of a desk with a journal becomes full, for real: a small file system in memory. It halts, says
 * why, writes that down, and a next start with room goes on with everything that was told to be durable.
 */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../cli/kit/child-desk.ts";
import { foldIn, recordedIn, recoveryIn } from "../run/kit/journal-reading.ts";
import { approvals, byOrder, ofType } from "./kit/said.ts";

const SIZE = "24m";
const desks: ChildDesk[] = [];
const mounts: string[] = [];
const folders: string[] = [];

setDefaultTimeout(3 * DESK_DEADLINE_MS);

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  for (const folder of mounts.splice(0)) {
    Bun.spawnSync(["umount", folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A folder of so many bytes; null where none can be mounted. */
function mountSmall(): string | null {
  const folder = mkdtempSync(join(tmpdir(), "outcry-small-"));
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder]);
  if (mounted.exitCode === 0) {
    mounts.push(folder);
    return folder;
  }
  rmSync(folder, { recursive: true, force: true });
  return null;
}

/** The playback desk with a journal of segments of so many MiB. */
function configWith(segmentMiB: number): string {
  const config = mkdtempSync(join(tmpdir(), "outcry-config-"));
  folders.push(config);
  cpSync(join(ROOT, "config/playback"), config, { recursive: true });
  const journal = `use = "journal"\n\n[args]\nsegmentMiB = ${segmentMiB}\nballastMiB = 1\n`;
  writeFileSync(join(config, "journal.toml"), journal);
  return config;
}

/** Takes all room that is left. */
function fill(path: string): undefined {
  const file = openSync(path, "w");
  const piece = new Uint8Array(4_096);
  try {
    for (;;) writeSync(file, piece);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe("ENOSPC");
  } finally {
    closeSync(file);
  }
}

async function sentBy(desk: ChildDesk): Promise<number> {
  const metrics = await (await fetch(`${await desk.url()}/metrics`)).text();
  return Number(/funnel_total\{.*stage="sent"\} (\d+)/.exec(metrics)?.[1] ?? 0);
}

test("J-8, H-6 a disk that is full halts the desk with its reason, and nothing that was durable is lost", async () => {
  const small = mountSmall();
  if (small === null) {
    process.stderr.write("skipped: no small file system can be mounted here (it needs root)\n");
    return;
  }
  const config = configWith(1);
  const run = join(small, "run");
  const start = (more: readonly string[]) => {
    const given = [config, "--no-guard", "--port", "0", "--speed", "8", ...more];
    const started = new ChildDesk(given);
    desks.push(started);
    return started;
  };

  const desk = start(["--data", run]);
  await desk.until("an order", async () => (await sentBy(desk)) > 0);
  const filler = join(small, "filler");
  fill(filler);
  await desk.until("the halt", () => desk.err.includes("journal halted, trading is halted: "));
  expect(desk.err).toContain("ENOSPC");
  const url = await desk.url();
  await desk.until(
    "its word to load balancers",
    async () => (await fetch(`${url}/readyz`)).status === 503,
  );
  const ready = await (await fetch(`${url}/readyz`)).text();
  expect(ready).toContain("journal");
  expect(ready).toContain("ENOSPC");
  // Alive, so that somebody can ask it why.
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const sent = await sentBy(desk);
  const durable = foldIn(run).recorded;
  desk.signal("SIGTERM");
  const { exit, err } = await desk.ended;
  expect(exit, err).toBe(8);
  const { halt, previous } = recoveryIn(run);
  expect(previous?.status).toBe("HALTED");
  expect(halt?.message).toContain("ENOSPC");
  const approved = byOrder(approvals(recordedIn(run)));
  expect(approved.size).toBeGreaterThanOrEqual(sent);

  rmSync(filler);
  const next = start(["--resume", run]);
  await next.until("an order of the next life", async () => (await sentBy(next)) > 0);
  for (const [actor, { sequence }] of durable) {
    expect(foldIn(run).recordedOf(actor)?.sequence).toBeGreaterThanOrEqual(sequence);
  }
  byOrder(ofType(recordedIn(run), "order-event", "SENT"));
});

test("H-6 it is found out at once, also when the journal needs no room for a long time", async () => {
  const small = mountSmall();
  if (small === null) return;
  const run = join(small, "run");
  const desk = new ChildDesk([configWith(8), "--no-guard", "--port", "0", "--data", run]);
  desks.push(desk);
  const [first, next] = ["j-0000000000000001.seg", "next.tmp"].map((name) =>
    join(run, "journal", name),
  );
  const isMade = (path = "") => existsSync(path) && statSync(path).size === 8 << 20;
  await desk.until("an order", async () => (await sentBy(desk)) > 0);
  await desk.until("the next segment", () => isMade(first) && isMade(next));
  fill(join(small, "filler"));
  await desk.until("the halt", () => desk.err.includes("journal halted, trading is halted: "));
  expect(desk.err).toContain("halted: cannot find room in the journal's folder: ENOSPC");
  // It is there still: nothing had asked for it.
  expect(isMade(next)).toBe(true);
  const url = await desk.url();
  await desk.until("its word", async () => (await fetch(`${url}/readyz`)).status === 503);
});
