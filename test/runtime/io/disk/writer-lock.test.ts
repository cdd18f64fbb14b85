/** One writer a folder: refused while the first lives, taken over when it is dead, never held by two. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownMark, readBootId } from "../../../../src/runtime/io/disk/process-mark.ts";
import { WriterLock } from "../../../../src/runtime/io/disk/writer-lock.ts";

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
    const first = new WriterLock(folder, false);
    const second = new WriterLock(folder, false);
    expect(first.take()).toBeNull();
    expect(second.take()).toEqual({ pid: process.pid, bootId: readBootId() });
    first.giveBack();
    expect(second.take()).toBeNull();
  });

  test("is refused while another process lives, also when that is not known in full", () => {
    write({ pid: process.ppid, startTicks: null, bootId: null });
    expect(new WriterLock(folder, false).take()?.pid).toBe(process.ppid);
  });

  test.each([
    ["a process that is gone", { pid: 2 ** 22 + 1, startTicks: 1, bootId: readBootId() }],
    ["a later process of its number", { ...ownMark(), startTicks: 1, bootId: readBootId() }],
    ["another boot", { ...ownMark(), bootId: "00000000-0000-0000-0000-000000000000" }],
    ["half a card", {}],
  ])("is taken over from %s, and nothing is left of it", (_, card) => {
    if (ownMark().startTicks === null) return;
    write(card);
    const lock = new WriterLock(folder, false);
    expect(lock.take()).toBeNull();
    expect(JSON.parse(readFileSync(path(), "utf8"))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folder)).toEqual(["writer.lock"]);
    lock.giveBack();
    expect(existsSync(path())).toBe(false);
  });

  test("is taken over from a thread of this process that has ended, when that is said", () => {
    expect(new WriterLock(folder, false).take()).toBeNull();
    expect(new WriterLock(folder, false).take()).not.toBeNull();
    expect(new WriterLock(folder, true).take()).toBeNull();
    write({ pid: process.ppid, startTicks: null, bootId: null });
    expect(new WriterLock(folder, true).take()).not.toBeNull();
  });

  test("is given back by who holds it, and by nobody else", () => {
    const first = new WriterLock(folder, false);
    expect(first.take()).toBeNull();
    new WriterLock(folder, false).giveBack();
    expect(existsSync(path())).toBe(true);
    write({ pid: process.ppid, startTicks: null, bootId: null });
    first.giveBack();
    expect(existsSync(path())).toBe(true);
  });
});
