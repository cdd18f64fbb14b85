/** Snapshots: which one is used, what is replayed behind it, and which segments nobody needs any more. */
import { describe, expect, test } from "bun:test";
import { openJournal } from "../../../src/runtime/journal/open-journal.ts";
import { SNAPSHOT_HEAD_BYTES } from "../../../src/runtime/journal/snapshot/snapshot-file.ts";
import type { Journal } from "../../../src/runtime/journal/write/journal.ts";
import { opened, optionsOf, SEGMENT_BYTES, sequencesOf } from "./kit/journal-kit.ts";
import { ModelDisk } from "./kit/model-disk.ts";
import { appendAll, bytesOf, filesOf, withFile } from "./kit/written-disk.ts";

const stateOf = (text: string) => new TextEncoder().encode(text);
const textOf = (state: Uint8Array | undefined) => new TextDecoder().decode(state);
const snapshotsOn = (disk: ModelDisk) =>
  disk
    .list()
    .filter((name) => name.endsWith(".snap"))
    .sort();

/** A disk with three snapshots taken, of which two are kept, and records behind each. */
function snapshotted(): { disk: ModelDisk; journal: Journal } {
  const disk = new ModelDisk();
  const { journal } = opened(optionsOf(disk, 1));
  appendAll(journal, 1, 60);
  expect(journal.snapshot(stateOf("60")).ok).toBe(true);
  appendAll(journal, 61, 120);
  expect(journal.snapshot(stateOf("120")).ok).toBe(true);
  appendAll(journal, 121, 180);
  expect(journal.snapshot(stateOf("180")).ok).toBe(true);
  appendAll(journal, 181, 190);
  return { disk, journal };
}

