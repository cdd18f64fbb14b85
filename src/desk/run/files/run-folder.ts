/**
 * The folder of one run's files: `run/<UTC time>-<4 letters>/`, or the one that was asked for, which
 * must be empty. `run/latest` links to the one that was up last.
 */
import { renameSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, symlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Result } from "../../../core/result.ts";
import { failWith, succeed } from "../../../core/result.ts";
import { isoTime } from "../../http/iso-time.ts";
import { RUN_NAME } from "./old-runs.ts";
import type { LifeCard } from "./take-over.ts";

/** How a run ended, in order. */
export type RunEnd = {
  readonly reason: string;
  /** Wall time, as text. */
  readonly at: string;
  /** Orders that were to be cancelled, and were open at the end. */
  readonly openOrders: number;
};

/** `desk.json`: what tools need to find a running desk. */
export type DeskCard = LifeCard & {
  readonly mode: string;
  readonly startedAt: string;
  /** That the console was to listen at; 0 took any. Once it listens, `url` has it. */
  readonly port: number;
  /** Missing while the run goes on, and of one that was cut off. */
  readonly ended?: RunEnd;
  readonly versions: Readonly<Record<string, string>>;
  /** File under `code/` of each actor at the start, by its name. */
  readonly code: Readonly<Record<string, string>>;
};

const OWNER_ONLY = 0o600;

/**
 * Makes the folder of a run, and returns its absolute path, or why it cannot be had.
 *
 * @param runs Folder of all runs.
 * @param asked `--data DIR`; null makes one under `runs`.
 */
export async function openRunFolder(
  runs: string,
  asked: string | null,
): Promise<Result<string, string>> {
  if (asked !== null) return openAsked(resolve(asked));
  const name = runName();
  await mkdir(join(runs, name), { recursive: true });
  return succeed(join(runs, name));
}

/**
 * Links `latest` to a run that is up, when it is one of `runs`: a start that was refused takes nobody's
 * place.
 */
export async function linkLatest(runs: string, folder: string): Promise<undefined> {
  const name = basename(folder);
  if (dirname(folder) === runs && RUN_NAME.test(name)) await replaceLink(runs, name);
}

/**
 * Writes `desk.json`, readable by its owner only; replaces it whole. In one step: each change of the
 * plan writes it, and two at once would take the new file from one another.
 */
export async function writeDeskCard(folder: string, card: DeskCard): Promise<undefined> {
  const path = join(folder, "desk.json");
  const text = `${JSON.stringify(card, null, 2)}\n`;
  writeFileSync(`${path}.new`, text, { mode: OWNER_ONLY });
  renameSync(`${path}.new`, path);
}

/** Writes into `desk.json` how the run ended. */
export async function writeRunEnd(folder: string, ended: RunEnd): Promise<undefined> {
  const card = JSON.parse(await readFile(join(folder, "desk.json"), "utf8")) as DeskCard;
  await writeDeskCard(folder, { ...card, ended });
}

/** The port in `desk.json` of a run that was there before; null when it has none of its own. */
export async function readPort(folder: string): Promise<number | null> {
  try {
    const card = JSON.parse(await readFile(join(folder, "desk.json"), "utf8")) as DeskCard;
    const port = card.url === null ? card.port : Number(new URL(card.url).port);
    return port > 0 ? port : null;
  } catch {
    // It died before it had one.
    return null;
  }
}

async function openAsked(folder: string): Promise<Result<string, string>> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder);
  return entries.length === 0
    ? succeed(folder)
    : failWith(`--data ${folder} must be empty: it holds ${entries.length} entries`);
}

/** A time that sorts, and four letters so that two runs of one second differ. */
function runName(): string {
  const iso = isoTime().replaceAll(/[-:]|\.\d+/g, "");
  const letters = crypto.getRandomValues(new Uint8Array(4));
  return `${iso}-${Array.from(letters, (byte) => String.fromCharCode(97 + (byte % 26))).join("")}`;
}

/** A link is replaced by a rename, so that `latest` exists at every moment. */
async function replaceLink(runs: string, name: string): Promise<undefined> {
  const fresh = join(runs, `.latest-${name}`);
  await symlink(name, fresh);
  await rename(fresh, join(runs, "latest"));
}
