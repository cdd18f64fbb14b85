/**
 * A process that writes a journal until it is killed, and says on stdout what it was told to be durable:
 * `killed-writer.ts <folder> <life>`.
 */
import { writeSync } from "node:fs";
import { Prng } from "../../../../src/core/prng.ts";
import { systemStorage } from "../../../../src/runtime/io/disk/system-storage.ts";
import { sequenceOfState, stateOf } from "../explore/state.ts";
import { ACTOR, messagesOf, opened, optionsOf, recordOf } from "./journal-kit.ts";

const STDOUT = 1;
const [folder = "", lifeText = ""] = process.argv.slice(2);
const life = Number(lifeText);
const { journal, recovery } = opened(
  optionsOf(systemStorage(folder), life, { segmentBytes: 1 << 18 }),
);
const prng = new Prng(life);
let appended = recovery.snapshot === null ? 0 : sequenceOfState(recovery.snapshot.state);
for (const { sequence } of messagesOf(recovery)) appended = sequence;

function say(): undefined {
  writeSync(STDOUT, `${journal.durableSequence(ACTOR)}\n`);
}

for (let group = 1; ; group += 1) {
  for (let count = prng.between(1, 20); count > 0; count -= 1) {
    if (journal.append(recordOf(appended + 1, prng.between(0, 700)), "SYNC") > 0) appended += 1;
  }
  const failure = journal.commit();
  if (failure !== null) throw new Error(failure.message);
  say();
  journal.tick(0);
  if (group % 200 === 0) {
    journal.snapshot(stateOf(appended));
    journal.retire(Infinity);
  }
}
