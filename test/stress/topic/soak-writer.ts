/**
 * A thread that writes a topic until main terminates it: in stretches of flood, in which readers
 * that are slow are cut off or hold it back, and of quiet, in which each batch waits until every
 * reader has caught up and is about to sleep.
 */
import { parentPort, workerData } from "node:worker_threads";
import { Prng } from "../../../src/core/prng.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { writeBatch } from "../kit/write-batch.ts";
import { LEDGER, Ledger } from "./ledger.ts";
import { COMMAND, CONTROL, type WriterStart } from "./soak-memory.ts";

const BATCH_RECORDS_MAX = [4, 32, 256] as const;
const QUIET_ONE_IN = 4;
const QUIET_BATCHES_MAX = 50;
/** Longest time for which a writer leaves the core when it must wait. Milliseconds. */
const IDLE_MS = 0.05;
/** Looks at the readers before it leaves the core: long enough for an awake one to catch up. */
const LOOKS = 200;
/** Up to about 2 us between a reader's last look and the next record. */
const PAUSES_MAX = 60;

const start = workerData as WriterStart;
const { incarnation } = start;
const prng = new Prng(start.seed);
const int32 = new Int32Array(start.control);
const phase = { int32, index: CONTROL.PHASE };
const ledgers = start.ledgers.map((memory) => new Ledger(memory));
/** Every other pair of lives publishes as an actor's loop does, in turns. */
const isInTurn = incarnation % 4 >= 2;
const TURN_BATCHES = 32;
let ticks = 0;
/** Half of the lives never leave compiled code for the clock, so they die elsewhere. */
const options = incarnation % 2 === 0 ? {} : { now: () => (ticks += 1) };
const writer = new TopicWriter(start.topic, start.lines, { owner: 1, incarnation, ...options });
// The thread lives on when its work is done: main ends it.
parentPort?.on("message", () => undefined);
Atomics.store(int32, CONTROL.LIFE, incarnation);

while (command() !== COMMAND.CLOSE) {
  if (prng.between(1, QUIET_ONE_IN) === 1) writeQuietly(prng.between(1, QUIET_BATCHES_MAX));
  else flood(writer.nextSequence + prng.between(1, start.floodRecords));
}
while (!haveCaughtUp()) leaveCore();
// Whoever was cut off hears with it what it missed.
send(1);
endTurn();
Atomics.store(int32, CONTROL.CLOSED, writer.nextSequence);

function flood(last: number): undefined {
  const records = prng.pick(BATCH_RECORDS_MAX);
  while (writer.nextSequence < last && command() !== COMMAND.CLOSE) {
    for (let batch = 0; batch < TURN_BATCHES; batch += 1) send(prng.between(1, records));
    endTurn();
  }
}

function writeQuietly(batches: number): undefined {
  for (let batch = 0; batch < batches; batch += 1) {
    send(prng.between(1, 4));
    endTurn();
    let looks = 0;
    while (!haveCaughtUp()) {
      if (command() !== COMMAND.RUN) return;
      looks += 1;
      if (looks > LOOKS) leaveCore();
    }
    for (let pause = prng.between(0, PAUSES_MAX); pause > 0; pause -= 1) Atomics.pause();
  }
}

function send(records: number): undefined {
  let refusals = 0;
  while (!writeBatch(writer, { records, incarnation, isInTurn }, phase)) {
    endTurn();
    refusals += 1;
    if (refusals > LOOKS) leaveCore();
    else Atomics.pause();
  }
}

/** The others have told everybody with each batch. */
function endTurn(): undefined {
  if (isInTurn) writer.endTurn();
}

function haveCaughtUp(): boolean {
  return ledgers.every((ledger) => ledger.get(LEDGER.EXPECTED) >= writer.nextSequence);
}

function command(): number {
  return Atomics.load(int32, CONTROL.COMMAND);
}

function leaveCore(): undefined {
  Atomics.wait(int32, CONTROL.IDLE, 0, IDLE_MS);
}
