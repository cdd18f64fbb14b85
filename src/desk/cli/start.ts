/** `bun run start [desk]`: runs a desk until it is stopped, its time is over, or its data is. */
import { join, relative, resolve } from "node:path";
import { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { spinRulesOf } from "../../runtime/ring/spin-tokens.ts";
import { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import type { SystemEvent } from "../../runtime/supervisor/system-event.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { loadDesk } from "../config/load-desk.ts";
import { preparePlaces } from "../config/toml/places.ts";
import { type ConsoleServer, serveConsole, whyNotListen } from "../http/console-server.ts";
import { isoTime } from "../http/iso-time.ts";
import { codeFilesOf, pinPlan } from "../run/pinned-plan.ts";
import { checkCaptures } from "./capture-check.ts";
import { mistakesFailure, warningsOf } from "./check.ts";
import { deskFactsFor, specsOf } from "./desk-specs.ts";
import { type EndSignals, listenForSignals } from "./end-signals.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { LogPrinter } from "./log-printer.ts";
import { type Failure, Output } from "./output.ts";
import { BUN_VERSION, judgeMachine, readMachine } from "./preflight.ts";
import { ACTORS_FOLDER, PROJECT_ROOT } from "./project-root.ts";
import { nextRunEpoch } from "./run-epoch.ts";
import { openRunFolder, writeDeskCard } from "./run-folder.ts";
import { reportOf } from "./run-report.ts";
import { RunningDesk } from "./running-desk.ts";
import { parseStartArguments, type StartArguments } from "./start-arguments.ts";
import { capturesOf, isAtMax, planFor } from "./start-plan.ts";
import { reportText, StatusLine } from "./status-line.ts";
import { waitForEnd } from "./wait-for-end.ts";

const VERSION = "0.1.0";

type Opened = {
  readonly desk: RunningDesk;
  readonly server: ConsoleServer;
  readonly folder: string;
  readonly printer: LogPrinter;
};

/**
 * Exits 0 at its end, 8 when trading was halted for good, 12 when a thread could not be ended, or with
 * why it could not start.
 */
export async function runStart(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("start", given.includes("--json"));
  const parsed = parseStartArguments(given);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const modules = await PinnedModules.open(ACTORS_FOLDER);
  const plan = await planOf(parsed.value, modules, output);
  if (!("actors" in plan)) {
    await modules.close();
    return output.fail(plan);
  }
  const signals = listenForSignals((exit) => process.exit(exit));
  const opened = await open({ plan, modules }, parsed.value, output);
  await modules.close();
  if (!("desk" in opened)) return output.fail(opened);
  return run(opened, { ...parsed.value, signals }, output);
}

async function planOf(
  given: StartArguments,
  { inspect }: PinnedModules,
  output: Output,
): Promise<DeskPlan | Failure> {
  const loaded = await loadDesk(resolve(given.desk), { inspect, root: PROJECT_ROOT });
  if (!loaded.ok) return mistakesFailure(given.desk, loaded.failure);
  const plan = planFor(loaded.value, given);
  const isReplay = given.captures.length > 0 || given.speed !== null;
  if (isReplay && !plan.actors.some(({ kind }) => kind === "venue")) {
    const message = `--capture and --speed need a desk with a venue of its own: ${given.desk} has none`;
    return { exit: EXIT.USAGE, message, help: ["bun run start config/demo --capture FILE"] };
  }
  const machine = readMachine();
  const { errors, warnings } = judgeMachine(machine, plan.actors.length);
  const [error] = errors;
  if (error !== undefined) return { exit: EXIT.CONFLICT, message: error };
  for (const warning of [...warnings, ...warningsOf(plan, machine.cores)]) output.warn(warning);
  const captures = await checkCaptures(capturesOf(plan));
  return captures.ok ? plan : { exit: EXIT.DATA, message: captures.failure };
}

async function open(
  { plan: loaded, modules }: { readonly plan: DeskPlan; readonly modules: PinnedModules },
  given: StartArguments,
  output: Output,
): Promise<Opened | Failure> {
  const taken = await whyNotListen(loaded.console);
  if (taken !== null) return cannotListen(taken.message);
  const runs = resolve("run");
  const folder = await openRunFolder(runs, given.dataFolder);
  if (!folder.ok) {
    const help = ["name a folder that is empty, or that does not exist yet"];
    return { exit: EXIT.CONFLICT, message: folder.failure, help };
  }
  const plan = await pinPlan(loaded, modules, folder.value);
  const facts = deskFactsFor(plan, { runEpoch: nextRunEpoch(runs), folder: folder.value });
  output.note(`starting ${plan.actors.length} actors of ${plan.name}`);
  const printer = new LogPrinter("warn", (line) => output.note(line));
  let desk: RunningDesk | null = null;
  const started = await ActorSystem.start({
    specs: specsOf(plan),
    common: facts,
    seed: given.seed,
    spin: spinRulesOf(readMachine().cores, plan.spinTokensMax),
    workerEntry: modules.worker,
    onEvent: (event) => onEvent(event, desk, output),
    onWired: (system) => printer.listen(system),
  });
  if (!started.ok) {
    printer.poll();
    const { actor, reason, at = null } = started.failure;
    return { exit: EXIT.CONFIG, message: `${actor} cannot start: ${reason}${placed(at)}` };
  }
  const information = { version: VERSION, bun: BUN_VERSION, run: folder.value };
  desk = new RunningDesk(plan, started.value, information);
  const server = serveConsole(plan.console, desk);
  if (!server.ok) {
    await desk.stop("the console cannot listen");
    return cannotListen(server.failure.message);
  }
  await writeDeskCard(folder.value, {
    pid: process.pid,
    desk: plan.folder,
    mode: plan.mode,
    url: server.value.url,
    startedAt: isoTime(),
    versions: { outcry: VERSION, bun: Bun.version },
    code: codeFilesOf(plan),
  });
  await preparePlaces();
  return { desk, server: server.value, folder: folder.value, printer };
}

function cannotListen(message: string): Failure {
  const help = ["stop what listens there, or name another port: --port 7071 (0 takes any)"];
  return { exit: EXIT.CONFLICT, message, help };
}

async function run(
  { desk, server, folder, printer }: Opened,
  given: StartArguments & { readonly signals: EndSignals },
  output: Output,
): Promise<ExitCode> {
  const { plan } = desk;
  output.say(
    `Outcry ${VERSION}  ${plan.mode.toUpperCase()}  pid ${process.pid}   ${server.url}   ctrl-c stops`,
  );
  const status = new StatusLine(desk, output);
  const polling = setInterval(() => printer.poll(), 50);
  const atMax = isAtMax(plan);
  const ended = await waitForEnd(desk, {
    asked: given.signals.asked,
    forMs: given.forMs,
    endsWithData: atMax || (given.json && capturesOf(plan).length > 0),
    say: (line) => output.say(line),
  });
  status.stop();
  output.say(`stopping: ${ended}`);
  const elapsedS = desk.uptimeMs / 1_000;
  await desk.stop(ended);
  printer.poll();
  clearInterval(polling);
  await server.close();
  given.signals.ignore();
  if (desk.escalated !== null) {
    const exit = desk.hasStuckThread ? EXIT.STUCK : EXIT.HALTED;
    return output.fail({ exit, message: `trading is halted: ${desk.escalated}` });
  }
  const report = reportOf({
    desk: plan.name,
    mode: plan.mode,
    elapsedS,
    actors: () => desk.actors(),
    telemetryOf: (actor) => desk.telemetryOf(actor),
  });
  const next = [`bun run inspect ${join(relative(".", folder), "messages.log")}`];
  return output.succeed({ data: report, text: reportText(report), next });
}

/** Where an actor last threw, as its supervisor knows it. */
function atOf({ actor }: SystemEvent, desk: RunningDesk | null): string | null {
  return desk?.actors().find(({ name }) => name === actor)?.at ?? null;
}

function placed(at: string | null): string {
  return at === null ? "" : ` at ${at}`;
}

function onEvent(event: SystemEvent, desk: RunningDesk | null, output: Output): undefined {
  switch (event.kind) {
    case "READY":
      if (event.incarnation > 1) output.note(`ready ${event.actor} (life ${event.incarnation})`);
      return;
    case "DIED":
      output.note(
        `died  ${event.actor}: ${event.reason}${placed(atOf(event, desk))}; again in ${event.restartInMs} ms`,
      );
      return;
    case "QUARANTINED":
      output.note(`down  ${event.actor}: quarantined after ${event.reason}`);
      return;
    case "WARNED":
      output.note(`late  ${event.actor}: ${event.text}`);
      return;
    case "DEAD_LETTER":
      output.note(`lost  ${event.actor === "" ? "" : `${event.actor}: `}${event.text}`);
      return;
    default:
      output.note(`halt  ${event.actor}: ${event.kind.toLowerCase()} after ${event.reason}`);
      if (desk === null) return;
      desk.escalated ??= `${event.actor}: ${event.reason}`;
      desk.hasStuckThread ||= event.kind === "UNKILLABLE";
  }
}
