/** A thread of a board's soak, until main terminates it: what `workerData` says that it is. */
import { parentPort, workerData } from "node:worker_threads";
import { Prng } from "../../../src/core/prng.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../../src/runtime/ring/board-writer.ts";
import { Doorbell } from "../../../src/runtime/ring/doorbell.ts";
import { fillValue } from "./board-pattern.ts";
import { BOARD_CONTROL, type BoardStart, PUT_PHASE, SOAK_SLOTS } from "./board-soak-memory.ts";
import { BoardView, VIEW } from "./board-view.ts";

const QUIET_ONE_IN = 4;
const BATCHES_MAX = { quiet: 50, flood: 2_000 } as const;
/** One put in so many takes some ms: a thread hardly ever dies in compiled code that is short. */
const LONG_ONE_IN = 3_000;
const LONG_PASSES = 5_000;
const LOOKS = 200;
const IDLE_MS = 0.05;
const PAUSES_MAX = 60;

const start = workerData as BoardStart;
const prng = new Prng(start.seed);
const control = new Int32Array(start.control);
const view = new BoardView(start.view);
// A dormant doorbell does not keep a thread alive, and a port that is listened to does.
parentPort?.on("message", () => undefined);
if (start.role === "WRITER") write();
else if (start.role === "WATCHER") await watch();
else poll();

function write(): undefined {
  const writer = new BoardWriter(start.board, start.lines, start.life);
  const left = new BoardReader(start.board);
  // What the last life put last is where this one goes on.
  const numbers = Array.from({ length: SOAK_SLOTS }, (_, slot) => view.look(left, slot));
  const watching = start.watching.map((memory) => new BoardView(memory));
  Atomics.store(control, BOARD_CONTROL.LIFE, start.life);
  while (Atomics.load(control, BOARD_CONTROL.CLOSE) === 0) {
    const isQuiet = prng.between(1, QUIET_ONE_IN) === 1;
    const batches = prng.between(1, isQuiet ? BATCHES_MAX.quiet : BATCHES_MAX.flood);
    for (let batch = 0; batch < batches; batch += 1) {
      putSome(writer, numbers);
      if (isQuiet) waitForAll(watching, numbers);
    }
  }
  waitForAll(watching, numbers);
  Atomics.store(control, BOARD_CONTROL.CLOSED, 1);
}

function putSome(writer: BoardWriter, numbers: number[]): undefined {
  for (let put = prng.between(1, 4); put > 0; put -= 1) {
    const slot = prng.between(0, SOAK_SLOTS - 1);
    const number = (numbers[slot] ?? 0) + 1;
    const passes = prng.between(1, LONG_ONE_IN) === 1 ? LONG_PASSES : 1;
    const offset = writer.begin(slot);
    Atomics.store(control, BOARD_CONTROL.PHASE, PUT_PHASE.PUTTING);
    let bytes = 0;
    for (let pass = 0; pass < passes; pass += 1) {
      bytes = fillValue(writer.data, offset, slot, number);
    }
    writer.end(slot, bytes);
    Atomics.store(control, BOARD_CONTROL.PHASE, PUT_PHASE.UNRUNG);
    numbers[slot] = number;
    Atomics.add(control, BOARD_CONTROL.PUTS, 1);
  }
  writer.ring();
  Atomics.store(control, BOARD_CONTROL.PHASE, PUT_PHASE.OUTSIDE);
}

function waitForAll(watching: readonly BoardView[], numbers: readonly number[]): undefined {
  let looks = 0;
  while (watching.some((other) => numbers.some((number, slot) => other.seen(slot) < number))) {
    looks += 1;
    if (looks > LOOKS) Atomics.wait(control, BOARD_CONTROL.IDLE, 0, IDLE_MS);
  }
  for (let pause = prng.between(0, PAUSES_MAX); pause > 0; pause -= 1) Atomics.pause();
}

async function watch(): Promise<void> {
  const bell = new Doorbell(start.lines, start.bellLine);
  const reader = new BoardReader(start.board, start.watcher);
  const look = (slot: number) => void view.look(reader, slot);
  // The life before may have taken the news and not lived to read: a board brings up to date.
  for (let slot = 0; slot < SOAK_SLOTS; slot += 1) look(slot);
  view.set(VIEW.LIFE, start.life);
  for (;;) {
    bell.cancelSleep();
    if (reader.takeDirty(look) > 0) {
      await new Promise(setImmediate);
      continue;
    }
    bell.prepareToSleep();
    const waiter = reader.hasDirty() ? null : bell.wait();
    if (waiter === null) continue;
    view.set(VIEW.PARKED, 1);
    await waiter;
    view.set(VIEW.PARKED, 0);
    view.count(VIEW.WAKES);
  }
}

function poll(): undefined {
  const reader = new BoardReader(start.board);
  view.set(VIEW.LIFE, start.life);
  for (;;) view.look(reader, prng.between(0, SOAK_SLOTS - 1));
}
