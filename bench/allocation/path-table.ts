/** The hot paths by name, and beside them paths that must be seen to allocate. */
import { boardsPut, booksOverBoard, literalsSent, topsOverBoard } from "./board-paths.ts";
import {
  countsAndLatencies,
  type HotPath,
  levelsOverTopic,
  ordersOverTopic,
  quotesOverTopic,
  textsRead,
} from "./hot-paths.ts";

/**
 * Measure it in a process of its own: a literal is only taken apart where each type is sent in one
 * shape, as in an actor.
 */
export const LITERALS = "outbox, literals of three types sent";

/** Nothing may be allocated for a message of these. */
export const HOT_PATHS = {
  "topic, alone": () => quotesOverTopic("GATE", 1),
  "topic, batches of 16": () => quotesOverTopic("GATE", 16),
  "topic, evictable reader": () => quotesOverTopic("EVICT", 1),
  "topic, evictable reader, batches of 16": () => quotesOverTopic("EVICT", 16),
  "topic, texts and enums written": ordersOverTopic,
  "topic, twenty levels": levelsOverTopic,
  "board, top of book": topsOverBoard,
  "board, book of fifty levels": booksOverBoard,
  [LITERALS]: literalsSent,
  "outbox, literals put on two boards": boardsPut,
  "telemetry, a count and a latency": countsAndLatencies,
} as const satisfies Readonly<Record<string, () => HotPath>>;

/** Shows that the measure sees one object a message, whether somebody keeps it or not. */
export const ALLOCATING_PATHS = {
  "control: an object kept": objectsKept,
  "control: an object dropped": objectsDropped,
  "control: a view of memory dropped": viewsDropped,
  "a text read": textsRead,
} as const satisfies Readonly<Record<string, () => HotPath>>;

export const PATHS: Readonly<Record<string, () => HotPath>> = {
  ...HOT_PATHS,
  ...ALLOCATING_PATHS,
};

function objectsKept(): HotPath {
  const kept: { i: number }[] = [];
  return (messages) => {
    for (let i = 0; i < messages; i += 1) kept.push({ i });
    return kept.length;
  };
}

function objectsDropped(): HotPath {
  const holder: { last: { i: number } } = { last: { i: 0 } };
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += 1) {
      sum += holder.last.i;
      holder.last = { i };
    }
    return sum;
  };
}

function viewsDropped(): HotPath {
  const memory = new SharedArrayBuffer(256);
  const holder = { last: new Uint8Array(memory) };
  return (messages) => {
    let sum = 0;
    for (let i = 0; i < messages; i += 1) {
      sum += holder.last.length;
      holder.last = new Uint8Array(memory, i & 63, 8);
    }
    return sum;
  };
}
