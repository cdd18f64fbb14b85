/**
 * One seed: a desk under its faults, then without them, and what its judges found.
 *
 * While faults come, anything may fail but what the judges hold. Behind them everything must come back
 * by itself, or by what a person would do: actors ready, books in step, orders sent. At the end it is
 * drained, and all must have counted the same.
 */

import { setTripwire } from "../../runtime/actor/tripwire.ts";
import type { Owner } from "../../runtime/simulation/engine/agenda.ts";
import { StillWaiting } from "../../runtime/simulation/engine/engine.ts";
import { SimulatedThread } from "../../runtime/simulation/thread/simulated-thread.ts";
import type { ActorSpec } from "../../runtime/supervisor/actor-spec.ts";
import type { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import type { RecoveredState } from "../../runtime/supervisor/state/recovered-state.ts";
import type { SystemEvent } from "../../runtime/supervisor/system-event.ts";
import { OrderEvent } from "../message/order-event.ts";
import type { FoundJournal } from "../run/files/journal-store.ts";
import { type DrainedDesk, drain } from "./drain.ts";
import { FaultHand } from "./fault/fault-hand.ts";
import type { FaultPlan } from "./fault/fault-plan.ts";
import { withDeskForm } from "./form/desk-form.ts";
import { restlessBy } from "./form/restless.ts";
import type { Violation } from "./judge/judge.ts";
import { hearing } from "./judge/judge.ts";
import { type EventBody, VenueTruth } from "./judge/order/venue-truth.ts";
import { judgeDurable, type ShownDurable } from "./judge/record/record-judge.ts";
import { judgeRecovery } from "./judge/record/recovery.ts";
import { RunCourt } from "./judge/run-court.ts";
import { DeliveryJudge } from "./judge/runtime/delivery-judge.ts";
import { PromptJudge } from "./judge/runtime/prompt-judge.ts";
import { checkSlots } from "./judge/runtime/slots.ts";
import { Jury } from "./jury.ts";
import { DeskReading } from "./world/desk-reading.ts";
import type { Bench } from "./world/life-witness.ts";
import type { LoadedDesk } from "./world/loaded-desk.ts";
import { Places } from "./world/places.ts";
import { noteRare } from "./world/rare.ts";
import { RecordLog } from "./world/record-log.ts";
import { SimulatedDesk } from "./world/simulated-desk.ts";
import { Taps } from "./world/taps.ts";

export type SeedOptions = {
  readonly loaded: LoadedDesk;
  readonly plan: FaultPlan;
  /** Whether anybody judges; else the run is only driven. */
  readonly hasJudges: boolean;
  /** Whether all that is said is hashed. */
  readonly isLogged: boolean;
};

export type SeedResult = {
  readonly seed: number;
  /** Handlers that ran. */
  readonly events: number;
  /** Messages that were published. */
  readonly records: number;
  /** Virtual time. Milliseconds. */
  readonly virtualMs: number;
  readonly violation: Violation | null;
  readonly sometimes: ReadonlySet<string>;
  /** SHA-256 of all that was said; null when nobody asked. */
  readonly log: string | null;
};

/** Virtual time in which everything must have come back. Milliseconds. */
const BACK_MS = 120_000;
/** Between two looks at whether it has. Milliseconds. */
const LOOK_MS = 250;
/** From a halt to somebody who starts the desk again. Nanoseconds. */
const HALTED_NS = 4e9;
/** From a start that failed to the next. Milliseconds. */
const AGAIN_MS = 500;
/** Longest start and stop of the desk. Nanoseconds. */
const PATIENCE_NS = 120e9;
/** In which nothing meddles, and all that is said is read at once. Milliseconds. */
const CALM_MS = 400;
/** In which what nobody has counts no more. Milliseconds. */
const COUNTED_MS = 3_000;
/** Things that may wait to happen: what two full connections have on their way, of short frames. */
const WAITING_MAX = 1_000_000;
/** The smallest topic of an actor that orders. Bytes. */
const SMALL_TOPIC_BYTES = 4_096;
/** Files of a journal that are made and filled while a run goes on. */
const SMALL_JOURNAL = { segmentMiB: 1, ballastMiB: 1, snapshotMiB: 1 };
/** Kinds whose topics are small where a plan wants it. */
const ORDERING = ["strategy", "risk", "execution"];
class RunOver extends Error {}

/** Runs one seed to its end, or to the first violation. */
export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const loaded = withDeskForm(options.loaded, options.plan.form);
  return new SeedRun({ ...options, loaded }).run();
}

