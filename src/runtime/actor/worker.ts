/**
 * The entry of every worker thread: it hosts the actors that main handed to it in one loop, beats
 * for them, and says why it ends.
 *
 * Invariant: every way out that JavaScript can see writes a farewell word first; an end without one
 * is a crash.
 */
import { parentPort, workerData } from "node:worker_threads";
import { expose } from "comlink";
import { monotonicNs, setClockOrigin } from "../../core/clock.ts";
import { createIo } from "../io/create-io.ts";
import { Doorbell } from "../ring/doorbell.ts";
import { Spinner } from "../ring/idle-strategy.ts";
import { HeapMeter } from "./heap-meter.ts";
import { Loop } from "./loop.ts";
import { plainErrorOf } from "./plain-error.ts";
import { threadId } from "./thread-id.ts";
import { ThreadTimers } from "./timers.ts";
import { setTripwire } from "./tripwire.ts";
import { WorkerControl } from "./worker-control.ts";
import { EXIT_CRASH, type WorkerReport } from "./worker-report.ts";
import type { TakeOver, WorkerStart } from "./worker-start.ts";

/** Hosts the actors of `start` until the thread ends. */
function host(start: WorkerStart): undefined {
  setClockOrigin(start.clockOriginMs);
  const controls: WorkerControl[] = [];
  const engine = { read: process.memoryUsage, collect: () => Bun.gc(true), clock: monotonicNs };
  const heap = new HeapMeter(engine, start.heapLimitBytes);
  const thread = threadId();

  const beat = (control: WorkerControl) => {
    if (!control.mayBeat) return;
    control.block.beat();
    const bytes = heap.look();
    if (bytes !== null) for (const { block: each } of controls) each.heapBytes = bytes;
  };
  const crash = (actor: string, handler: string | null, thrown: unknown): never => {
    for (const control of controls) control.sayCrashed();
    post({ kind: "CRASHED", actor, handler, error: plainErrorOf(thrown) });
    process.exit(EXIT_CRASH);
  };
  const end = (actor: string, reason: string) => {
    post({ kind: "ENDED", actor, reason });
    if (controls.every(({ isOver }) => isOver)) process.exit(0);
  };
  const first = start.actors[0]?.name ?? "worker";
  process.on("uncaughtException", (error) => crash(first, null, error));
  process.on("unhandledRejection", (error) => crash(first, null, error));

  const makeLoop = (lines: SharedArrayBuffer): Loop => {
    const waiting = {
      bell: new Doorbell(lines, start.line),
      spinner: new Spinner(lines, start.line, monotonicNs),
    };
    return new Loop(waiting, monotonicNs, (cell, error) => {
      crash(cell.name, controls.find(({ name }) => name === cell.name)?.handler ?? null, error);
    });
  };
  const loop = makeLoop(start.lines);
  const world = {
    lines: start.lines,
    types: start.types,
    clock: monotonicNs,
    makeIo: createIo,
    makeTimers: (port: ConstructorParameters<typeof ThreadTimers>[0]) => new ThreadTimers(port),
  };
  for (const actor of start.actors) {
    const control = new WorkerControl(actor, world, loop, {
      onFailure: crash,
      onEnd: end,
      makeLoop,
    });
    controls.push(control);
    // Flat methods: comlink proxies one level only.
    expose(controlSurface(control, heap, thread), actor.port as never);
    if (!actor.isStandby) control.block.thread = thread;
    // The port and this interval keep the thread alive while its only waiter is a doorbell.
    setInterval(() => beat(control), actor.heartbeatMs);
    beat(control);
  }
  setTripwire();
}

function post(report: WorkerReport): undefined {
  parentPort?.postMessage(report);
}

function controlSurface(control: WorkerControl, heap: HeapMeter, thread: number) {
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

host(workerData as WorkerStart);
