/** A thread that polls shared memory in a hot loop until it sees another thread's store. */
import { workerData } from "node:worker_threads";
import { Spinner } from "../../../src/runtime/ring/idle-strategy.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { type Given, POLLED, REACHED, SEEN } from "./given.ts";

const { deed, words, topic, slot } = workerData as Given & {
  readonly topic: SharedArrayBuffer;
  readonly slot: number;
};
const own = new Int32Array(1);

// Each loop is a function of its own and takes what it polls, so that the compiler sees nothing else.
const overWords: Readonly<Record<string, (polled: Int32Array, index: number) => void>> = {
  plain(polled, index) {
    while (polled[index] === 0);
  },
  pause(polled, index) {
    while (polled[index] === 0) Atomics.pause();
  },
  privateLoad(polled, index) {
    while (polled[index] === 0) Atomics.load(own, 0);
  },
  atomicLoad(polled, index) {
    while (Atomics.load(polled, index) === 0);
  },
};
const overReader: Readonly<Record<string, (reader: TopicReader) => void>> = {
  next(reader) {
    while (!reader.next());
  },
  hasMore(reader) {
    while (!reader.hasMore());
  },
  // Its clock stands still and calls nothing: only its pause is between two polls.
  spinner(reader) {
    new Spinner(allocateLines(), 0, () => 0).spin(1, () => reader.peekMore());
  },
};

Atomics.store(words, REACHED, 1);
overWords[deed]?.(words, POLLED);
overReader[deed]?.(new TopicReader(topic, slot));
Atomics.store(words, SEEN, 1);
