/**
 * The one block of shared memory with all doorbells and control lines, made at start.
 *
 * ```text
 *   line 0        lines 1 .. 128           lines 129 .. 384            lines 385 .. 389
 *   magic, ver.   a worker's bell word,    two control lines an actor  who may spin
 *                 and whether it lives                                 (`spin-tokens.ts`)
 * ```
 *
 * Each word that one thread writes and another polls has a line of its own: two cache lines, so
 * that the adjacent-line prefetcher does not make two threads fight over one.
 */
import { assert } from "../../core/assert.ts";

export const LINE_BYTES = 128;
export const WORKERS_MAX = 128;

const WORDS = LINE_BYTES / 4;
const MAGIC = 0x4f43_4c4e;
const VERSION = 2;
const SPIN_LINE = 1 + WORKERS_MAX + 2 * WORKERS_MAX;
/** One of facts, and a word for each token. */
const SPIN_LINES = 1 + WORKERS_MAX / WORDS;
const LINES = SPIN_LINE + SPIN_LINES;

/** Makes the block; all bells awake, all control words 0. */
export function allocateLines(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(LINES * LINE_BYTES);
  const words = new Int32Array(memory);
  words[0] = MAGIC;
  words[1] = VERSION;
  return memory;
}

/** A view of the block, after a look at its magic and version. */
export function attachLines(memory: SharedArrayBuffer): Int32Array {
  assert(memory.byteLength === LINES * LINE_BYTES, "a block of lines has its exact size");
  const words = new Int32Array(memory);
  assert(words[0] === MAGIC && words[1] === VERSION, "a block of lines has its magic and version");
  return words;
}

/** Index of the bell word of `line`, 0 to 127. */
export function bellIndex(line: number): number {
  if (!(line >= 0 && line < WORKERS_MAX)) {
    assert(false, `bell line is 0 to 127: current value is ${line}`);
  }
  return (1 + line) * WORDS;
}

/** Index of the word beside that bell: whether the worker of `line` lives. Main writes it. */
export function livesIndex(line: number): number {
  return bellIndex(line) + 1;
}

/** Index of the first word of the lines that say who may spin. */
export function spinIndex(): number {
  return SPIN_LINE * WORDS;
}

/** Index of the word of `token`, 0 to 127. */
export function tokenIndex(token: number): number {
  assert(token >= 0 && token < WORKERS_MAX, `token is 0 to 127: current value is ${token}`);
  return (SPIN_LINE + 1) * WORDS + token;
}

/** Index of the first of the two control lines of `actor`, 0 to 127. */
export function controlIndex(actor: number): number {
  assert(actor >= 0 && actor < WORKERS_MAX, `actor number is 0 to 127: current value is ${actor}`);
  return (1 + WORKERS_MAX + 2 * actor) * WORDS;
}
