/** The folder and the state that a desk starts with: new ones, or those of a run that it goes on with. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemStorage } from "../../runtime/io/disk/system-storage.ts";
import type { ActorSpec } from "../../runtime/supervisor/actor-spec.ts";
import { FileStateStore } from "../../runtime/supervisor/state/file-store.ts";
import type { RecoveredState } from "../../runtime/supervisor/state/recovered-state.ts";
import type { StateOptions } from "../../runtime/supervisor/state/state-options.ts";
import type { StateStore } from "../../runtime/supervisor/state/state-part.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { catchUpByLogs } from "../run/files/catch-up.ts";
import { findJournal } from "../run/files/found-journal.ts";
import { holdRun } from "../run/files/hold-run.ts";
import { JournalStateStore } from "../run/files/journal-store.ts";
import { recoverDesk, refusedSentences } from "../run/files/recovered-desk.ts";
import { openRunFolder } from "../run/files/run-folder.ts";
import { archiveLogs, type LifeCard, lastLogsOf, takeOver } from "../run/files/take-over.ts";
import { EXIT } from "./exit-codes.ts";
import type { Failure, Output } from "./output.ts";
import { runFolderOf, runsHelp } from "./run-folder-of.ts";
import type { StartArguments } from "./start-arguments.ts";

const TAKE_OVER_HELP = [
  "name a run of this desk whose process is gone: bun run start <desk> --resume <run>",
];

/** A life of the desk: `before` is the one that it goes on from. */
export type DeskLife = { readonly number: number; readonly before: LifeCard | null };

/** A run that this process may write to. */
export type OpenedRun = { readonly folder: string; readonly life: DeskLife };

/** Makes a run's folder, or takes over the one that `--resume` names. */
export async function openRun(
  plan: DeskPlan,
  { resume, dataFolder }: StartArguments,
): Promise<OpenedRun | Failure> {
  if (resume !== null) return resumeRun(plan, resume);
  const folder = await openRunFolder(resolve("run"), dataFolder);
  const help = ["name a folder that is empty, or that does not exist yet"];
  if (!folder.ok) return { exit: EXIT.CONFLICT, message: folder.failure, help };
  const held = holdRun(folder.value);
  if (!held.ok) return { exit: EXIT.CONFLICT, message: held.failure, help };
  return { folder: folder.value, life: { number: 1, before: null } };
}

/** What is kept of the desk in the folder, and what an earlier life left there. */
export function stateOf(
  plan: DeskPlan,
  { folder, life, specs }: OpenedRun & { readonly specs: readonly ActorSpec[] },
  output: Output,
): StateOptions | Failure {
  const store = storeOf(plan, folder, life);
  if ("exit" in store) return store;
  const numbered = plan.instruments.map(({ name }) => name);
  const { number, before } = life;
  const recovered =
    before === null ? null : recover({ plan, store, folder, before, specs }, output);
  const onFailure = (reason: string | null) => {
    output.warn(reason === null ? "state is kept again" : `state is not kept: ${reason}`);
  };
  return { store, life: number, recovered, numbered, onFailure };
}

/** Of a desk with a journal, in the journal; of any other, in files of its own. */
function storeOf(plan: DeskPlan, folder: string, { before }: DeskLife): StateStore | Failure {
  if (!plan.actors.some(({ kind }) => kind === "journal")) {
    return new FileStateStore(join(folder, "state"));
  }
  const found = before === null ? null : findJournal(() => systemStorage(join(folder, "journal")));
  // What a disk does not give now it may give to a later start: nothing is decided without it.
  if (found?.kind === "REFUSED" && found.isUnread) {
    return { exit: EXIT.ERROR, message: `the journal cannot be read: ${found.reason}` };
  }
  return new JournalStateStore({ found, executions: executionsOf(plan) });
}

function executionsOf({ actors }: DeskPlan): ReadonlySet<string> {
  return new Set(actors.filter(({ kind }) => kind === "execution").map(({ name }) => name));
}

type Left = {
  readonly plan: DeskPlan;
  readonly store: StateStore;
  readonly folder: string;
  readonly before: LifeCard;
  readonly specs: readonly ActorSpec[];
};

function recover({ plan, store, folder, before, specs }: Left, output: Output): RecoveredState {
  const numbered = plan.instruments.map(({ name }) => name);
  // Dead before it was up, and before anything could be kept: nothing was ever traded.
  // A journal that is empty behind a life that was up may have been taken away: that is never believed.
  const mayBeEmpty = before.life === 1 && before.url === null;
  const recovered = recoverDesk(store, plan, { specs, numbered, mayBeEmpty });
  for (const sentence of refusedSentences(recovered)) output.warn(sentence);
  if (recovered.isPartial) return recovered;
  // The journal has every event of them, and what they add up to.
  if (store instanceof JournalStateStore) return recovered;
  const names = [...executionsOf(plan)];
  const caughtUp = catchUpByLogs(recovered, names, lastLogsOf(folder, before.life));
  if (caughtUp.ok) return caughtUp.value;
  output.warn(`boards may be a tenth of a second behind what was said: ${caughtUp.failure}`);
  return recovered;
}

function resumeRun(plan: DeskPlan, named: string): OpenedRun | Failure {
  const folder = runFolderOf(named);
  if (!existsSync(folder)) {
    const message = `there is no run ${named}: neither such a folder nor run/${named}`;
    return { exit: EXIT.CONFLICT, message, help: runsHelp() };
  }
  const taken = takeOver(folder, plan.folder);
  if (!taken.ok) return { exit: EXIT.CONFLICT, message: taken.failure, help: TAKE_OVER_HELP };
  const { value: before } = taken;
  archiveLogs(folder, before.life);
  return { folder, life: { number: before.life + 1, before } };
}
