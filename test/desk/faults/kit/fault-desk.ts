/** A desk that runs in this process on real threads and sockets, from a {@link FaultFolder}. */
import { expect } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openLog, recordsOf } from "../../../../src/desk/cli/record-lines.ts";
import { parseStartArguments } from "../../../../src/desk/cli/start-arguments.ts";
import { planFor } from "../../../../src/desk/cli/start-plan.ts";
import type { ActorPlan, DeskPlan } from "../../../../src/desk/config/desk-plan.ts";
import { loadDesk } from "../../../../src/desk/config/load-desk.ts";
import { type ConsoleServer, serveConsole } from "../../../../src/desk/http/console-server.ts";
import { Filled } from "../../../../src/desk/message/filled.ts";
import { deskFactsFor, specsOf } from "../../../../src/desk/run/desk-specs.ts";
import { deliveriesIn } from "../../../../src/desk/run/files/deliveries.ts";
import { pinPlan } from "../../../../src/desk/run/pinned-plan.ts";
import { RunningDesk } from "../../../../src/desk/run/running-desk.ts";
import { BoardReader } from "../../../../src/runtime/ring/board-reader.ts";
import type { ActorStatus } from "../../../../src/runtime/supervisor/actor-status.ts";
import { ActorSystem } from "../../../../src/runtime/supervisor/actor-system.ts";
import type { SystemEvent } from "../../../../src/runtime/supervisor/system-event.ts";
import { atEnd } from "../../../kit/at-end.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";
import type { FaultFolder } from "./fault-folder.ts";
import { holdingsOf, judge } from "./oracles.ts";
import type { Said } from "./said.ts";

/** Runs of other tests of this process have other epochs. */
let runEpoch = 1_000;

/** How often the taps are read, so that no ring runs over them. Milliseconds. */
const TAP_MS = 50;

/**
 * An actor is ready again within `heartbeatLateMs` + 1 s of its fault. Both are doubled here, for
 * a machine that does other work. Milliseconds.
 */
export const RECOVERY_MS = 2 * (1_000 + 1_000);

/** The plan of the folder's desk, or why there is none. */
export async function planIn(folder: FaultFolder): Promise<DeskPlan> {
  const modules = await folder.modules();
  const loaded = await loadDesk(folder.desk, { inspect: modules.inspect, root: folder.root });
  if (!loaded.ok) throw new Error(loaded.failure.map(({ message }) => message).join("; "));
  const given = parseStartArguments(["--port", "0"]);
  if (!given.ok) throw new Error(given.failure.message);
  return planFor(await pinPlan(loaded.value, modules, folder.run), given.value);
}

type BoardType<Body> = {
  readonly slotBytes: number;
  readonly codec: {
    createView(): { bind(data: DataView, offset: number, bytes: number): undefined } & Body;
  };
};

export class FaultDesk {
  readonly desk: RunningDesk;
  readonly system: ActorSystem;
  readonly folder: FaultFolder;
  readonly events: readonly SystemEvent[];
  readonly #server: ConsoleServer;
  readonly #limits = new Map<string, number>();
  readonly #taps: Map<string, Tap>;
  readonly #polling: ReturnType<typeof setInterval>;
  #ended: Promise<void> | null = null;

