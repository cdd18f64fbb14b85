/** `bun run start [desk]`: runs a desk until it is stopped, its time is over, or its data is. */
import { join, relative, resolve } from "node:path";
import { withoutSecrets } from "../../core/secret-words.ts";
import { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { openReportLine } from "../../runtime/supervisor/guard/report-line.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { loadDesk } from "../config/load-desk.ts";
import { isoTime } from "../http/iso-time.ts";
import { startChaos } from "../run/chaos.ts";
import type { Chronicle } from "../run/chronicle/chronicle.ts";
import { drain } from "../run/end/drain.ts";
import { waitForEnd } from "../run/end/wait-for-end.ts";
import { writeRunEnd } from "../run/files/run-folder.ts";
import { reportOf } from "../run/run-report.ts";
import type { RunningDesk } from "../run/running-desk.ts";
import { checkCaptures } from "./capture-check.ts";
import { mistakesFailure, warningsOf } from "./check.ts";
import { listenForSignals } from "./end-signals.ts";
import { EXIT, type ExitCode, haltExitOf } from "./exit-codes.ts";
import { type Opened, openDesk } from "./open-desk.ts";
import { type Failure, Output } from "./output.ts";
import { judgeMachine, readMachine } from "./preflight.ts";
import { ACTORS_FOLDER, PROJECT_ROOT } from "./project-root.ts";
import type { Session } from "./session.ts";
import { parseStartArguments, type StartArguments } from "./start-arguments.ts";
import { capturesOf, isAtMax, planFor } from "./start-plan.ts";
import { reportText, StatusLine } from "./status-line.ts";
import { VERSION } from "./version.ts";

/** The venue whose frames can come faster than they were recorded. */
const PLAYBACK = "venue/replay";

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
  const opened = await openDesk({ plan, modules }, session);
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
  const isTimed = plan.actors.some((one) => one.kind === "venue" && one.use === PLAYBACK);
  if (given.speed !== null && !isTimed) {
    const message = `--speed needs a desk that plays recorded frames: the exchange of ${given.desk} has no other time than the wall's`;
    return { exit: EXIT.USAGE, message, help: ["bun run start config/playback --speed max"] };
  }
  const machine = readMachine();
  const { errors, warnings } = judgeMachine(machine, plan.actors.length);
  const [error] = errors;
  if (error !== undefined) return { exit: EXIT.CONFLICT, message: error };
  for (const warning of [...warnings, ...warningsOf(plan, machine.cores)]) output.warn(warning);
  const captures = await checkCaptures(capturesOf(plan));
  return captures.ok ? plan : { exit: EXIT.DATA, message: captures.failure };
}

async function run(
  { desk, chronicle, changing, server, folder, printer, ready }: Opened,
  { given, output, signals, above }: Session,
): Promise<ExitCode> {
  const { plan } = desk;
  output.note(`following ${changing.layers.join(" and ")} of ${plan.folder}`);
  output.say(
    `Outcry ${VERSION}  ${plan.mode.toUpperCase()}  pid ${process.pid}   ${server.url}   ctrl-c stops`,
  );
  const status = new StatusLine(desk, output);
  const polling = setInterval(() => printer.poll(), 50);
  const endChaos = chaosIn(desk, chronicle, given, output);
  const atMax = isAtMax(plan);
  const ended = await waitForEnd(desk, {
    asked: signals.asked,
    forMs: given.forMs === null ? null : Math.max(1, given.forMs - given.ranMs),
    endsWithData: atMax || (given.json && capturesOf(plan).length > 0),
    say: (line) => output.say(line),
  });
  ready.close();
  if (ready.whyNot !== null) output.warn(`the desk was never ready: ${ready.whyNot}`);
  endChaos();
  changing.close();
  status.stop();
  // Of a desk that gave up, the exit code says whether another life may follow.
  if (desk.escalated === null) above.tell({ kind: "DRAINING", reason: withoutSecrets(ended) });
  output.say(`stopping: ${ended}`);
  const elapsedS = desk.uptimeMs / 1_000;
  desk.draining = true;
  sayStop(chronicle, ended, desk.escalated === null ? byOf(signals) : "desk");
  void signals.hurried.then(() => sayStop(chronicle, "in haste", "signal"));
  const { openOrders, actorsStopped } = await drain({
    plan: desk.plan,
    system: desk.system,
    reason: ended,
    hurried: signals.hurried,
    cancelsAll: desk.haltedForGood !== null,
    readyAskedMsAgo: () => (signals.wasAsked ? server.readyAskedMsAgo() : null),
  });
  chronicle.close();
  desk.close();
  printer.poll();
  clearInterval(polling);
  await server.close();
  await writeRunEnd(folder, { reason: withoutSecrets(ended), at: isoTime(), openOrders }).catch(
    (thrown: Error) => output.warn(`desk.json does not say how the run ended: ${thrown.message}`),
  );
  const { haltedForGood } = desk;
  if (haltedForGood !== null) {
    const open = openOrders > 0 ? `; ${openOrders} orders are open still` : "";
    const message = `trading is halted: ${haltedForGood}${open}`;
    return output.fail({ exit: haltExitOf(desk), message });
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

/** Who ends it, when nothing went wrong: a signal, or what the command line said of its length. */
function byOf({ wasAsked }: Session["signals"]): string {
  return wasAsked ? "signal" : "command line";
}

/** Said before it is done: behind it, nobody is there who would record it. */
function sayStop(chronicle: Chronicle, reason: string, by: string): undefined {
  chronicle.act({ action: "stop", actor: "", by, outcome: "ASKED", reason });
  chronicle.look();
}

/** Kills workers where it was asked for. Returns what ends that. */
function chaosIn(
  { system }: RunningDesk,
  chronicle: Chronicle,
  { chaosMs, seed }: StartArguments,
  output: Output,
): () => void {
  if (chaosMs === null) return () => {};
  const onKill = (actor: string) => {
    output.note(`chaos kills ${actor}`);
    const reason = "chaos was asked for at the start";
    chronicle.act({ action: "kill", actor, by: "command line", outcome: "DONE", reason });
  };
  return startChaos(system, { everyMs: chaosMs, seed, onKill });
}