class SeedRun {
  readonly #options: SeedOptions;
  readonly #desk: SimulatedDesk;
  readonly #court: RunCourt;
  readonly #truth = new VenueTruth();
  readonly #reading: DeskReading;
  readonly #taps: Taps;
  readonly #bench: Bench;
  /** Null where nobody judges. */
  readonly #jury: Jury | null;
  readonly #evidence: DrainedDesk;
  readonly #hand: FaultHand;
  readonly #log: RecordLog | null;
  readonly #places: Places;
  /** Whether all that the last process said of orders was written when it died. */
  #isLogWhole = true;
  /** Actors that a supervisor has quarantined once. */
  readonly #givenUp = new Set<string>();
  /** Writes that were refused before this process began. */
  #failedBefore = 0;
  #sent = 0;
  /** What the journal of the last process showed when that one died. */
  #durable: ReadonlyMap<number, ShownDurable> = new Map();
  #beganAt = 0;

  constructor(options: SeedOptions) {
    const { loaded, plan } = options;
    this.#options = options;
    this.#places = new Places(loaded.plan);
    const engine = { now: () => this.#desk.engine.now };
    this.#court = new RunCourt(engine.now);
    this.#bench = {
      court: this.#court,
      hasJudges: options.hasJudges,
      deliveries: new DeliveryJudge(this.#court),
      promptness: new PromptJudge(this.#court),
      placeOf: (reader, writer) => this.#places.of(reader, writer),
      forgetPlace: (reader, writer) => this.#places.forget(reader, writer),
      fuses: new Map(),
      handlers: 0,
      earOf: (actor) => this.#taps.earOf(actor),
      blockOf: (number) => this.#reading.blockOf(number),
    };
    this.#desk = new SimulatedDesk({
      loaded,
      seed: plan.seed,
      bench: this.#bench,
      specOf: (spec) => this.#specOf(spec),
      ...(plan.form.isRestless ? { strategyOf: restlessBy(plan.seed) } : {}),
      hooks: {
        onWired: (system) => this.#onWired(system),
        onEvent: (event) => this.#onEvent(event),
        onRemoved: (actor) => this.#places.forgetActor(actor),
        onAdded: (system, actor) => this.#taps.attachTo(system, actor),
        onCrash: (system, losesPower) => this.#onCrash(system, losesPower),
        onFound: (found) => this.#onFound(found),
        onRecovered: (recovered) => this.#onRecovered(recovered),
      },
    });
    this.#reading = new DeskReading(loaded.plan, () => this.#desk.system);
    const evidence = { truth: this.#truth, reading: this.#reading, desk: this.#desk };
    const whatDiffers = () => this.#jury?.whatDiffers() ?? null;
    this.#evidence = { ...evidence, court: this.#court, whatDiffers };
    this.#jury = options.hasJudges ? new Jury(this.#court, evidence) : null;
    const counted = hearing(OrderEvent, (event: EventBody) => {
      if (event.kind === "SENT") this.#sent += 1;
    });
    this.#taps = new Taps(this.#court, [...(this.#jury?.hearings ?? []), counted]);
    this.#log = options.isLogged ? new RecordLog(engine.now) : null;
    if (this.#log !== null) this.#taps.onRecord = (record) => this.#log?.take(record);
    this.#hand = new FaultHand({
      desk: this.#desk,
      fuses: this.#bench.fuses,
      bootAfter: (ms) => this.#bootAfter(ms),
      note: (sometimes) => this.#court.note(sometimes),
      letGo: (actor) => this.#places.letGo(actor),
    });
    this.#desk.engine.onStep = (owner) => this.#onStep(owner);
  }