  private constructor(
    desk: RunningDesk,
    server: ConsoleServer,
    of: { folder: FaultFolder; events: readonly SystemEvent[]; taps: Map<string, Tap> },
  ) {
    this.desk = desk;
    this.system = desk.system;
    this.#server = server;
    this.folder = of.folder;
    this.events = of.events;
    this.#taps = of.taps;
    for (const actor of desk.plan.actors) this.#takeLimits(actor);
    this.#polling = setInterval(() => {
      for (const tap of this.#taps.values()) tap.heard();
    }, TAP_MS);
  }

  /**
   * Starts it, ready; the test's end stops it.
   *
   * @param isRecorded Whether its actors keep a delivery log.
   */
  static async start(folder: FaultFolder, isRecorded = false): Promise<FaultDesk> {
    const plan = await planIn(folder);
    runEpoch += 1;
    const events: SystemEvent[] = [];
    const taps = new Map<string, Tap>();
    const started = await ActorSystem.start({
      specs: specsOf(plan),
      supervisors: plan.supervisors,
      common: deskFactsFor(plan, {
        instance: "00",
        runEpoch,
        firstRunEpoch: runEpoch,
        folder: folder.run,
      }),
      seed: 1,
      deliveries: isRecorded ? deliveriesIn(folder.run) : null,
      workerEntry: (await folder.modules()).worker,
      onEvent: (event) => events.push(event),
      onWired: (system) => {
        for (const { name } of plan.actors) taps.set(name, new Tap(system, name));
      },
    });
    if (!started.ok) throw new Error(`the desk did not start: ${JSON.stringify(started.failure)}`);
    const information = { version: "0", bun: Bun.version, run: folder.run };
    const desk = new RunningDesk(plan, started.value, information);
    const server = serveConsole(plan.console, desk);
    if (!server.ok) throw new Error(server.failure.message);
    const running = new FaultDesk(desk, server.value, { folder, events, taps });
    atEnd(async () => {
      await running.stop();
      folder.remove();
    });
    return running;
  }

  /** Listens to an actor that was added, and takes its limits into what is judged. */
  hear(actor: ActorPlan): undefined {
    this.#taps.set(actor.name, new Tap(this.system, actor.name));
    this.#takeLimits(actor);
  }

  #takeLimits({ name, limits }: ActorPlan): undefined {
    for (const [instrument, lots] of Object.entries(limits.positionLots)) {
      this.#limits.set(`${this.status(name).number}/${instrument}`, lots);
    }
  }

  /** All that the actor said, of one type or of all. */
  said(actor: string, type?: string): readonly Said[] {
    const heard = this.#taps.get(actor)?.heard(type) ?? [];
    return heard.map((one) => ({ ...one, actor }));
  }

  status(actor: string): ActorStatus {
    const status = this.system.status().find(({ name }) => name === actor);
    if (status === undefined) throw new Error(`no actor ${actor}`);
    return status;
  }

  counter(actor: string, name: string): number {
    return this.desk.telemetryOf(actor)?.counters()[name] ?? 0;
  }

  /** One slot of a board, as a plain copy; null when it was never written. */
  board<Body extends object>(
    place: { actor: string; board: string; slot: number },
    type: BoardType<Body>,
  ): Body | null {
    const memory = this.system.boardOf(place.actor, place.board);
    if (memory === null) return null;
    const scratch = new DataView(new ArrayBuffer(type.slotBytes));
    const bytes = new BoardReader(memory).read(place.slot, scratch);
    if (bytes < 0) return null;
    const view = type.codec.createView();
    view.bind(scratch, 0, bytes);
    return view;
  }

  async readyz(): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.#server.url}/readyz`);
    return { status: response.status, text: await response.text() };
  }

  /** As `/actors` has it. */
  async actor(name: string): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`${this.#server.url}/actors`);
    const { actors } = (await response.json()) as { actors: { name: string }[] };
    return { ...actors.find((one) => one.name === name) };
  }

  /**
   * Resolves once `actor` has said a new order that was sent, `orders` times from the call. Of an
   * actor that asks for so many and no more, it is called before what lets them leave.
   */
  async trades(actor: string, orders = 1): Promise<void> {
    const { number } = this.status(actor);
    const sent = () =>
      this.said("execution-paper", "order-event").filter(
        ({ body }) => body.kind === "SENT" && body.strategy === number,
      ).length;
    const before = sent();
    await until(`orders of ${actor}`, () => sent() >= before + orders);
  }

  /** Waits for the moment at which the actor's variant counts its deed, then for its next life. */
  async recovers(actor: string, life = 2): Promise<void> {
    await until(`the fault of ${actor}`, () => this.counter(actor, "fault") >= life - 1);
    await until(
      `${actor} ready again`,
      () => {
        const { phase, incarnation } = this.status(actor);
        return phase === "READY" && incarnation >= life;
      },
      RECOVERY_MS,
    );
  }

  /** Nobody but `guilty` was restarted, `/actors` says why it was, and `/readyz` that it was. */
  async expectOnly(guilty: string, reason: RegExp): Promise<void> {
    this.expectUntouched(guilty);
    expect(await this.actor(guilty)).toMatchObject({
      phase: "READY",
      restarts: 1,
      reason: expect.stringMatching(reason),
    });
    // A fault right after the start is over before the last book is synchronised.
    await until("the desk is fresh", async () => (await this.readyz()).status === 200);
    const text = expect.stringMatching(new RegExp(`${guilty} was restarted .* ago: `));
    expect(await this.readyz()).toEqual({ status: 200, text });
  }

  /** Every other actor lives its first life. */
  expectUntouched(...guilty: readonly string[]): undefined {
    const others = this.system.status().filter(({ name }) => !guilty.includes(name));
    const lives = others.map(({ name, incarnation, restarts }) => ({
      name,
      incarnation,
      restarts,
    }));
    expect(lives).toEqual(others.map(({ name }) => ({ name, incarnation: 1, restarts: 0 })));
    const deaths = this.events.flatMap((event) => ("reason" in event ? [event.actor] : []));
    expect(deaths.filter((name) => !guilty.includes(name))).toEqual([]);
  }

  /** Stops the desk, and returns its log after every oracle has judged it. */
  async judged(): Promise<readonly Said[]> {
    await this.stop();
    const log = this.log();
    this.#judgeBy(log);
    return log;
  }

  /** The same by what the taps heard, where no log was kept. */
  async judgedByTaps(): Promise<readonly Said[]> {
    await this.stop();
    const heard = [...this.#taps.keys()].flatMap((actor) => this.said(actor));
    judge(heard, this.#limits);
    return heard;
  }

  stop(): Promise<void> {
    this.#ended ??= this.#stop();
    return this.#ended;
  }

  log(): readonly Said[] {
    const log = openLog(readFileSync(join(this.folder.run, "messages.log")));
    const said = [...recordsOf(log)].map((record) => ({ ...record, body: record.body ?? {} }));
    expect(log.file.tornAt).toBeNull();
    return said;
  }

  #judgeBy(log: readonly Said[]): undefined {
    expect(this.counter("message-log", "log:missed")).toBe(0);
    judge(log, this.#limits);
    // The taps are readers of their own: they heard what the log kept, once and in order.
    for (const actor of this.#taps.keys()) {
      const heard = this.said(actor).map(({ sequence }) => sequence);
      const kept = log.filter((one) => one.actor === actor).map(({ sequence }) => sequence);
      const isFromStart = this.desk.plan.actors.some(({ name }) => name === actor);
      expect(isFromStart ? kept : kept.slice(kept.length - heard.length)).toEqual(heard);
    }
    expect(holdingsOf(log)).toEqual(this.#filled());
  }

  /** By strategy and instrument, as the execution's board has it. Lots. */
  #filled(): Readonly<Record<string, number>> {
    const filled: Record<string, number> = {};
    for (let slot = 0; ; slot += 1) {
      const pair = this.board({ actor: "execution-paper", board: "filled", slot }, Filled);
      if (pair === null) return filled;
      filled[`${pair.strategy}/${pair.instrument}`] = pair.lots;
    }
  }

  async #stop(): Promise<void> {
    await this.desk.stop("end of the test");
    clearInterval(this.#polling);
    for (const tap of this.#taps.values()) tap.heard();
    await this.#server.close();
  }
}
