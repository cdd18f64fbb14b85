/**
 * A run whose process died, and that this process goes on with: only when it is a run of the same
 * desk, and nobody runs in it. What its actors wrote is put aside unchanged, so that this life does
 * not write behind a record that the last one did not finish.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { isAlive, isForeign, type ProcessMark } from "../../../runtime/io/process-mark.ts";
import { LIVES_MAX } from "../../../runtime/supervisor/state/process-life.ts";
import { holdRun } from "./hold-run.ts";

/** What the logs of earlier lives may take; the oldest lives go first. Bytes. */
const ARCHIVE_BYTES_MAX = 4 * 2 ** 30;

const LOG_ENDING = ".log";
const LIFE_FOLDER = /^life-(\d+)$/;

/** What a run's `desk.json` says to the process that goes on with it. */
export type LifeCard = ProcessMark & {
  /** Folder of the desk. */
  readonly desk: string;
  readonly life: number;
  /** Of the desk's order ids; none of a run of a program whose ids had none. */
  readonly instance?: string;
  readonly runEpoch: number;
  /** Of the first life. */
  readonly firstRunEpoch: number;
  /** Null until it was up. */
  readonly url: string | null;
};

/**
 * Returns the card of the run in `folder` that this process, one of `desk`, may go on with, or why not.
 * From here on no other process may.
 */
export function takeOver(folder: string, desk: string): Result<LifeCard, string> {
  const card = readCard(join(folder, "desk.json"));
  if (!card.ok) return failWith(`${folder} cannot be resumed: ${card.failure}`);
  const { pid, life } = card.value;
  if (card.value.desk !== desk) {
    return failWith(`${folder} is a run of ${card.value.desk}, and cannot be resumed as ${desk}`);
  }
  const isElsewhere = isForeign(card.value);
  if (!isElsewhere && isAlive(card.value)) {
    return failWith(`${folder} is in use: its process ${pid} still runs`);
  }
  if (!(life < LIVES_MAX)) return failWith(`${folder} has had ${life} lives, and gets no other`);
  const held = holdRun(folder);
  if (!held.ok) return held;
  if (isElsewhere && !held.value) {
    return failWith(
      `${folder} is of another PID namespace, and this system cannot say whether it runs`,
    );
  }
  return succeed(card.value);
}

/**
 * Moves the logs of the life that has ended to `life-<n>/`. Again after an interruption: the rest.
 *
 * @param bytesMax What the logs of all ended lives may take; that of the last one is kept anyway.
 */
export function archiveLogs(folder: string, life: number, bytesMax = ARCHIVE_BYTES_MAX): undefined {
  const archive = join(folder, `life-${life}`);
  const logs = readdirSync(folder).filter((name) => name.endsWith(LOG_ENDING));
  if (logs.length > 0) mkdirSync(archive, { recursive: true });
  for (const name of logs) renameSync(join(folder, name), join(archive, name));
  let bytes = 0;
  for (const name of livesIn(folder).toReversed()) {
    const path = join(folder, name);
    bytes += logsIn(path).reduce((sum, log) => sum + statSync(log).size, 0);
    if (bytes > bytesMax && path !== archive) rmSync(path, { recursive: true, force: true });
  }
}

/** Message logs of all lives of the run in `folder`, oldest first. */
export function logsOf(folder: string): readonly string[] {
  const folders = [...livesIn(folder).map((name) => join(folder, name)), folder];
  return folders.flatMap((one) => logsIn(one));
}

/**
 * Those of the newest life up to `life` that wrote any, oldest first; all of these lives have ended.
 *
 * A life keeps what it recovered before the first of its actors runs. So one that left no log may
 * have died before that, and what was last said stands in the logs of the one before it.
 */
export function lastLogsOf(folder: string, life: number): readonly string[] {
  for (let last = life; last >= 1; last -= 1) {
    const archive = join(folder, `life-${last}`);
    const logs = existsSync(archive) ? logsIn(archive) : [];
    if (logs.length > 0) return logs;
  }
  return [];
}

function livesIn(folder: string): readonly string[] {
  const number = (name: string) => Number(LIFE_FOLDER.exec(name)?.[1]);
  const names = readdirSync(folder).filter((name) => LIFE_FOLDER.test(name));
  return names.sort((left, right) => number(left) - number(right));
}

/** Of one life: the one that was rotated most often is the oldest. */
function logsIn(folder: string): readonly string[] {
  const age = (name: string) => Number(/\.(\d+)\.log$/.exec(name)?.[1] ?? 0);
  return readdirSync(folder)
    .filter((name) => name.endsWith(LOG_ENDING))
    .sort((left, right) => age(right) - age(left))
    .map((name) => join(folder, name));
}

function readCard(path: string): Result<LifeCard, string> {
  if (!existsSync(path)) return failWith("it has no desk.json");
  try {
    const card = JSON.parse(readFileSync(path, "utf8")) as LifeCard;
    const numbers = [card.pid, card.life, card.runEpoch, card.firstRunEpoch];
    const isCard = numbers.every(Number.isSafeInteger) && typeof card.desk === "string";
    return isCard ? succeed(card) : failWith("its desk.json is not that of a run");
  } catch (error) {
    return failWith(`its desk.json cannot be read: ${String(error)}`);
  }
}