  async run(): Promise<SeedResult> {
    const { engine } = this.#desk;
    this.#beganAt = engine.now;
    const onRejection = (reason: unknown) => this.#onThrown(reason);
    process.on("unhandledRejection", onRejection);
    const releaseTripwire = setTripwire();
    try {
      await this.#live();
    } catch (error) {
      this.#onThrown(error);
    } finally {
      releaseTripwire();
      process.off("unhandledRejection", onRejection);
    }
    const { seed } = this.#options.plan;
    return {
      seed,
      events: this.#bench.handlers,
      records: this.#taps.records,
      virtualMs: (engine.now - this.#beganAt) / 1e6,
      violation: this.#court.violation,
      sometimes: this.#court.sometimes,
      log: this.#log?.hash() ?? null,
    };
  }

  /** An error of main's own code, or of a promise that nobody waits for, is a violation like another. */
  #onThrown(thrown: unknown): undefined {
    if (thrown instanceof RunOver) return;
    const kind = thrown instanceof StillWaiting ? "liveness" : "main";
    this.#court.accuse(
      kind,
      thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
    );
  }

  async #live(): Promise<undefined> {
    const { engine } = this.#desk;
    const { plan } = this.#options;
    const failure = await engine.settle(this.#desk.boot(), PATIENCE_NS);
    if (failure !== null) this.#court.accuse("start", failure);
    for (const fault of plan.faults) {
      engine.laterInWorld(fault.atMs * 1e6, () => this.#hand.do(fault));
    }
    await engine.run(plan.spanMs * 1e6);
    this.#hand.end();
    await this.#comeBack();
    this.#bench.promptness.begin();
    await engine.run(CALM_MS * 1e6);
    this.#bench.promptness.end();
    await this.#drain();
  }

  /** Until all is well again; a violation when it is not in time. */
  async #comeBack(): Promise<undefined> {
    const { engine } = this.#desk;
    this.#sent = 0;
    let wrong = "nothing";
    for (let ms = 0; ms < BACK_MS; ms += LOOK_MS) {
      await engine.run(LOOK_MS * 1e6);
      this.#helpAsAPersonWould();
      const found = this.#whatIsWrong();
      if (found === null) return;
      wrong = found;
    }
    this.#court.accuse("liveness", `${BACK_MS / 1_000} s after the last fault: ${wrong}`);
    throw new RunOver();
  }

  /** What a desk gives up by design, somebody must start again. */
  #helpAsAPersonWould(): undefined {
    const { system, halted } = this.#desk;
    if (halted !== null) return;
    const [journal] = this.#reading.namesOf("journal");
    for (const { name, phase } of system?.status() ?? []) {
      const isDown = phase === "STOPPED" || phase === "ENDED";
      // A journal whose disk has failed writes only in another life.
      const isHalted = phase === "READY" && name === journal && this.#reading.isJournalHalted;
      // Who was given up once and could not begin again is nobody's but that person's.
      if (isHalted || phase === "QUARANTINED" || (isDown && this.#givenUp.has(name))) {
        void system?.restart(name, "a person");
      }
    }
  }

  #whatIsWrong(): string | null {
    const { system } = this.#desk;
    if (system === null) return "no process is up";
    const down = system.status().find(({ phase }) => phase !== "READY");
    if (down !== undefined) return `${down.name} is ${down.phase}: ${down.reason}`;
    if (!this.#reading.areBooksLive()) return "a book is not in step";
    const busy = this.#desk.busyActor();
    if (busy !== null) return `${busy} is busy`;
    return this.#sent > 0 ? null : "no order was sent";
  }

  /** Stops it in order; then nothing works, and all have counted the same. */
  async #drain(): Promise<undefined> {
    const { engine, system } = this.#desk;
    if (system === null) return;
    await drain(this.#evidence, system);
    await engine.run(COUNTED_MS * 1e6);
    this.#jury?.close();
    checkSlots(this.#court, system, this.#options.loaded.plan);
    if (this.#options.hasJudges) this.#places.checkTails(this.#court, system);
    noteRare(this.#court, system, this.#desk.machine.disk);
    await engine.settle(system.stop("the run ends"), PATIENCE_NS);
    for (const { name, phase } of system.status()) {
      const isDown = phase === "STOPPED" || phase === "ENDED";
      if (!isDown) this.#court.accuse("drain", `${name} is ${phase} behind its stop`);
    }
  }

  #onStep(owner: Owner | null): undefined {
    const { system } = this.#desk;
    if (owner instanceof SimulatedThread) this.#onThread(owner);
    else if (system !== null) this.#onTick(system);
    if (this.#court.violation !== null) throw new RunOver();
  }

  #onThread(thread: SimulatedThread): undefined {
    for (const name of thread.actors) {
      this.#taps.hear(name);
      if (name === this.#desk.exchange) this.#desk.venue.look();
      if (thread.isAlive) this.#jury?.look(name);
    }
  }

  /** Behind what main did, or promises. */
  #onTick(system: ActorSystem): undefined {
    this.#taps.hearAll(system.types);
    const { waiting } = this.#desk.engine;
    if (waiting <= WAITING_MAX) return;
    this.#court.accuse("bounds", `${waiting} things wait to happen`);
  }

  #onWired(system: ActorSystem): undefined {
    this.#failedBefore = this.#desk.machine.disk.counts.failed;
    this.#taps.attach(system);
  }

  #onEvent(event: SystemEvent): undefined {
    this.#court.note(`event ${event.kind}`);
    if (event.kind === "ESCALATED" || event.kind === "UNKILLABLE") this.#startAgainLater();
    if (event.kind === "QUARANTINED") this.#givenUp.add(event.actor);
    if (event.kind === "DIED" && event.reason.startsWith("stuck"))
      this.#court.note("a stuck actor killed");
  }

  /** A desk that has halted is looked at by somebody, who starts it again. */
  #startAgainLater(): undefined {
    const { lives } = this.#desk;
    this.#desk.engine.laterInWorld(HALTED_NS, () => {
      if (this.#desk.lives !== lives || this.#desk.halted === null) return;
      this.#court.note("the desk halted");
      this.#desk.crash();
      this.#bootAfter(AGAIN_MS);
    });
  }

  #onCrash(system: ActorSystem, losesPower: boolean): undefined {
    this.#taps.hearAll(system.types);
    noteRare(this.#court, system, this.#desk.machine.disk);
    this.#durable = this.#reading.durable();
    if (!this.#desk.isUp) this.#court.note("a crash while it starts");
    // What the journal has on the disk outlives also the machine's power.
    const hasJournal = this.#reading.namesOf("journal").length > 0;
    this.#isLogWhole = hasJournal
      ? this.#reading.isAllDurable(system)
      : !losesPower && this.#isWritten(system);
    this.#truth.die(this.#isLogWhole, this.#desk.exchange !== null);
    this.#jury?.onCrash(this.#isLogWhole);
    this.#places.clear();
  }

  /** Whether the message log has all that the executions said. */
  #isWritten(system: ActorSystem): boolean {
    const { counts } = this.#desk.machine.disk;
    return (
      counts.failed === this.#failedBefore &&
      this.#reading.namesOf("message-log").every((log) =>
        system.lags().every(({ reader, ring, records }) => {
          return reader !== log || !ring.startsWith("execution") || records === 0;
        }),
      )
    );
  }

  /** What was told to be durable is there, whatever the machine has lost. */
  #onFound(found: FoundJournal): undefined {
    if (found.kind === "REFUSED") {
      this.#court.accuse("record", `the journal is not believed: ${found.reason}`);
    } else judgeDurable(this.#court, this.#durable, found.fold);
  }

  #onRecovered(recovered: RecoveredState): undefined {
    const executions = this.#reading.namesOf("execution");
    const isWritten = this.#isLogWhole;
    judgeRecovery(this.#court, this.#truth, { executions, recovered, isWritten });
  }

  #bootAfter(ms: number): undefined {
    this.#desk.engine.laterInWorld(ms * 1e6, () => {
      if (this.#desk.process !== null) return;
      void this.#desk.boot().then((failure) => {
        if (failure === null) this.#court.note("a process went on with what the last one left");
        else if (this.#desk.process !== null) {
          // What could start before can start again: the guard gives it another life.
          this.#court.note("a start that failed");
          this.#desk.crash();
          this.#bootAfter(AGAIN_MS);
        }
      });
    });
  }

  #specOf(spec: ActorSpec): ActorSpec {
    if (spec.kind === "journal") return { ...spec, args: { ...spec.args, ...SMALL_JOURNAL } };
    const isSmall = this.#options.plan.hasSmallTopics && ORDERING.includes(spec.kind);
    return isSmall ? { ...spec, topicBytes: SMALL_TOPIC_BYTES } : spec;
  }
}
