/**
 * A descriptor that this process was started with, `3< <(...)` in a shell: its content is read once, and
 * the descriptor closed, so that nothing is left of it that a thread or a child could find.
 *
 * What is not a pipe, a socket or a file was not handed to it. A pipe is read until whoever writes
 * closes it, for a while: a desk that waits for ever says nothing.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { SECRET_BYTES_MAX } from "./secret-file.ts";

/** 0 to 2 are the streams. */
export const DESCRIPTOR_MIN = 3;
/** Shells and guards keep theirs above. */
export const DESCRIPTOR_MAX = 63;

const WAIT_MS = 5_000;
const LOOK_MS = 10;

/** Content by descriptor, as long as the process lives: a desk's files are read again when they change. */
const known = new Map<number, Result<Uint8Array, string>>();

/** Returns what descriptor `number` held, or one sentence about why nothing can be read. */
export function readInherited(number: number): Result<Uint8Array, string> {
  const before = known.get(number);
  if (before !== undefined) return before;
  const read = readOnce(number);
  known.set(number, read);
  return read;
}

function readOnce(number: number): Result<Uint8Array, string> {
  if (!(Number.isSafeInteger(number) && number >= DESCRIPTOR_MIN && number <= DESCRIPTOR_MAX)) {
    return failWith(`a descriptor is from ${DESCRIPTOR_MIN} to ${DESCRIPTOR_MAX}: found ${number}`);
  }
  if (!canBeInherited(number)) {
    return failWith(
      `descriptor ${number} was not handed to this process: example: ${number}< key-file`,
    );
  }
  try {
    return readToEnd(number);
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    return failWith(`cannot read descriptor ${number}: ${code ?? String(thrown)}`);
  } finally {
    closeSync(number);
  }
}

/** Bun marks all descriptors alike at its start, so what kind it is has to tell: its own are of none of these. */
function canBeInherited(number: number): boolean {
  try {
    const found = fstatSync(number);
    return found.isFIFO() || found.isFile() || found.isSocket();
  } catch {
    return false;
  }
}

function readToEnd(number: number): Result<Uint8Array, string> {
  const patient = unblocked(number);
  try {
    return drained(number, patient ?? number);
  } finally {
    if (patient !== null) closeSync(patient);
  }
}

function drained(number: number, file: number): Result<Uint8Array, string> {
  const buffer = Buffer.alloc(SECRET_BYTES_MAX + 1);
  let length = 0;
  let waitedMs = 0;
  for (;;) {
    const count = readSome(file, buffer.subarray(length));
    if (count === 0) return succeed(Uint8Array.from(buffer.subarray(0, length)));
    length += Math.max(0, count);
    if (length > SECRET_BYTES_MAX) {
      return failWith(`descriptor ${number} must hold <= ${SECRET_BYTES_MAX} bytes: it holds more`);
    }
    if (count > 0) continue;
    if (waitedMs >= WAIT_MS) {
      return failWith(`descriptor ${number} is still open for writing: close it behind the secret`);
    }
    sleep(LOOK_MS);
    waitedMs += LOOK_MS;
  }
}

/** The same pipe once more, without waiting in a read. A socket cannot be opened so: it is read as it is. */
function unblocked(number: number): number | null {
  try {
    return openSync(`/proc/self/fd/${number}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

/** -1 when there is nothing yet. */
function readSome(file: number, into: Uint8Array): number {
  try {
    return readSync(file, into, 0, into.length, null);
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "EAGAIN") return -1;
    throw thrown;
  }
}

function sleep(ms: number): undefined {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
