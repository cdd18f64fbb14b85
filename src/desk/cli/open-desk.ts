/** Starts a desk: its folder, its code, its actors, its console, and who follows its files. */
import { resolve } from "node:path";
import type { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { ownMark } from "../../runtime/io/process-mark.ts";
import { spinRulesOf } from "../../runtime/ring/spin-tokens.ts";
import { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import type { ReportLine } from "../../runtime/supervisor/guard/report-line.ts";
import { numberActors } from "../../runtime/supervisor/state/lives.ts";
import type { StateOptions } from "../../runtime/supervisor/state/state-options.ts";
import type { Bind, DeskPlan } from "../config/desk-plan.ts";
import { DESK_VOICE } from "../config/graph/desk-voice.ts";
import { preparePlaces } from "../config/toml/places.ts";
import { type ConsoleServer, serveConsole, whyNotListen } from "../http/console-server.ts";
import { issueToken } from "../http/control/control-token.ts";
import type { DeskInformation } from "../http/desk-view.ts";
import { isoTime } from "../http/iso-time.ts";
import type { ChangingDesk } from "../run/change/changing-desk.ts";
import { DeskCommands } from "../run/change/desk-commands.ts";
import { deskFactsFor, specsOf } from "../run/desk-specs.ts";
import { deliveriesIn } from "../run/files/deliveries.ts";
import { JournalStateStore } from "../run/files/journal-store.ts";
import { nextRunEpoch } from "../run/files/run-epoch.ts";
import { type DeskCard, readPort, writeDeskCard } from "../run/files/run-folder.ts";
import { FirstReady } from "../run/first-ready.ts";
import { LogPrinter } from "../run/log-printer.ts";
import { codeFilesOf, pinPlan } from "../run/pinned-plan.ts";
import { RunningDesk } from "../run/running-desk.ts";
import type { EndSignals } from "./end-signals.ts";
import { placed, tellEvent } from "./event-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { followDesk } from "./follow-desk.ts";
import { openRun, stateOf } from "./open-run.ts";
import type { Failure, Output } from "./output.ts";
import { BUN_VERSION, readMachine } from "./preflight.ts";
import type { StartArguments } from "./start-arguments.ts";

/** Of Outcry. */
export const VERSION = "0.1.0";

/** A desk that runs, with all that is around it. */
export type Opened = {
  readonly desk: RunningDesk;
  readonly changing: ChangingDesk;
  readonly server: ConsoleServer;
  readonly folder: string;
  readonly printer: LogPrinter;
  readonly ready: FirstReady;
};

/** What holds from the first line to the last: who may end the desk, and who is told of it. */
export type Session = {
  readonly given: StartArguments;
  readonly output: Output;
  readonly signals: EndSignals;
  /** To the guard, or to the service manager. */
  readonly above: ReportLine;
};

/** Starts the actors of `plan` and the console in front of them, or says why it cannot. */
export async function openDesk(
  { plan: loaded, modules }: { readonly plan: DeskPlan; readonly modules: PinnedModules },
  { given, output, above }: Session,
): Promise<Opened | Failure> {
  const bind = await bindOf(loaded.console, given);
  const taken = await whyNotListen(bind);
  if (taken !== null) return cannotListen(taken.message);
  const opened = await openRun(loaded, given);
  if (!("life" in opened)) return opened;
  const { folder, life } = opened;
  const plan = await pinPlan(loaded, modules, folder);
  const runEpoch = nextRunEpoch(resolve("run"), undefined, life.before?.runEpoch);
  const card = cardOf(plan, { life: life.number, runEpoch });
  await writeDeskCard(folder, card);
  const specs = specsOf(plan);
  const state = stateOf(plan, { folder, life, specs }, output);
  if ("exit" in state) return state;
  tellStarting(plan, folder, { output, above });
  const printer = new LogPrinter("warn", (line) => output.note(line));
  let desk: RunningDesk | null = null;
  const started = await ActorSystem.start({
    specs,
    supervisors: plan.supervisors,
    common: deskFactsFor(plan, { runEpoch, folder }, numbersIn(plan, state)),
    state,
    voice: DESK_VOICE,
    seed: given.seed,
    deliveries: plan.deliveryLog ? deliveriesIn(folder) : null,
    spin: spinRulesOf(readMachine().cores, plan.spinTokensMax),
    workerEntry: modules.worker,
    onEvent: (event) => tellEvent(event, desk, output),
    onWired(system) {
      printer.listen(system);
      if (state.store instanceof JournalStateStore) state.store.speakThrough(system);
    },
  });
  if (!started.ok) {
    printer.poll();
    const { actor, reason, at = null } = started.failure;
    // What started before can start, so another life may do better.
    const exit = given.resume === null ? EXIT.CONFIG : EXIT.ERROR;
    return { exit, message: `${actor} cannot start: ${reason}${placed(at)}` };
  }
  const running = new RunningDesk(plan, started.value, informationOf(folder));
  desk = running;
  let url: string | null = null;
  const changing = followDesk(running, {
    given,
    modules,
    run: { runEpoch, folder },
    say: (text) => output.note(text),
    onPlan(next) {
      printer.listen(started.value);
      void writeDeskCard(folder, { ...card, url, code: codeFilesOf(next) });
    },
  });
  const control = new DeskCommands({
    view: running,
    system: started.value,
    changer: changing.changer,
    say: (line) => output.note(line),
    isEnding: () => running.draining || running.escalated !== null,
  });
  const ready = new FirstReady(running, () =>
    above.tell({ kind: "READY", text: `ready at ${url ?? ""}` }),
  );
  const server = serveConsole(bind, running, {
    onLook: () => ready.look(),
    commands: { control, isToken: await issueToken(folder) },
  });
  url = server.ok ? server.value.url : null;
  if (!server.ok) {
    ready.close();
    changing.close();
    await running.stop("the console cannot listen");
    return cannotListen(server.failure.message);
  }
  await writeDeskCard(folder, { ...card, url });
  await preparePlaces();
  return { desk: running, changing, server: server.value, folder, printer, ready };
}

function tellStarting(
  { name, actors }: DeskPlan,
  folder: string,
  { output, above }: Pick<Session, "output" | "above">,
): undefined {
  const step = `starting ${actors.length} actors of ${name}`;
  output.note(step);
  above.tell({ kind: "FOLDER", folder });
  above.tell({ kind: "STARTING", step });
}

function informationOf(run: string): DeskInformation {
  return { version: VERSION, bun: BUN_VERSION, run };
}

/** An actor has the number that it had in the run before. */
function numbersIn({ actors }: DeskPlan, { recovered }: StateOptions): (name: string) => number {
  const names = actors.map(({ name }) => name);
  const numbers = numberActors(names, recovered?.numbers ?? new Map());
  return (name) => numbers.get(name) ?? Number.NaN;
}

/** Of a process that is not up yet. */
function cardOf(plan: DeskPlan, life: Pick<DeskCard, "life" | "runEpoch">): DeskCard {
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

/** Who goes on with a run answers where it answered, also if that was any free port. */
async function bindOf(bind: Bind, { resume }: StartArguments): Promise<Bind> {
  const port = resume === null ? null : await readPort(resume);
  if (bind.port !== 0 || port === null) return bind;
  const before = { ...bind, port };
  return (await whyNotListen(before)) === null ? before : bind;
}

function cannotListen(message: string): Failure {
  const help = ["stop what listens there, or name another port: --port 7071 (0 takes any)"];
  return { exit: EXIT.CONFLICT, message, help };
}
