/** Disks with a journal on them, as its life has left it, and ways to damage them. */
import { assert } from "../../../../src/core/assert.ts";
import { fileName } from "../../../../src/runtime/journal/format/file-names.ts";
import type { Journal } from "../../../../src/runtime/journal/write/journal.ts";
import { opened, optionsOf, recordOf } from "./journal-kit.ts";
import { ModelDisk } from "./model-disk.ts";
import { ModelFile } from "./model-file.ts";

export const FIRST_SEGMENT = fileName("segment", 1);

/** A disk on which a run wrote `records`, `grouped` in a group, and was killed. */
export function diskOf(
  records: number,
  { grouped = 1, payloadBytes = 40, life = 1, segmentBytes = 12 * 1024 } = {},
): ModelDisk {
  const disk = new ModelDisk();
  const { journal } = opened(optionsOf(disk, life, { segmentBytes }));
  appendAll(journal, 1, records, { grouped, payloadBytes });
  return disk.afterKill();
}

/** Appends the records of sequences `from` to `to`, and commits `grouped` at a time. */
export function appendAll(
  journal: Journal,
  from: number,
  to: number,
  { grouped = 1, payloadBytes = 40 } = {},
): undefined {
  for (let sequence = from; sequence <= to; sequence += 1) {
    assert(journal.append(recordOf(sequence, payloadBytes), "SYNC") > 0, "a record is taken");
    if (sequence % grouped === 0) assert(journal.commit() === null, "a group is committed");
  }
}

/** The bytes of a file, to read and to change. */
export function bytesOf(disk: ModelDisk, name = FIRST_SEGMENT): Uint8Array {
  const file = disk.names.get(name);
  assert(file !== undefined, `the disk has ${name}`);
  return file.cache;
}

/** The same disk with another file under a name. */
export function withFile(disk: ModelDisk, name: string, bytes: Uint8Array): ModelDisk {
  return ModelDisk.of(new Map([...filesOf(disk), [name, ModelFile.of(bytes.slice())]]));
}

/** Copies of all files, all of them durable. */
export function filesOf(disk: ModelDisk): Map<string, ModelFile> {
  return new Map(
    [...disk.names].map(([name, { cache }]) => [name, ModelFile.of(cache.slice())] as const),
  );
}

/** All bytes of all files, by name. */
export function contentsOf(disk: ModelDisk): Record<string, string> {
  return Object.fromEntries([...disk.names].map(([name, { cache }]) => [name, cache.toHex()]));
}
