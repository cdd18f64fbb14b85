/** Starts a desk: its folder, its code, its actors, its console, and who follows its files. */
import { resolve } from "node:path";
import { wallMicros } from "../../core/clock.ts";
import type { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { ownMark } from "../../runtime/io/process-mark.ts";
import type { Bind, DeskPlan } from "../config/desk-plan.ts";
import { preparePlaces } from "../config/toml/places.ts";
import { type ConsoleServer, serveConsole, whyNotListen } from "../http/console-server.ts";
import { issueToken } from "../http/control/control-token.ts";
import { isoTime } from "../http/iso-time.ts";
import type { ChangingDesk } from "../run/change/changing-desk.ts";
import { DeskCommands } from "../run/change/desk-commands.ts";
import type { Chronicle } from "../run/chronicle/chronicle.ts";
import { deskInstance } from "../run/files/desk-instance.ts";
import { dropOldRuns } from "../run/files/old-runs.ts";
import { nextRunEpoch } from "../run/files/run-epoch.ts";
import { type DeskCard, linkLatest, readPort, writeDeskCard } from "../run/files/run-folder.ts";
import { FirstReady } from "../run/first-ready.ts";
import type { LogPrinter } from "../run/log-printer.ts";
import { codeFilesOf, pinPlan } from "../run/pinned-plan.ts";
import type { RunningDesk } from "../run/running-desk.ts";
import { EXIT } from "./exit-codes.ts";
import { followDesk } from "./follow-desk.ts";
import { openRun } from "./open-run.ts";
import type { Failure } from "./output.ts";
import { runFolderOf } from "./run-folder-of.ts";
import type { Session } from "./session.ts";
import { startActors } from "./start-actors.ts";
import type { StartArguments } from "./start-arguments.ts";
import { VERSION } from "./version.ts";

/** A desk that runs, with all that is around it. */
export type Opened = {
  readonly desk: RunningDesk;
  readonly chronicle: Chronicle;
  readonly changing: ChangingDesk;
  readonly server: ConsoleServer;
  readonly folder: string;
  readonly printer: LogPrinter;
  readonly ready: FirstReady;
};

/** Starts the actors of `plan` and the console in front of them, or says why it cannot. */
export async function openDesk(
  { plan: loaded, modules }: { readonly plan: DeskPlan; readonly modules: PinnedModules },
  session: Session,
): Promise<Opened | Failure> {
  const { given, output, above } = session;
  const bind = await bindOf(loaded.console, given);
  const taken = await whyNotListen(bind);
  if (taken !== null) return cannotListen(taken.message);
  const opened = await openRun(loaded, given);
  if (!("life" in opened)) return opened;
  const { folder, life } = opened;
  const plan = await pinPlan(loaded, modules, folder);
  const runEpoch = nextRunEpoch(resolve("run"), undefined, life.before?.runEpoch);
  const firstRunEpoch = life.before?.firstRunEpoch ?? runEpoch;
  const { port } = bind;
  const instance = life.before?.instance ?? deskInstance(resolve("run"), plan.folder);
  const card = cardOf(plan, { life: life.number, instance, runEpoch, firstRunEpoch, port });
  await writeDeskCard(folder, card);
  const run = { instance, runEpoch, firstRunEpoch, folder };
  // Before any actor runs: what it throws ends a process that nobody trades in.
  const isToken = await issueToken(folder);
  const started = await startActors({ plan, modules, run, life }, session);
  if ("exit" in started) return started;
  const { desk, chronicle, printer } = started;
  let url: string | null = null;
  const changing = followDesk(desk, {
    given,
    modules,
    run,
    say: (text) => output.note(text),
    act: (action) => chronicle.act(action),
    onPlan(next) {
      printer.listen(desk.system);
      chronicle.load(next);
      void writeDeskCard(folder, { ...card, url, code: codeFilesOf(next) });
    },
  });
  const control = new DeskCommands({
    view: desk,
    system: desk.system,
    changer: changing.changer,
    say: (line) => output.note(line),
    act: (action) => chronicle.act(action),
    isEnding: () => desk.draining || desk.escalated !== null,
  });
  const ready = new FirstReady(desk, () =>
    above.tell({ kind: "READY", text: `ready at ${url ?? ""}` }),
  );
  const server = serveConsole(bind, desk, {
    onLook: () => ready.look(),
    commands: { control, isToken },
    // It was free when it was looked at; since then anybody's connection may have taken it.
    isAnyPort: loaded.console.port === 0,
  });
  url = server.ok ? server.value.url : null;
  if (!server.ok) {
    ready.close();
    changing.close();
    chronicle.close();
    await desk.stop("the console cannot listen");
    return cannotListen(server.failure.message);
  }
  await writeDeskCard(folder, { ...card, url });
  await linkLatest(resolve("run"), folder);
  // Nobody waits for it: files of a run may be many.
  void dropOldRuns(resolve("run"), wallMicros() / 1_000, (name) =>
    output.note(`removed run/${name}: old`),
  );
  await preparePlaces();
  return { desk, chronicle, changing, server: server.value, folder, printer, ready };
}

/** Of a process that is not up yet. */
function cardOf(
  plan: DeskPlan,
  life: Pick<DeskCard, "life" | "instance" | "runEpoch" | "firstRunEpoch" | "port">,
): DeskCard {
  return {
    ...ownMark(),
    ...life,
    desk: plan.folder,
    mode: plan.mode,
    url: null,
    startedAt: isoTime(),
    versions: { outcry: VERSION, bun: Bun.version },
    code: codeFilesOf(plan),
  };
}

/**
 * Who goes on with a run answers where it answered, unless another port was asked for with
 * `--resume`. Where any free port would have done, one that was taken meanwhile is given up.
 */
async function bindOf(bind: Bind, { resume, port, isAgain }: StartArguments): Promise<Bind> {
  const isAnother = port !== null && !isAgain;
  const own = resume === null || isAnother ? null : await readPort(runFolderOf(resume));
  if (own === null) return bind;
  const before = { ...bind, port: own };
  return bind.port !== 0 || (await whyNotListen(before)) === null ? before : bind;
}

function cannotListen(message: string): Failure {
  const help = ["stop what listens there, or name another port: --port 7071 (0 takes any)"];
  return { exit: EXIT.CONFLICT, message, help };
}
