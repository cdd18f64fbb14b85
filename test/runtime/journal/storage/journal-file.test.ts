/** A file of a journal: writes that are whole whatever the system takes at a time, and failures by name. */
import { describe, expect, test } from "bun:test";
import { JournalFolder } from "../../../../src/runtime/journal/storage/journal-folder.ts";
import { StorageError } from "../../../../src/runtime/journal/storage/storage-error.ts";
import { failureOf, ModelDisk } from "../kit/model-disk.ts";
import { bytesOf } from "../kit/written-disk.ts";

/** Takes at most so many bytes a call. */
class SlowDisk extends ModelDisk {
  taken = 3;

  override write(
    handle: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    at: number,
  ): number {
    if (this.taken === 0) return 0;
    return super.write(handle, bytes, start, Math.min(end, start + this.taken), at);
  }

  override read(handle: number, into: Uint8Array, at: number): number {
    return super.read(handle, into.subarray(0, 5), at);
  }
}

const BYTES = Uint8Array.from({ length: 40 }, (_, at) => at + 1);

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof StorageError) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

describe("a file of a journal", () => {
  test("is written and read whole, a few bytes at a time", () => {
    const disk = new SlowDisk();
    const folder = new JournalFolder(disk);
    const file = folder.create("one");
    file.write(BYTES, 10, 40, 7);
    expect([...bytesOf(disk, "one").subarray(7)]).toEqual([...BYTES.subarray(10)]);
    const into = new Uint8Array(50).fill(9);
    expect(file.read(into, 7)).toBe(30);
    expect([...into]).toEqual([...BYTES.subarray(10), ...new Uint8Array(20)]);
    expect(folder.readAll("one")).toHaveLength(37);
  });

  test("goes on after an interruption, and not after anything else", () => {
    const disk = new ModelDisk();
    const file = new JournalFolder(disk).create("one");
    let interruptions = 2;
    disk.before = (call) => {
      if (call !== "write" || interruptions === 0) return;
      interruptions -= 1;
      throw failureOf(interruptions === 0 ? "EAGAIN" : "EINTR");
    };
    file.write(BYTES, 0, 40, 0);
    expect(bytesOf(disk, "one")).toEqual(BYTES);
    disk.before = () => {
      throw failureOf("EINTR");
    };
    expect(messageOf(() => file.sync())).toBe("cannot sync one: EINTR: said by the model");
  });

  test("fails when the system takes nothing", () => {
    const disk = new SlowDisk();
    disk.taken = 0;
    const file = new JournalFolder(disk).create("one");
    expect(messageOf(() => file.write(BYTES, 0, 40, 0))).toBe(
      "cannot write one: EIO: the system took no byte of a write",
    );
  });

  test("has its new name in what is said later", () => {
    const disk = new ModelDisk();
    const folder = new JournalFolder(disk);
    const file = folder.create("one");
    folder.renameOpen(file, "two");
    disk.before = () => {
      throw failureOf("EIO");
    };
    expect(messageOf(() => file.sync())).toBe("cannot sync two: EIO: said by the model");
    expect(messageOf(() => folder.sync())).toBe(
      "cannot sync the journal's folder: EIO: said by the model",
    );
  });
});
