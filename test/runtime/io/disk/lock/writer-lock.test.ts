/** One writer a folder: refused while the first lives, taken over when it is dead, never held by two. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ownKernelLock,
  takeKernelLock,
} from "../../../../../src/runtime/io/disk/lock/kernel-lock.ts";
import { WriterLock } from "../../../../../src/runtime/io/disk/lock/writer-lock.ts";
import type { WriterLife } from "../../../../../src/runtime/io/disk/storage.ts";
import { ownMark, readBootId } from "../../../../../src/runtime/io/process-mark.ts";
import { until } from "../../../../kit/until.ts";
import { canUnshare, tryIn } from "./held-by.ts";

let folder = "";
const path = () => join(folder, "writer.lock");
const write = (card: object) => writeFileSync(path(), JSON.stringify(card));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-lock-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LIFE = { actor: "journal", incarnation: 3, isSuccessor: true };

describe("a writer's lock", () => {
  // J-6
  test("is refused to a second one, with the number of the first", () => {
    const first = new WriterLock(folder, null);
    const second = new WriterLock(folder, null);
    expect(first.take()).toBeNull();
    expect(second.take()).toEqual({ pid: process.pid, bootId: readBootId() });
    first.giveBack();
    expect(second.take()).toBeNull();
  });

  test("is refused while another process lives, also when that is not known in full", () => {
    write({ pid: process.ppid, startTicks: null, bootId: null });
    expect(new WriterLock(folder, null).take()?.pid).toBe(process.ppid);
  });

  test.each([
    ["a process that is gone", { pid: 2 ** 22 + 1, startTicks: 1, bootId: readBootId() }],
    ["a later process of its number", { ...ownMark(), startTicks: 1, bootId: readBootId() }],
    ["another boot", { ...ownMark(), bootId: "00000000-0000-0000-0000-000000000000" }],
    ["half a card", {}],
  ])("is taken over from %s, and nothing is left of it", (_, card) => {
    if (ownMark().startTicks === null) return;
    write(card);
    const lock = new WriterLock(folder, null);
    expect(lock.take()).toBeNull();
    expect(JSON.parse(readFileSync(path(), "utf8"))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folder).sort()).toEqual(["writer.held", "writer.lock"]);
    lock.giveBack();
    expect(existsSync(path())).toBe(false);
  });

  // J-6
  describe("that a thread of this process has left", () => {
    const taken = (life: WriterLife | null) => new WriterLock(folder, life).take() === null;

    test("is taken over by a later life of its actor", () => {
      expect(taken({ ...LIFE, incarnation: 2 })).toBe(true);
      expect(taken(LIFE)).toBe(true);
      expect(taken({ ...LIFE, incarnation: 7 })).toBe(true);
    });

    test.each<[string, WriterLife | null]>([
      ["the same life", LIFE],
      ["an earlier life", { ...LIFE, incarnation: 2 }],
      ["another actor", { ...LIFE, actor: "audit", incarnation: 4 }],
      [
        "a life beside which an earlier one may run",
        { ...LIFE, incarnation: 4, isSuccessor: false },
      ],
      ["nobody's life", null],
    ])("is refused to %s", (_, life) => {
      expect(taken(LIFE)).toBe(true);
      expect(taken(life)).toBe(false);
    });

    test("is taken when its thread was killed before it could say who it is", () => {
      const held = takeKernelLock(join(folder, "writer.held"));
      expect(held).toBeNumber();
      const lock = new WriterLock(folder, LIFE);
      expect(lock.take()).toBeNull();
      lock.giveBack();
      expect(ownKernelLock(join(folder, "writer.held"))).toBeNull();
    });

    test("is refused to every life when it is nobody's", () => {
      expect(taken(null)).toBe(true);
      expect(taken(LIFE)).toBe(false);
    });
  });

  // J-6
  describe("of a process that cannot be seen", () => {
    const DEAD = { pid: 2 ** 22 + 1, startTicks: 1, bootId: readBootId() };

    test("is held while the kernel says so, whatever the card says and whoever asks", async () => {
      const holder = await tryIn("own", "kernel", join(folder, "writer.held"));
      const left = { ...ownMark(), bootId: readBootId(), actor: "journal", incarnation: 1 };
      for (const card of [DEAD, { ...DEAD, bootId: "0" }, {}, null, left]) {
        rmSync(path(), { force: true });
        if (card !== null) write(card);
        const life = { actor: "journal", incarnation: 9, isSuccessor: true };
        expect(new WriterLock(folder, life).take()).not.toBeNull();
        expect(existsSync(path())).toBe(card !== null);
      }
      await holder.kill();
      expect(new WriterLock(folder, LIFE).take()).toBeNull();
    });

    test.skipIf(!canUnshare)("is refused in both directions, and free at its end", async () => {
      const own = new WriterLock(folder, null);
      expect(own.take()).toBeNull();
      const refused = await tryIn("other", "writer", folder);
      expect(refused.answer).toMatchObject({ pid: null });
      await refused.kill();
      own.giveBack();
      const holder = await tryIn("other", "writer", folder);
      expect(holder.answer).toBeNull();
      expect(new WriterLock(folder, null).take()).toMatchObject({ pid: null });
      await holder.kill();
      await until("its end", () => new WriterLock(folder, null).take() === null);
    });

    test("is held where the kernel has no locks, unless it is of another boot", () => {
      const foreign = { ...ownMark(), namespace: "pid:[1]", bootId: readBootId() };
      const lock = () => new WriterLock(folder, null, () => "UNKNOWN");
      write(foreign);
      expect(lock().take()).toMatchObject({ pid: null });
      write({ ...foreign, bootId: "00000000-0000-0000-0000-000000000000" });
      expect(lock().take()).toBeNull();
    });

    test("is taken over when it had the number of this one, and has ended", () => {
      write({
        ...ownMark(),
        bootId: readBootId(),
        namespace: "pid:[1]",
        actor: "a",
        incarnation: 1,
      });
      expect(new WriterLock(folder, null).take()).toBeNull();
    });
  });

  test("that a life before has left in this process is given back by the one that took it over", async () => {
    const life = { actor: "journal", incarnation: 1, isSuccessor: true };
    const first = new WriterLock(folder, life);
    expect(first.take()).toBeNull();
    const next = new WriterLock(folder, { ...life, incarnation: 2 });
    expect(next.take()).toBeNull();
    // It is not its own any more.
    first.giveBack();
    const early = await tryIn("own", "writer", folder);
    expect(early.answer).toMatchObject({ pid: process.pid });
    await early.kill();
    next.giveBack();
    const late = await tryIn("own", "writer", folder);
    expect(late.answer).toBeNull();
    await late.kill();
  });

  test("of another process that lives is refused to every life", () => {
    const card = { pid: process.ppid, startTicks: null, bootId: null };
    write({ ...card, actor: "journal", incarnation: 1 });
    const life = { actor: "journal", incarnation: 2, isSuccessor: true };
    expect(new WriterLock(folder, life).take()?.pid).toBe(process.ppid);
  });

  test("is given back by who holds it, and by nobody else", () => {
    const first = new WriterLock(folder, null);
    expect(first.take()).toBeNull();
    new WriterLock(folder, null).giveBack();
    expect(existsSync(path())).toBe(true);
    write({ pid: process.ppid, startTicks: null, bootId: null });
    first.giveBack();
    expect(existsSync(path())).toBe(true);
  });
});
