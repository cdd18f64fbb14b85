/**
 * A thread that reads a topic as an actor's loop does until main terminates it: turns of up to 256
 * records, and with nothing to read it parks on its doorbell, without a time-out.
 */
import { parentPort, workerData } from "node:worker_threads";
import { Prng } from "../../../src/core/prng.ts";
import { Doorbell } from "../../../src/runtime/ring/doorbell.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { Judge } from "./judge.ts";
import { LEDGER, Ledger } from "./ledger.ts";
import type { ReaderStart } from "./soak-memory.ts";

const TURN_RECORDS = 256;
/** Records between two changes of how slow the handler is, at most. */
const STRETCH_RECORDS_MAX = 5_000;
/** One handler in so many takes some ms, as one that fits a model does: see `write-batch.ts`. */
const LONG_ONE_IN = 6_000;
const LONG_CHECKS = 60_000;

const start = workerData as ReaderStart;
const { slot, bellLine } = start.place;
const prng = new Prng(start.seed);
const ledger = new Ledger(start.ledger);
const judge = new Judge(ledger, start.expectedAtDeath);
const bell = new Doorbell(start.lines, bellLine);
const reader = new TopicReader(start.topic, slot);
// A dormant doorbell does not keep a thread alive, and a port that is listened to does.
parentPort?.on("message", () => undefined);
let checks = 1;
let stretchRecords = 0;
ledger.set(LEDGER.EXPECTED, reader.expectedSequence);
ledger.set(LEDGER.LIFE, start.life);

for (;;) {
  if (turn()) await new Promise(setImmediate);
  else await park();
}

/** Whether there may be more. */
function turn(): boolean {
  bell.cancelSleep();
  let records = 0;
  while (records < TURN_RECORDS) {
    if (!reader.next()) {
      if (!reader.evicted) break;
      ledger.count(LEDGER.EVICTIONS);
      reader.rejoin();
      ledger.set(LEDGER.EXPECTED, reader.expectedSequence);
      continue;
    }
    records += 1;
    judge.enter(reader);
    judge.handle(reader, checksNow());
  }
  reader.release();
  return records === TURN_RECORDS;
}

async function park(): Promise<void> {
  bell.prepareToSleep();
  if (reader.hasMore()) return;
  const waiter = bell.wait();
  if (waiter === null) return;
  ledger.set(LEDGER.PARKED, 1);
  await waiter;
  ledger.set(LEDGER.PARKED, 0);
  ledger.count(LEDGER.WAKES);
}

/** Slow and quick stretches, so that the writer is held back, runs ahead, and rings sleepers. */
function checksNow(): number {
  if (prng.between(1, LONG_ONE_IN) === 1) return LONG_CHECKS;
  stretchRecords -= 1;
  if (stretchRecords <= 0) {
    stretchRecords = prng.between(1, STRETCH_RECORDS_MAX);
    checks = prng.pick(start.place.checks);
  }
  return checks;
}
