/**
 * Hosts the actors that main handed to one thread: one loop, a beat for each, and a word of why it
 * ends. What the thread is made of is the caller's: a worker, or a turn of the simulation.
 *
 * Invariant: every way out that JavaScript can see writes a farewell word first; an end without one
 * is a crash.
 */
import type { Host } from "./build-cell.ts";
import type { HeapMeter } from "./heap-meter.ts";
import { Loop, type Waiting } from "./loop.ts";
import { plainErrorOf } from "./plain-error.ts";
import { WorkerControl } from "./worker-control.ts";
import { EXIT_CRASH, type WorkerReport } from "./worker-report.ts";
import type { ActorStart, TakeOver, WorkerStart } from "./worker-start.ts";

/** What main calls in the thread, for one actor. */
export type ControlSurface = ReturnType<typeof controlSurface>;

/** The thread, as what runs in it sees it. */
export type ThreadShell = {
  readonly host: Omit<Host, "lines" | "types">;
  /** The operating system's number of the thread; 0 where it has none. */
  readonly id: number;
  readonly heap: Pick<HeapMeter, "look" | "share">;
  /** What a loop waits at, that belongs to those lines. */
  waitingIn(lines: SharedArrayBuffer): Waiting;
  every(ms: number, run: () => void): void;
  post(report: WorkerReport): void;
  /** Told of each error before anything is made of it; throws what is none of an actor's. */
  onThrown(error: unknown): void;
  /** Nothing runs in the thread after it. */
  exit(code: number): never;
  /** Lets main call `surface` by the actor's own port. */
  expose(surface: ControlSurface, start: ActorStart): void;
};

/** Told of an error that no handler of an actor caught. */
export type OnUncaught = (error: unknown) => never;

/** Hosts the actors of `start` until the thread ends. */
export function hostActors(start: WorkerStart, shell: ThreadShell): OnUncaught {
  const controls: WorkerControl[] = [];
  const { heap, host } = shell;

  const beat = (control: WorkerControl) => {
    if (!control.mayBeat) return;
    control.block.beat();
    const bytes = heap.look();
    if (bytes !== null) for (const { block: each } of controls) each.heapBytes = bytes;
  };
  const crash = (actor: string, handler: string | null, thrown: unknown): never => {
    shell.onThrown(thrown);
    for (const control of controls) control.sayCrashed();
    shell.post({ kind: "CRASHED", actor, handler, error: plainErrorOf(thrown) });
    return shell.exit(EXIT_CRASH);
  };
  const end = (actor: string, reason: string) => {
    shell.post({ kind: "ENDED", actor, reason });
    if (controls.every(({ isOver }) => isOver)) shell.exit(0);
  };
  const makeLoop = (lines: SharedArrayBuffer): Loop =>
    new Loop(shell.waitingIn(lines), host.time.now, (cell, error) => {
      crash(cell.name, controls.find(({ name }) => name === cell.name)?.handler ?? null, error);
    });
  const loop = makeLoop(start.lines);
  const world = { ...host, lines: start.lines, types: start.types };
  for (const actor of start.actors) {
    const control = new WorkerControl(actor, world, loop, {
      onFailure: crash,
      onEnd: end,
      makeLoop,
    });
    controls.push(control);
    shell.expose(controlSurface(control, heap, shell.id), actor);
    if (!actor.isStandby) control.block.thread = shell.id;
    shell.every(actor.heartbeatMs, () => beat(control));
    beat(control);
  }
  const first = start.actors[0]?.name ?? "worker";
  return (error) => crash(first, null, error);
}

/** Flat methods: comlink proxies one level only. */
function controlSurface(control: WorkerControl, heap: Pick<HeapMeter, "share">, thread: number) {
  return {
    start: () => control.start(),
    attach: (read: Parameters<WorkerControl["attach"]>[0]) => {
      heap.share(read.topic.byteLength);
      return control.attach(read);
    },
    detach: (actor: string) => control.detach(actor),
    tellGone: (actor: string, incarnation: number) => control.tellGone(actor, incarnation),
    watch: (board: Parameters<WorkerControl["watch"]>[0]) => {
      heap.share(board.memory.byteLength);
      return control.watch(board);
    },
    reconfigure: (args: Readonly<Record<string, unknown>>) => control.reconfigure(args),
    stop: (reason: string) => control.stop(reason),
    ask: (name: string) => control.ask(name),
    learn: (types: Parameters<WorkerControl["learn"]>[0]) => control.learn(types),
    swappable: () => control.swappable(),
    handOver: (isLetGo: boolean) => control.handOver(isLetGo),
    takeBack: () => control.takeBack(),
    leave: () => control.leave(),
    prepare: () => control.prepare(),
    rehearse: (place: TakeOver) => {
      heap.share(sharedBytesOf(place));
      return control.rehearse(place);
    },
    takeOver: (place: TakeOver) => {
      heap.share(sharedBytesOf(place));
      return control.takeOver(place);
    },
    begin: (handedOverAtNs: number) => {
      control.block.thread = thread;
      return control.begin(handedOverAtNs);
    },
  };
}

/** Bytes of the memory in `place`, each piece once. */
function sharedBytesOf({ reads, watch, topics }: TakeOver): number {
  const pieces = new Set([
    ...reads.map(({ topic }) => topic),
    ...watch.map(({ memory }) => memory),
    ...Object.values(topics),
  ]);
  return [...pieces].reduce((bytes, { byteLength }) => bytes + byteLength, 0);
}
