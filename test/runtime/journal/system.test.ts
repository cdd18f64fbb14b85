/** A journal on the file system of this machine: what is told to be durable is there in the next life. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Storage } from "../../../src/runtime/io/disk/storage.ts";
import { systemStorage } from "../../../src/runtime/io/disk/system-storage.ts";
import { openJournal } from "../../../src/runtime/journal/open-journal.ts";
import { ACTOR, opened, optionsOf, recordOf, sequencesOf } from "./kit/journal-kit.ts";

let folder = "";
let storage: Storage;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-journal-"));
  storage = systemStorage(join(folder, "journal"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a journal on this machine", () => {
  test("keeps what it told to be durable, through segments, and says how the last run ended", () => {
    const { journal } = opened(optionsOf(storage, 1));
    for (let sequence = 1; sequence <= 200; sequence += 1) {
      expect(journal.append(recordOf(sequence), "SYNC")).toBeGreaterThan(0);
      if (sequence % 10 === 0) expect(journal.commit()).toBeNull();
    }
    expect(journal.durableSequence(ACTOR)).toBe(200);
    expect(journal.stop()).toBeNull();
    const { recovery } = opened(optionsOf(systemStorage(join(folder, "journal")), 2));
    expect(sequencesOf(recovery)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    expect(recovery.previous?.status).toBe("ENDED");
    expect(
      readdirSync(join(folder, "journal")).filter((name) => name.startsWith("j-")).length,
    ).toBe(4);
  });

  // J-6
  test("refuses a second writer, and says who the first one is", () => {
    const { journal } = opened(optionsOf(storage, 1));
    const second = openJournal(optionsOf(systemStorage(join(folder, "journal")), 2));
    expect(second.ok ? null : second.failure).toMatchObject({
      kind: "LOCKED",
      message: `process ${process.pid} writes this journal`,
    });
    journal.stop();
    expect(openJournal(optionsOf(systemStorage(join(folder, "journal")), 3)).ok).toBe(true);
  });
});
