/**
 * A log that is judged while its desk writes it: between any two looks at its files the writer may add
 * records, seal a bundle, sign and prune. What is said is true of a moment within the judgement.
 */
import { afterEach, describe, expect, spyOn, test } from "bun:test";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Prng } from "../../../src/core/prng.ts";
import { LogFolder } from "../../../src/desk/audit-verify/folder/log-folder.ts";
import { consistencyOf, inclusionOf } from "../../../src/desk/audit-verify/proof-of.ts";
import { verifyLog } from "../../../src/desk/audit-verify/verify-log.ts";
import { AuditKit, anchorOf, momentAt } from "../../runtime/journal/audit/kit/audit-kit.ts";
import { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const LOOKS = ["has", "bytes", "borrow", "stream"] as const;

/** A disk in memory whose files lie in a folder as well, changed as a real one changes them. */
class ShownStorage extends MemoryStorage {
  readonly path = mkdtempSync(join(tmpdir(), "outcry-audit-"));
  /** Returns how many of so many bytes of a write are seen at once; the rest is at the next call. */
  seen: (bytes: number) => number = (bytes) => bytes;
  #rest: { readonly path: string; readonly bytes: Uint8Array } | null = null;

  /** What was not seen of a write is. */
  finish(): undefined {
    if (this.#rest !== null) appendFileSync(join(this.path, this.#rest.path), this.#rest.bytes);
    this.#rest = null;
  }

  override replace(path: string, bytes: Uint8Array): undefined {
    this.finish();
    super.replace(path, bytes);
    const target = join(this.path, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.tmp`, bytes);
    renameSync(`${target}.tmp`, target);
  }

  override append(path: string, bytes: Uint8Array): undefined {
    this.finish();
    super.append(path, bytes);
    const count = this.seen(bytes.length);
    appendFileSync(join(this.path, path), bytes.subarray(0, count));
    this.#rest = { path, bytes: bytes.subarray(count) };
  }

  override truncate(path: string, bytes: number): undefined {
    this.finish();
    super.truncate(path, bytes);
    truncateSync(join(this.path, path), bytes);
  }

  override remove(path: string): undefined {
    this.finish();
    super.remove(path);
    rmSync(join(this.path, path), { recursive: true, force: true });
  }
}

let undo: () => void = () => undefined;
afterEach(() => undo());

/** Runs `write` before each look at a file of any log. */
function beforeEachLook(write: () => void): undefined {
  const spies = LOOKS.map((look) => {
    const original = LogFolder.prototype[look] as (...given: unknown[]) => never;
    return spyOn(LogFolder.prototype, look).mockImplementation(function (
      this: LogFolder,
      ...given: unknown[]
    ) {
      write();
      return original.apply(this, given);
    } as never);
  });
  undo = () => {
    for (const spy of spies) spy.mockRestore();
    undo = () => undefined;
  };
}

/** A log of so many records on a disk, and a writer that goes on with it for a bounded while. */
function growing(records: number, prng: Prng) {
  const disk = new ShownStorage();
  const kit = new AuditKit(disk);
  kit.write(records);
  kit.log.flush();
  disk.seen = (bytes) => (prng.between(0, 1) === 0 ? bytes : prng.between(0, bytes));
  const write = () => {
    disk.finish();
    const count = prng.pick([0, 0, 0, 1, 2, 60, 300]);
    for (let at = 0; at < count; at += 1) {
      kit.log.append({ kind: "FILL", actor: "execution", payload: { at } }, momentAt(kit.ms));
    }
    if (prng.between(0, 1) === 0) kit.log.flush();
    if (prng.between(0, 9) === 0) kit.checkpoint();
  };
  return { kit, disk, write, [Symbol.dispose]: () => rmSync(disk.path, { recursive: true }) };
}

describe("a log that grows while it is judged", () => {
  test(`is intact, for its checkpoints and for an anchor (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const found: unknown[] = [];
    for (let round = 0; round < 24; round += 1) {
      using log = growing(prng.between(0, 700), prng);
      const anchors = [anchorOf(log.kit)];
      beforeEachLook(log.write);
      const { exit, bad } = verifyLog(log.disk.path, prng.between(0, 1) === 0 ? { anchors } : {});
      undo();
      found.push([round, exit, bad]);
    }
    expect(found.filter((one) => (one as unknown[])[1] !== 0)).toEqual([]);
  }, 60_000);

  test(`that somebody has changed is still told at the record (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 10; round += 1) {
      using log = growing(700, prng);
      const path = join(log.disk.path, "tile/entries/001");
      const bundle = Uint8Array.from(log.disk.read("tile/entries/001") ?? []);
      const at = prng.between(100, bundle.length - 1);
      bundle[at] = (bundle[at] ?? 0) ^ 1;
      writeFileSync(path, bundle);
      beforeEachLook(log.write);
      const { exit, bad } = verifyLog(log.disk.path);
      undo();
      expect(exit).toBe(1);
      expect(bad?.sequence).toBeWithin(256, 512);
    }
  }, 60_000);

  test(`gives proofs of its records and trees (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 24; round += 1) {
      using log = growing(prng.between(2, 700), prng);
      const size = log.kit.log.checkpointSize;
      const sequence = prng.between(0, size - 1);
      beforeEachLook(log.write);
      expect(inclusionOf(log.disk.path, sequence).sequence).toBe(sequence);
      expect(consistencyOf(log.disk.path, { oldSize: sequence, newSize: size }).newSize).toBe(size);
      undo();
    }
  }, 60_000);
});

describe("a log that stands still", () => {
  test("is tampered with where a bundle stands behind its tail", () => {
    const kit = new AuditKit();
    kit.write(700);
    kit.end();
    const disk = kit.storage.reopened();
    disk.replace("tile/entries/002", disk.read("tile/entries/001") ?? new Uint8Array());
    disk.replace("tile/0/002", disk.read("tile/0/001") ?? new Uint8Array());
    const folder = new ShownStorage(disk.files);
    try {
      disk.saveTo(folder.path);
      expect(verifyLog(folder.path)).toMatchObject({ exit: 1, bad: { sequence: 512 } });
    } finally {
      rmSync(folder.path, { recursive: true });
    }
  });
});
