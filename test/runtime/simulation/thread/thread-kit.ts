/** One simulated process without a supervisor: a test begins its threads and calls their actors. */
import type { ActorControl } from "../../../../src/runtime/actor/control-plane.ts";
import { defineActor } from "../../../../src/runtime/actor/define-actor.ts";
import type { Witness } from "../../../../src/runtime/actor/witness.ts";
import type { EndReport } from "../../../../src/runtime/actor/worker-report.ts";
import type { ActorStart } from "../../../../src/runtime/actor/worker-start.ts";
import { Engine } from "../../../../src/runtime/simulation/engine/engine.ts";
import { WallClock } from "../../../../src/runtime/simulation/engine/virtual-time.ts";
import { Disk } from "../../../../src/runtime/simulation/io/disk/disk.ts";
import { Network } from "../../../../src/runtime/simulation/io/network.ts";
import { SimulatedProcess } from "../../../../src/runtime/simulation/simulated-process.ts";
import type { SimulatedThread } from "../../../../src/runtime/simulation/thread/simulated-thread.ts";
import type { ThreadEnd } from "../../../../src/runtime/supervisor/thread/actor-thread.ts";
import { Ball, Echo } from "../../../kit/message.ts";
import { BELL, CellKit, type Feeder } from "../../actor/kit/cell-kit.ts";

export const MS = 1e6;
/** What an actor of the kit does at the ball of that number. */
export const AT = { throws: 13, stopsOne: 14, stopsTwo: 15 } as const;

/** Says each ball again; throws, or ends itself, where {@link AT} says so. */
export const echoer = defineActor({
  in: { ball: Ball },
  out: { echo: Echo },
  start: () => ({}),
  on: {
    ball(_state, { number }, ctx) {
      if (number === AT.throws) throw new RangeError("unlucky");
      if (number === AT.stopsOne && ctx.self.name === "one") ctx.stop("enough");
      if (number === AT.stopsTwo && ctx.self.name === "two") ctx.stop("enough");
      ctx.send.echo({ number, from: ctx.self.name });
    },
  },
});

/** One thread that the test began. */
export type Begun = {
  readonly thread: SimulatedThread;
  /** By place of its actors. */
  readonly controls: readonly ActorControl[];
  readonly starts: readonly ActorStart[];
  readonly feeder: Feeder;
  readonly actorEnds: EndReport[];
  /** Null while it lives. */
  readonly end: () => ThreadEnd | null;
};

export class ThreadKit {
  readonly engine: Engine;
  readonly process: SimulatedProcess;
  readonly cells = new CellKit([Ball, Echo] as never);
  /** What the witnesses of the actors see and do. */
  witness: ((thread: SimulatedThread) => Partial<Witness>) | null = null;
  readonly #began: number;

  constructor(seed: number) {
    const engine = new Engine(seed);
    this.engine = engine;
    this.#began = engine.now;
    this.process = new SimulatedProcess({
      engine,
      wall: new WallClock(engine),
      machine: { network: new Network(engine), disk: new Disk(engine) },
      load: async () => echoer as never,
      witnessOf: (thread) => (this.witness === null ? null : withAll(this.witness(thread))),
    });
  }

  /** Virtual milliseconds since the kit was made. */
  get atMs(): number {
    return (this.engine.now - this.#began) / MS;
  }

  /** Begins a thread of actors that read one topic each, all fed by one feeder. */
  begin(...names: readonly string[]): Begun {
    const feeder = this.cells.feeder("feeder");
    const actorEnds: EndReport[] = [];
    const controls: ActorControl[] = [];
    const starts = names.map((name) => {
      const { remote, port } = this.process.threads.openChannel();
      controls.push(remote);
      const reads = [feeder.wire()];
      return { ...this.cells.startOf(echoer as never, { name, reads }), port };
    });
    const { lines, types } = this.cells;
    const start = { lines, types, line: BELL, clockOriginMs: 0, heapLimitBytes: 0, actors: starts };
    const thread = this.process.threads.begin(start, names.join("+"), {
      entry: null,
      onActorEnd: (report) => void actorEnds.push(report),
    }) as SimulatedThread;
    let end: ThreadEnd | null = null;
    void thread.ended.then((ended) => {
      end = ended;
    });
    return { thread, controls, starts, feeder, actorEnds, end: () => end };
  }

  /** A thread whose actors are ready. */
  async run(...names: readonly string[]): Promise<Begun> {
    const begun = this.begin(...names);
    for (const control of begun.controls) await this.engine.settle(control.start(), 1_000 * MS);
    return begun;
  }

  /** Says a ball of that number, from outside of all threads. */
  say({ feeder }: Begun, number: number): undefined {
    this.engine.laterInWorld(0, () => void feeder.say(Ball, { number }));
  }
}

function withAll(given: Partial<Witness>): Witness {
  const nothing = () => undefined;
  return { onRecord: nothing, onTold: nothing, onCall: nothing, onHandled: nothing, ...given };
}
