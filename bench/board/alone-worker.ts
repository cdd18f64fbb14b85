/** A fresh thread that times one thing that is done at a board, with nobody else at it. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { allocateBoard, watchBoard } from "../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { timeLoop } from "../kit/time-loop.ts";
import { makeValue, stamp, stampOf, VALUE_BYTES, type ValueName } from "./board-work.ts";

export type AloneKind = {
  readonly work: "put" | "read" | "take";
  readonly value: ValueName;
  /** Who watches the board, each told by every put. */
  readonly watchers: number;
};

const SLOTS = 256;
const CALLS = 1_024;

const { small, ...kind } = workerData as AloneKind & { readonly small: boolean };
const memory = allocateBoard({ slots: SLOTS, slotBytes: VALUE_BYTES[kind.value] });
const places = Array.from({ length: kind.watchers }, (_, at) => watchBoard(memory, 1 + at));
const writer = new BoardWriter(memory, allocateLines(), 1);
const reader = new BoardReader(memory, places[0]);
const value = makeValue(kind.value);
const target = new DataView(new ArrayBuffer(VALUE_BYTES[kind.value]));
let puts = 0;
let found = 0;

function put(): undefined {
  puts += 1;
  stamp(value, puts);
  const slot = puts & 15;
  value.bytes.copy(writer.bytes, writer.begin(slot), 0, value.bytes.length);
  writer.end(slot, value.bytes.length);
  writer.ring();
}

const onSlot = (slot: number): undefined => {
  found += slot >= 0 ? 1 : 0;
};
const works: Readonly<Record<AloneKind["work"], () => void>> = {
  put,
  read: () => {
    found = stampOf(target, reader.read(puts & 15, target));
  },
  // With its put: there is nothing to take otherwise.
  take: () => {
    put();
    reader.takeDirty(onSlot);
  },
};

put();
const step = works[kind.work];
const call = () => {
  for (let i = 0; i < CALLS; i += 1) step();
};
const figure = timeLoop(call, { small, perCall: CALLS });
// What was put is there, what was read is what was put, and each put was found dirty.
const bytes = reader.read(puts & 15, target);
assert(stampOf(target, bytes) === puts, "the newest value is on the board");
if (kind.work === "read") assert(found === puts, "what was read is what was put");
if (kind.work === "take") assert(found === puts, "every put was found once");
parentPort?.postMessage(figure);
