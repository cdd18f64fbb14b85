/** Starts the actors of a desk, with what main says of them from the first moment on. */
import { basename } from "node:path";
import { THREAD_TIME } from "../../core/time.ts";
import type { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { spinRulesOf } from "../../runtime/ring/spin-tokens.ts";
import { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import { numberActors } from "../../runtime/supervisor/state/lives.ts";
import type { StateOptions } from "../../runtime/supervisor/state/state-options.ts";
import type { SystemEvent } from "../../runtime/supervisor/system-event.ts";
import type { StartFailure } from "../../runtime/supervisor/thread/start-failure.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { DESK_VOICE } from "../config/graph/desk-voice.ts";
import type { AlertBody } from "../message/alert.ts";
import { Chronicle } from "../run/chronicle/chronicle.ts";
import { deskFactsFor, type RunFacts, specsOf } from "../run/desk-specs.ts";
import { deliveriesIn } from "../run/files/deliveries.ts";
import { JournalStateStore } from "../run/files/journal-store.ts";
import { LogPrinter } from "../run/log-printer.ts";
import { RunningDesk } from "../run/running-desk.ts";
import { placed, tellEvent } from "./event-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { type DeskLife, stateOf } from "./open-run.ts";
import type { Failure, Output } from "./output.ts";
import { BUN_VERSION, readMachine } from "./preflight.ts";
import type { Session } from "./session.ts";
import { VERSION } from "./version.ts";

export type ActorsToStart = {
  readonly plan: DeskPlan;
  readonly modules: PinnedModules;
  readonly run: RunFacts;
  readonly life: DeskLife;
};

/** Actors that run, and who says what of them. */
export type StartedActors = {
  readonly desk: RunningDesk;
  readonly chronicle: Chronicle;
  readonly printer: LogPrinter;
};

/** What is there as soon as the actors have their memory. */
type Wired = Pick<StartedActors, "desk" | "chronicle">;

/** Starts all actors of `plan`, or says which one cannot and why. */
export async function startActors(
  { plan, modules, run, life }: ActorsToStart,
  { given, output, above }: Session,
): Promise<StartedActors | Failure> {
  const specs = specsOf(plan);
  const state = stateOf(plan, { folder: run.folder, life, specs }, output);
  if ("exit" in state) return state;
  const step = `starting ${plan.actors.length} actors of ${plan.name}`;
  output.note(step);
  above.tell({ kind: "FOLDER", folder: run.folder });
  above.tell({ kind: "STARTING", step });
  const printer = new LogPrinter("warn", (line) => output.note(line));
  const up: { wired: Wired | null; isStarted: boolean } = { wired: null, isStarted: false };
  const started = await ActorSystem.start({
    specs,
    supervisors: plan.supervisors,
    common: deskFactsFor(plan, run, numbersIn(plan, state)),
    state: withAlerts(state, () => up.wired?.chronicle ?? null),
    voice: DESK_VOICE,
    seed: given.seed,
    deliveries: plan.deliveryLog ? deliveriesIn(run.folder) : null,
    spin: spinRulesOf(readMachine().cores, plan.spinTokensMax),
    workerEntry: modules.worker,
    onEvent: (event) => {
      if (up.wired !== null) hear(event, up.wired, up.isStarted, output);
    },
    onWired(system) {
      printer.listen(system);
      if (state.store instanceof JournalStateStore) state.store.speakThrough(system);
      const wired = wire(system, plan, run.folder, output);
      up.wired = wired;
      const action = life.before === null ? "start" : "resume";
      sayDone(wired.chronicle, action, "command line", `life ${life.number}`);
    },
  });
  if (started.ok && up.wired !== null) {
    up.isStarted = true;
    return { ...up.wired, printer };
  }
  printer.poll();
  up.wired?.chronicle.close();
  up.wired?.desk.close();
  // What started before can start, so another life may do better.
  const exit = given.resume === null ? EXIT.CONFIG : EXIT.ERROR;
  return { exit, message: started.ok ? "nothing was wired" : whyNot(started.failure) };
}

function wire(system: ActorSystem, plan: DeskPlan, folder: string, output: Output): Wired {
  const desk = new RunningDesk(plan, system, {
    version: VERSION,
    bun: BUN_VERSION,
    run: basename(folder),
  });
  const chronicle = new Chronicle({
    time: THREAD_TIME,
    voice: system.voice,
    view: desk,
    plan,
    onAlert: (alert) => tellAlert(alert, output),
    onLost: () => output.warn("what main says is lost: who records it is too far behind"),
  });
  return { desk, chronicle };
}

/** An event is said, printed, and done about; of a desk that is not up yet nothing is pulled. */
function hear(event: SystemEvent, { desk, chronicle }: Wired, isUp: boolean, output: Output) {
  chronicle.onEvent(event);
  tellEvent(event, isUp ? desk : null, output);
  if (!isUp || (event.kind !== "ESCALATED" && event.kind !== "UNKILLABLE")) return;
  sayDone(chronicle, "kill-switch", "desk", `${event.actor}: ${event.reason}`);
}

function sayDone(chronicle: Chronicle, action: string, by: string, reason: string): undefined {
  chronicle.act({ action, actor: "", by, outcome: "DONE", reason });
}

/** What supervisors tell has lines of its own; of trading nobody else says. */
function tellAlert({ level, source, text }: AlertBody, output: Output): undefined {
  if (level === "HALT") output.note(`halt  ${source}: ${text}`);
  if (level === "WARN" && text.startsWith("trading")) output.note(`trade ${source}: ${text}`);
}

function withAlerts(state: StateOptions, chronicleOf: () => Chronicle | null): StateOptions {
  return {
    ...state,
    onFailure(reason) {
      state.onFailure?.(reason);
      chronicleOf()?.onKept(reason);
    },
  };
}

function whyNot({ actor, reason, at }: StartFailure): string {
  return `${actor} cannot start: ${reason}${placed(at ?? null)}`;
}

/** An actor has the number that it had in the run before. */
function numbersIn({ actors }: DeskPlan, { recovered }: StateOptions): (name: string) => number {
  const names = actors.map(({ name }) => name);
  const numbers = numberActors(names, recovered?.numbers ?? new Map());
  return (name) => numbers.get(name) ?? Number.NaN;
}
