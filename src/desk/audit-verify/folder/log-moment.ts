/**
 * What a log's writer changes in place, as of one moment: the newest checkpoint, the partial tiles that
 * belong to it, the tail, and the keys. All else of a log is written once, before any of these names it.
 * So a log can be judged while its desk goes on with it: what comes behind the moment is not looked at.
 *
 * The writer puts a checkpoint in place behind its tiles and before the next record, and takes tiles away
 * behind that. So what was read between two looks at the same checkpoint belongs together.
 */
import { parseNote, type SignedCheckpoint } from "../note/signed-checkpoint.ts";
import { unreadable } from "../verdict.ts";
import type { LogFolder } from "./log-folder.ts";
import { tileName } from "./paths.ts";
import { framesOf } from "./tail.ts";

export type LogMoment = {
  /** The newest checkpoint's note, or null when there is none. */
  readonly note: string | null;
  /** What it says, its signatures unchecked; null when it is no checkpoint. */
  readonly checkpoint: SignedCheckpoint | null;
  /** Its partial tiles and its partial bundle, those that are there, by name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  readonly tail: Uint8Array | null;
  /** The file of keys. */
  readonly keys: string | null;
};

const WIDTH = 256;
/** A checkpoint is signed each thousand records; to read these files takes a few milliseconds. */
const TRIES_MAX = 100;

/** Reads it. @throws Broken when a file cannot be read, and when it changes each time. */
export function readMoment(folder: LogFolder): LogMoment {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const note = folder.text("checkpoint");
    const checkpoint = note === null ? null : parseNote(note);
    const parts = partsOf(folder, checkpoint?.size ?? 0);
    const tail = folder.bytes("tail");
    // Behind the tail: a key is in its file before a record announces it.
    const keys = folder.text("keys");
    const isStill = folder.text("checkpoint") === note && isSettled(folder, tail);
    if (isStill) return { note, checkpoint, parts, tail, keys };
  }
  throw unreadable("checkpoint", "the same while it is read", "another each time");
}

/** Whether the tail ends with a whole record, or with one that nobody is writing. */
function isSettled(folder: LogFolder, tail: Uint8Array | null): boolean {
  const isTorn = tail !== null && (framesOf(tail)?.rest ?? 0) > 0;
  return !isTorn || Buffer.compare(folder.bytes("tail") ?? new Uint8Array(), tail) === 0;
}

function partsOf(folder: LogFolder, size: number): ReadonlyMap<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  const take = (level: number | "entries", hashes: number) => {
    if (hashes % WIDTH === 0) return;
    const name = tileName(level, Math.floor(hashes / WIDTH), hashes % WIDTH);
    const bytes = folder.bytes(name);
    if (bytes !== null) parts.set(name, bytes);
  };
  take("entries", size);
  for (let level = 0, hashes = size; hashes > 0; level += 1) {
    take(level, hashes);
    hashes = Math.floor(hashes / WIDTH);
  }
  return parts;
}