describe("a snapshot", () => {
  test("is used when it is the newest, and only what is behind it is replayed", () => {
    const { disk } = snapshotted();
    expect(snapshotsOn(disk)).toHaveLength(2);
    const { recovery } = opened(optionsOf(disk.afterKill(), 2));
    expect(textOf(recovery.snapshot?.state)).toBe("180");
    expect(sequencesOf(recovery)).toEqual([181, 182, 183, 184, 185, 186, 187, 188, 189, 190]);
    expect(recovery.refusedSnapshots).toEqual([]);
  });

  test("holds all that waited for its sync, which is done before", () => {
    const disk = new ModelDisk();
    const { journal } = opened(optionsOf(disk, 1));
    appendAll(journal, 1, 3, { grouped: 10 });
    expect(journal.durableSequence(3)).toBe(0);
    const taken = journal.snapshot(stateOf("3"));
    expect(journal.durableSequence(3)).toBe(3);
    expect(taken.ok && taken.value).toBe(6);
  });

  test("that reads back other than it was written gets no name, and the journal halts", () => {
    const disk = new ModelDisk();
    const { journal } = opened(optionsOf(disk, 1));
    appendAll(journal, 1, 20);
    expect(journal.snapshot(stateOf("20")).ok).toBe(true);
    const kept = snapshotsOn(disk);
    appendAll(journal, 21, 40);
    // Between its sync and its reading a bit of the state turns over.
    let spoiled = 0;
    disk.before = (call, name) => {
      const bytes = disk.names.get(name)?.cache;
      if (call !== "read" || !name.includes(".snap") || bytes === undefined) return;
      spoiled += 1;
      bytes[SNAPSHOT_HEAD_BYTES] = (bytes[SNAPSHOT_HEAD_BYTES] ?? 0) ^ 1;
    };
    const taken = journal.snapshot(stateOf("40"));
    expect(spoiled).toBe(1);
    expect(taken.ok ? null : taken.failure).toMatchObject({ code: "EIO", operation: "read" });
    expect(journal.failure).not.toBeNull();
    disk.before = () => {};
    expect(snapshotsOn(disk)).toEqual(kept);
    const { recovery } = opened(optionsOf(disk.afterKill(), 2));
    expect(textOf(recovery.snapshot?.state)).toBe("20");
    expect(sequencesOf(recovery).at(-1)).toBe(40);
  });

  // J-9
  test("that is damaged anywhere is told, and the older one is used with more behind it", () => {
    const { disk } = snapshotted();
    const [, newest = ""] = snapshotsOn(disk);
    const whole = bytesOf(disk, newest);
    for (let at = 0; at < whole.length; at += 1) {
      // Four bytes of its head are zeros that nothing reads.
      if (at >= 92 && at < 96) continue;
      const damaged = withFile(disk, newest, whole.with(at, (whole[at] ?? 0) ^ 4));
      const { recovery } = opened(optionsOf(damaged, 2));
      expect(textOf(recovery.snapshot?.state)).toBe("120");
      expect(recovery.refusedSnapshots).toEqual([newest]);
      expect(sequencesOf(recovery)[0]).toBe(121);
    }
  });

  test("of another journal is not used, whatever its sequence", () => {
    const { disk } = snapshotted();
    const other = new ModelDisk();
    const { journal } = opened(optionsOf(other, 7));
    appendAll(journal, 1, 60);
    journal.snapshot(stateOf("strange"));
    const [strange = ""] = snapshotsOn(other);
    const { recovery } = opened(optionsOf(withFile(disk, strange, bytesOf(other, strange)), 2));
    expect(recovery.refusedSnapshots).toEqual([strange]);
    expect(textOf(recovery.snapshot?.state)).toBe("180");
  });

  test("that knows more than the journal means that records have vanished: it is refused", () => {
    const { disk } = snapshotted();
    const files = filesOf(disk);
    for (const name of disk
      .list()
      .filter((one) => one.startsWith("j-"))
      .sort()
      .slice(1)) {
      files.delete(name);
    }
    const result = openJournal(optionsOf(ModelDisk.of(files), 2));
    expect(result.ok ? null : result.failure.kind).toBe("QUARANTINED");
  });

  test("lets the segments go that the older one covers, once a checkpoint covers them, too", () => {
    const { disk, journal } = snapshotted();
    const before = disk.list().filter((name) => name.startsWith("j-")).length;
    expect(journal.retire(Number.NaN)).toEqual({ ok: true, value: [] });
    expect(journal.retire(0)).toEqual({ ok: true, value: [] });
    const retired = journal.retire(Infinity);
    const names = retired.ok ? retired.value : [];
    expect(names[0]).toBe("retired-0000000000000001.seg");
    expect(names.length).toBeGreaterThan(1);
    expect(disk.list().filter((name) => name.startsWith("j-"))).toHaveLength(before - names.length);
    // Either of the two snapshots can still be gone on from.
    const [older = "", newest = ""] = snapshotsOn(disk);
    const killed = disk.afterKill();
    expect(sequencesOf(opened(optionsOf(killed.afterKill(), 2)).recovery)[0]).toBe(181);
    const damaged = withFile(killed, newest, new Uint8Array(5));
    expect(sequencesOf(opened(optionsOf(damaged, 2)).recovery)[0]).toBe(121);
    const none = withFile(damaged, older, new Uint8Array(5));
    const refused = openJournal(optionsOf(none, 2));
    expect(refused.ok ? null : refused.failure.kind).toBe("QUARANTINED");
  });

  test("leaves of the segments that nobody needs the newest, up to a size, and all that are needed", () => {
    const disk = new ModelDisk();
    const retiredOn = () => disk.list().filter((name) => name.startsWith("retired-"));
    const retiredBytesMax = 2 * SEGMENT_BYTES;
    const { journal } = opened(optionsOf(disk, 1, { retiredBytesMax }));
    const ever: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      appendAll(journal, 60 * round + 1, 60 * round + 60);
      expect(journal.snapshot(stateOf(`${round}`)).ok).toBe(true);
      // Nothing is covered by a checkpoint yet: nothing goes, however much there is.
      const before = disk.list().filter((name) => name.startsWith("j-"));
      expect(journal.retire(0)).toEqual({ ok: true, value: [] });
      expect(disk.list().filter((name) => name.startsWith("j-"))).toEqual(before);
      const retired = journal.retire(Infinity);
      if (retired.ok) ever.push(...retired.value);
      expect(retiredOn().sort()).toEqual(ever.slice(-2));
      // Also without the newer snapshot the journal is whole.
      const [, newest] = snapshotsOn(disk);
      if (newest === undefined) continue;
      const damaged = withFile(disk.afterKill(), newest, new Uint8Array(5));
      const { recovery } = opened(optionsOf(damaged, 2));
      expect(sequencesOf(recovery).at(-1)).toBe(60 * round + 60);
    }
    expect(ever.length).toBeGreaterThan(4);
  });
});
