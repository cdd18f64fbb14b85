/** What a test needs to run actors of the kit on real threads: specifications, and its end. */
import type { ActorSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import type { ActorStatus } from "../../src/runtime/supervisor/actor-status.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";
import type { SystemEvent } from "../../src/runtime/supervisor/system-event.ts";
import type { SystemOptions } from "../../src/runtime/supervisor/system-options.ts";
import type { StartFailure } from "../../src/runtime/supervisor/thread/start-failure.ts";
import { atEnd } from "./at-end.ts";
import { Tap } from "./tap.ts";
import { until } from "./until.ts";

/** A running desk of the kit's actors, and all that was told of it. */
export class KitDesk {
  readonly system: ActorSystem;
  readonly events: readonly SystemEvent[];

  private constructor(system: ActorSystem, events: readonly SystemEvent[]) {
    this.system = system;
    this.events = events;
  }

  /** Starts; the test's end stops it. */
  static async start(specs: readonly ActorSpec[], options?: Partial<SystemOptions>) {
    const { desk, failure } = await KitDesk.tryStart(specs, options);
    if (desk === null) throw new Error(`desk did not start: ${JSON.stringify(failure)}`);
    return desk;
  }

  /** Starts, with a tap on each of `names` that hears all that it says from its first life on. */
  static async startTapped<const Name extends string>(
    specs: readonly ActorSpec[],
    names: readonly Name[],
    options?: Partial<SystemOptions>,
  ): Promise<{ readonly desk: KitDesk; readonly taps: Readonly<Record<Name, Tap>> }> {
    const taps: Partial<Record<Name, Tap>> = {};
    const desk = await KitDesk.start(specs, {
      ...options,
      onWired: (system) => {
        for (const name of names) taps[name] = new Tap(system, name);
      },
    });
    // A desk is wired before it starts: each name has its tap.
    return { desk, taps: taps as Record<Name, Tap> };
  }

  /** Starts, or says why not. */
  static async tryStart(
    specs: readonly ActorSpec[],
    options: Partial<SystemOptions> = {},
  ): Promise<{ desk: KitDesk | null; failure: StartFailure | null; events: SystemEvent[] }> {
    const events: SystemEvent[] = [];
    const onEvent = (event: SystemEvent) => events.push(event);
    const started = await ActorSystem.start({ specs, common: null, seed: 1, onEvent, ...options });
    if (!started.ok) return { desk: null, failure: started.failure, events };
    const system = started.value;
    atEnd(() => system.stop("end of the test"));
    return { desk: new KitDesk(started.value, events), failure: null, events };
  }

  /** @throws {Error} When there is no such actor. */
  status(name: string): ActorStatus {
    const status = this.system.status().find((one) => one.name === name);
    if (status === undefined) throw new Error(`no actor ${name}`);
    return status;
  }

  /** The life `incarnation` of an actor is ready. */
  ready(name: string, incarnation: number): Promise<void> {
    return until(`${name} ready in life ${incarnation}`, () => {
      const status = this.status(name);
      return status.phase === "READY" && status.incarnation >= incarnation;
    });
  }

  /** Names of all that ended since the start, in order. */
  get deaths(): readonly string[] {
    return this.events.flatMap((event) => (event.kind === "DIED" ? [event.actor] : []));
  }
}
