/** `bun run start [desk]`: runs a desk until it is stopped, its time is over, or its data is. */
import { join, relative, resolve } from "node:path";
import { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { spinRulesOf } from "../../runtime/ring/spin-tokens.ts";
import { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import { openReportLine, type ReportLine } from "../../runtime/supervisor/guard/report-line.ts";
import type { SystemEvent } from "../../runtime/supervisor/system-event.ts";
import type { Bind, DeskPlan } from "../config/desk-plan.ts";
import { loadDesk } from "../config/load-desk.ts";
import { preparePlaces } from "../config/toml/places.ts";
import { type ConsoleServer, serveConsole, whyNotListen } from "../http/console-server.ts";
import { isoTime } from "../http/iso-time.ts";
import { startChaos } from "../run/chaos.ts";
import { drain } from "../run/drain.ts";
import { FirstReady } from "../run/first-ready.ts";
import { pullKillSwitch } from "../run/kill-switch.ts";
import { codeFilesOf, pinPlan } from "../run/pinned-plan.ts";
import { ownMark } from "../run/process-mark.ts";
import { checkCaptures } from "./capture-check.ts";
import { mistakesFailure, warningsOf } from "./check.ts";
import { deskFactsFor, specsOf } from "./desk-specs.ts";
import { type EndSignals, listenForSignals } from "./end-signals.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { LogPrinter } from "./log-printer.ts";
import { openRun, stateOf } from "./open-run.ts";
import { type Failure, Output } from "./output.ts";
import { BUN_VERSION, judgeMachine, readMachine } from "./preflight.ts";
import { ACTORS_FOLDER, PROJECT_ROOT } from "./project-root.ts";
import { nextRunEpoch } from "./run-epoch.ts";
import { type DeskCard, readPort, writeDeskCard, writeRunEnd } from "./run-folder.ts";
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
  readonly ready: FirstReady;
};

/** What holds from the first line to the last: who may end the desk, and who is told of it. */
type Session = {
  readonly given: StartArguments;
  readonly output: Output;
  readonly signals: EndSignals;
  /** To the guard, or to the service manager. */
  readonly above: ReportLine;
};

/**
 * Exits 0 at its end, 8 when trading was halted for good, 12 when a thread could not be ended, or with
 * why it could not start.
 */
export async function runStart(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("start", given.includes("--json"));
  const parsed = parseStartArguments(given);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const signals = listenForSignals();
  const above = openReportLine((who) => signals.ask(who));
  above.tell({ kind: "STARTING", step: `reading ${parsed.value.desk}` });
  try {
    return await runSession({ given: parsed.value, output, signals, above });
  } finally {
    above.close();
    signals.ignore();
  }
}

async function runSession(session: Session): Promise<ExitCode> {
  const { given, output } = session;
  const modules = await PinnedModules.open(ACTORS_FOLDER);
  const plan = await planOf(given, modules, output);
  if (!("actors" in plan)) {
    await modules.close();
    return output.fail(plan);
  }
  const opened = await open({ plan, modules }, session);
  await modules.close();
  return "desk" in opened ? run(opened, session) : output.fail(opened);
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
  const starting = `starting ${plan.actors.length} actors of ${plan.name}`;
  output.note(starting);
  above.tell({ kind: "FOLDER", folder });
  above.tell({ kind: "STARTING", step: starting });
  const printer = new LogPrinter("warn", (line) => output.note(line));
  let desk: RunningDesk | null = null;
  const started = await ActorSystem.start({
    specs,
    supervisors: plan.supervisors,
    common: deskFactsFor(plan, { runEpoch, folder }),
    state,
    seed: given.seed,
    spin: spinRulesOf(readMachine().cores, plan.spinTokensMax),
    workerEntry: modules.worker,
    onEvent: (event) => onEvent(event, desk, output),
    onWired: (system) => printer.listen(system),
  });
  if (!started.ok) {
    printer.poll();
    const { actor, reason, at = null } = started.failure;
    // What started before can start, so another life may do better.
    const exit = given.resume === null ? EXIT.CONFIG : EXIT.ERROR;
    return { exit, message: `${actor} cannot start: ${reason}${placed(at)}` };
  }
  const information = { version: VERSION, bun: BUN_VERSION, run: folder };
  desk = new RunningDesk(plan, started.value, information);
  const ready = new FirstReady(desk, () => above.tell({ kind: "READY", text: `ready at ${url}` }));
  const server = serveConsole(bind, desk, () => ready.look());
  const url = server.ok ? server.value.url : "";
  if (!server.ok) {
    ready.close();
    await desk.stop("the console cannot listen");
    return cannotListen(server.failure.message);
  }
  await writeDeskCard(folder, { ...card, url: server.value.url });
  await preparePlaces();
  return { desk, server: server.value, folder, printer, ready };
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

async function run(
  { desk, server, folder, printer, ready }: Opened,
  { given, output, signals, above }: Session,
): Promise<ExitCode> {
  const { plan } = desk;
  output.say(
    `Outcry ${VERSION}  ${plan.mode.toUpperCase()}  pid ${process.pid}   ${server.url}   ctrl-c stops`,
  );
  const status = new StatusLine(desk, output);
  const polling = setInterval(() => printer.poll(), 50);
  const endChaos = chaosIn(desk, given, output);
  const atMax = isAtMax(plan);
  const ended = await waitForEnd(desk, {
    asked: signals.asked,
    forMs: given.forMs === null ? null : Math.max(1, given.forMs - given.ranMs),
    endsWithData: atMax || (given.json && capturesOf(plan).length > 0),
    say: (line) => output.say(line),
  });
  ready.close();
  endChaos();
  status.stop();
  // Of a desk that gave up, the exit code says whether another life may follow.
  if (desk.escalated === null) above.tell({ kind: "DRAINING", reason: ended });
  output.say(`stopping: ${ended}`);
  const elapsedS = desk.uptimeMs / 1_000;
  desk.draining = true;
  const { openOrders, actorsStopped } = await drain({
    plan,
    system: desk.system,
    reason: ended,
    hurried: signals.hurried,
    cancelsAll: desk.escalated !== null,
    readyAskedMsAgo: () => (signals.wasAsked ? server.readyAskedMsAgo() : null),
  });
  desk.close();
  printer.poll();
  clearInterval(polling);
  await server.close();
  await writeRunEnd(folder, { reason: ended, at: isoTime(), openOrders }).catch((thrown: Error) =>
    output.warn(`desk.json does not say how the run ended: ${thrown.message}`),
  );
  if (desk.escalated !== null) {
    const exit = desk.hasStuckThread ? EXIT.STUCK : EXIT.HALTED;
    return output.fail({ exit, message: `trading is halted: ${desk.escalated}` });
  }
  if (openOrders > 0) {
    const message = `the desk has stopped, and ${openOrders} orders are open still`;
    return output.fail({ exit: EXIT.DEGRADED, message });
  }
  if (!actorsStopped) {
    const message = "the desk has not stopped in time: what runs still is cut off";
    return output.fail({ exit: EXIT.TIMEOUT, message });
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

/** Kills workers where it was asked for. Returns what ends that. */
function chaosIn(
  { system }: RunningDesk,
  { chaosMs, seed }: StartArguments,
  output: Output,
): () => void {
  if (chaosMs === null) return () => {};
  const onKill = (name: string) => output.note(`chaos kills ${name}`);
  return startChaos(system, { everyMs: chaosMs, seed, onKill });
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
    case "SWAPPED": {
      const { actor, incarnation, pauseMs } = event;
      output.note(`swap  ${actor} (life ${incarnation}), paused ${pauseMs.toFixed(1)} ms`);
      return;
    }
    case "DECLINED":
      output.note(`down  ${event.actor}: ${event.reason}`);
      return;
    case "GAVE_UP":
      output.note(`ends  ${event.actor}: gave up on ${event.reason}`);
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
      pullKillSwitch(desk.system, desk.plan, "kill switch");
      desk.hasStuckThread ||= event.kind === "UNKILLABLE";
  }
}
