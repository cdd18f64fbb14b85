/**
 * Which runs make room for a new one: their files are a record, so only what nobody can miss goes.
 *
 * Kept are the newest {@link RUNS_KEPT} of all, as many of each desk that were up, every run that a
 * process is in, every run of mode `live`, and for a week each one that was cut off: somebody may go on
 * with it, and its orders.
 */
import { closeSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { takeKernelLock } from "../../../runtime/io/disk/lock/kernel-lock.ts";
import { isAlive, isForeign } from "../../../runtime/io/process-mark.ts";
import { HELD_FILE } from "./hold-run.ts";
import type { DeskCard } from "./run-folder.ts";

/** Runs that are kept, the new one included. */
export const RUNS_KEPT = 10;
/** How long a run that was cut off waits for somebody to go on with it. Milliseconds. */
const CUT_OFF_MS = 7 * 24 * 60 * 60 * 1_000;

export const RUN_NAME = /^\d{8}T\d{6}Z-[a-z]{4}$/;

type Run = {
  readonly name: string;
  /** Null of one that was refused before it had one. */
  readonly card: DeskCard | null;
};

/**
 * Removes runs of the folder `runs` that nobody can miss, one after the other; `onDrop` is told of each.
 *
 * @param nowMs Wall time.
 */
export async function dropOldRuns(
  runs: string,
  nowMs: number,
  onDrop: (name: string) => void,
): Promise<undefined> {
  if (!existsSync(runs)) return;
  const names = readdirSync(runs).filter((name) => RUN_NAME.test(name));
  const all = names.sort().map((name): Run => ({ name, card: readCard(join(runs, name)) }));
  for (const { name, card } of droppable(all, nowMs)) {
    if (await dropUnheld(join(runs, name), card)) onDrop(name);
  }
}

/** By what their cards say; `runs` are oldest first. */
function droppable(runs: readonly Run[], nowMs: number): readonly Run[] {
  const newest = new Set(runs.slice(-RUNS_KEPT));
  const ofDesk = new Map<string, Run[]>();
  for (const run of runs) {
    if (wasUp(run)) ofDesk.set(run.card.desk, [...(ofDesk.get(run.card.desk) ?? []), run]);
  }
  for (const ups of ofDesk.values()) for (const run of ups.slice(-RUNS_KEPT)) newest.add(run);
  return runs.filter((run) => {
    if (newest.has(run)) return false;
    if (!wasUp(run)) return true;
    const { mode, startedAt, ended } = run.card;
    if (mode === "live") return false;
    return ended !== undefined || nowMs - msOf(startedAt) > CUT_OFF_MS;
  });
}

function wasUp(run: Run): run is Run & { readonly card: DeskCard } {
  return run.card !== null && run.card.url !== null;
}

/** NaN of what is no time: it is never too long ago. */
function msOf(time: string): number {
  try {
    return Temporal.Instant.from(time).epochMilliseconds;
  } catch {
    return Number.NaN;
  }
}

/** @returns whether it is gone: not when a process is in it, or may be. */
async function dropUnheld(folder: string, card: DeskCard | null): Promise<boolean> {
  const path = join(folder, HELD_FILE);
  let lock: number | null = null;
  try {
    const taken = existsSync(path) ? takeKernelLock(path) : "UNKNOWN";
    if (taken === "HELD") return false;
    if (taken !== "UNKNOWN") lock = taken;
    else if (card !== null && (isForeign(card) || isAlive(card))) return false;
    await rm(folder, { recursive: true, force: true });
    return true;
  } catch {
    // What cannot be locked or removed stays: it is in nobody's way.
    return false;
  } finally {
    if (lock !== null) closeSync(lock);
  }
}

function readCard(folder: string): DeskCard | null {
  try {
    return JSON.parse(readFileSync(join(folder, "desk.json"), "utf8")) as DeskCard;
  } catch {
    return null;
  }
}
