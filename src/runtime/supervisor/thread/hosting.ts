/** What a worker is handed of an actor: when it hosts it at once, and when it stands by. */
import type { ActorStart, TakeOver, WorkerStart } from "../../actor/worker-start.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { Child } from "../roster/child.ts";
import { readStartOf } from "../roster/wiring.ts";
import { leastOf } from "../watchdog/thread-watch.ts";
import type { World } from "../world.ts";
import { ControlClient } from "./control-client.ts";

/** One life of an actor in one thread: what of it is not the actor's for ever. */
export type Life = {
  readonly spec: ActorSpec;
  readonly incarnation: number;
  readonly isStandby: boolean;
};

/** What the worker gets, and main's end of its control plane. */
export type Hosting = { readonly start: ActorStart; readonly control: ControlClient };

/** Of a standby, what others share with it comes only with {@link placeOf}. */
export function hostingOf(world: World, child: Child, life: Life): Hosting {
  const { spec, isStandby } = life;
  const { port, ...channel } = world.threads.openChannel();
  const { types: _types, ...place } = placeOf(world, child, life.incarnation);
  const start: ActorStart = {
    name: spec.name,
    number: child.number,
    kind: spec.kind,
    module: spec.module,
    args: spec.args,
    about: spec.about,
    common: world.common,
    ...child.memory,
    ...place,
    ...(isStandby ? { reads: [], watch: [], topics: {}, numbers: {} } : {}),
    idle: spec.idle,
    heartbeatMs: spec.child.heartbeatMs,
    stopDeadlineMs: spec.child.stopDeadlineMs,
    snapshotEveryMs: spec.snapshotEveryMs,
    isStandby,
    // A recording begins with the settings.
    deliveries: spec.holdsSecrets === true ? null : world.deliveries,
    port,
  };
  return { start, control: new ControlClient(channel, world.time) };
}

/** Where the actor stands among the others at this moment. */
export function placeOf(world: World, child: Child, incarnation: number): TakeOver {
  return {
    incarnation,
    seed: seedOf(world.seed, child.number, incarnation),
    reads: child.reads.flatMap((place) => {
      const writer = world.writer(place.actor);
      return writer === null ? [] : [readStartOf(place, writer)];
    }),
    watch: child.watches,
    ...world.directory(),
    types: world.types,
  };
}

/** What the thread itself is handed. The actors are those of one bell line. */
export function workerStartOf(
  { lines, types, clockOriginMs }: World,
  line: number,
  hosted: readonly { readonly spec: ActorSpec; readonly start: ActorStart }[],
): WorkerStart {
  const limits = hosted.flatMap(({ spec }) => [spec.child.heapSoftMb, spec.child.heapHardMb]);
  // Below it nobody asks what of a heap is garbage.
  const heapLimitBytes = (leastOf(limits) ?? Number.POSITIVE_INFINITY) * 1e6;
  const actors = hosted.map(({ start }) => start);
  return { lines, line, types, clockOriginMs, heapLimitBytes, actors };
}

/** Another stream for each life of each actor, from the seed of the run. */
function seedOf(seed: number, number: number, incarnation: number): number {
  return Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b) + incarnation;
}
