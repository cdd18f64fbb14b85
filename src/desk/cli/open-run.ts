/** The folder and the state that a desk starts with: new ones, or those of a run that it goes on with. */
import { join, resolve } from "node:path";
import type { ActorSpec } from "../../runtime/supervisor/actor-spec.ts";
import { FileStateStore } from "../../runtime/supervisor/state/file-store.ts";
import type { StateOptions } from "../../runtime/supervisor/state/state-options.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { recoverDesk, refusedSentences } from "../run/recovered-desk.ts";
import { archiveLogs, type LifeCard, takeOver } from "../run/take-over.ts";
import { EXIT } from "./exit-codes.ts";
import type { Failure, Output } from "./output.ts";
import { openRunFolder } from "./run-folder.ts";
import type { StartArguments } from "./start-arguments.ts";

/** A life of the desk: `before` is the one that it goes on from. */
export type DeskLife = { readonly number: number; readonly before: LifeCard | null };

/** A run that this process may write to. */
export type OpenedRun = { readonly folder: string; readonly life: DeskLife };

/** Makes a run's folder, or takes over the one that `--resume` names. */
export async function openRun(
  plan: DeskPlan,
  { resume, dataFolder }: StartArguments,
): Promise<OpenedRun | Failure> {
  if (resume !== null) return resumeRun(plan, resolve(resume));
  const folder = await openRunFolder(resolve("run"), dataFolder);
  if (folder.ok) return { folder: folder.value, life: { number: 1, before: null } };
  const help = ["name a folder that is empty, or that does not exist yet"];
  return { exit: EXIT.CONFLICT, message: folder.failure, help };
}

/** What is kept of the desk in the folder, and what an earlier life left there. */
export function stateOf(
  plan: DeskPlan,
  { folder, life, specs }: OpenedRun & { readonly specs: readonly ActorSpec[] },
  output: Output,
): StateOptions {
  const store = new FileStateStore(join(folder, "state"));
  const numbered = plan.instruments.map(({ name }) => name);
  const { number, before } = life;
  // Dead before it was up, and before anything could be kept: nothing was ever traded.
  const mayBeEmpty = before?.life === 1 && before.url === null;
  const wanted = { specs, numbered, mayBeEmpty };
  const recovered = before === null ? null : recoverDesk(store, plan, wanted);
  for (const sentence of recovered === null ? [] : refusedSentences(recovered)) {
    output.warn(sentence);
  }
  const onFailure = (reason: string | null) => {
    output.warn(reason === null ? "state is kept again" : `state is not kept: ${reason}`);
  };
  return { store, life: number, recovered, numbered, onFailure };
}

function resumeRun(plan: DeskPlan, folder: string): OpenedRun | Failure {
  const taken = takeOver(folder, plan.folder);
  if (!taken.ok) return { exit: EXIT.CONFLICT, message: taken.failure };
  const { value: before } = taken;
  archiveLogs(folder, before.life);
  return { folder, life: { number: before.life + 1, before } };
}
