/** One writer a folder: refused while the first lives, taken over when it is dead, never held by two. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WriterLife } from "../../../../src/runtime/io/disk/storage.ts";
import { WriterLock } from "../../../../src/runtime/io/disk/writer-lock.ts";
import { ownMark, readBootId } from "../../../../src/runtime/io/process-mark.ts";

let folder = "";
const path = () => join(folder, "writer.lock");
const write = (card: object) => writeFileSync(path(), JSON.stringify(card));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-lock-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
    expect(readdirSync(folder)).toEqual(["writer.lock"]);
    lock.giveBack();
    expect(existsSync(path())).toBe(false);
  });

  // J-6
  describe("that a thread of this process has left", () => {
    const LIFE = { actor: "journal", incarnation: 3, isSuccessor: true };
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

    test("is refused to every life when it is nobody's", () => {
      expect(taken(null)).toBe(true);
      expect(taken(LIFE)).toBe(false);
    });
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
