/** Both stores of state keep the same promises; that of files also over a new process. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileStateStore } from "../../../../src/runtime/supervisor/state/file-store.ts";
import { MemoryStateStore } from "../../../../src/runtime/supervisor/state/memory-store.ts";
import type { StateStore } from "../../../../src/runtime/supervisor/state/state-part.ts";
import { folderOf, PART, tableOf } from "./state-kit.ts";

const STORES: readonly (readonly [string, () => StateStore])[] = [
  ["in memory", () => new MemoryStateStore()],
  ["in files", () => new FileStateStore(join(folderOf(), "state"))],
];

describe.each(STORES)("a store of state %s", (_, make) => {
  test("has what was kept last, by actor and part", async () => {
    const store = make();
    expect(store.load("risk", "boards")).toEqual({ kind: "NONE" });
    const newer = { ...PART, tables: [tableOf("trading", [[0, [9]]])] };
    const snapshot = { ...PART, part: "snapshot" as const };
    for (const part of [PART, newer, snapshot]) expect(await store.keep(part)).toBeNull();
    expect(store.load("risk", "boards")).toEqual({ kind: "KEPT", part: newer });
    expect(store.load("risk", "snapshot")).toEqual({ kind: "KEPT", part: snapshot });
    expect(store.load("risk-2", "boards")).toEqual({ kind: "NONE" });
  });

  test("has no longer what was put aside", async () => {
    const store = make();
    await store.keep(PART);
    store.setAside("risk", "boards");
    store.setAside("risk", "snapshot");
    expect(store.load("risk", "boards")).toEqual({ kind: "NONE" });
  });
});

describe("FileStateStore", () => {
  test("a next process finds what the last one kept, in a file that only its owner reads", async () => {
    const folder = folderOf();
    await new FileStateStore(folder).keep(PART);
    expect(new FileStateStore(folder).load("risk", "boards")).toEqual({ kind: "KEPT", part: PART });
    expect(readdirSync(folder)).toEqual(["risk.boards"]);
    expect(statSync(join(folder, "risk.boards")).mode & 0o777).toBe(0o600);
  });

  test("a write that was cut off leaves the file before it", async () => {
    const folder = folderOf();
    const store = new FileStateStore(folder);
    await store.keep(PART);
    writeFileSync(join(folder, "risk.boards.new"), "half of a fi");
    expect(store.load("risk", "boards")).toEqual({ kind: "KEPT", part: PART });
    expect(await store.keep(PART)).toBeNull();
    expect(readdirSync(folder)).toEqual(["risk.boards"]);
  });

  test("what it does not believe has a reason, and stays in the folder for whoever looks", () => {
    const folder = folderOf();
    const store = new FileStateStore(folder);
    writeFileSync(join(folder, "risk.boards"), "something else altogether");
    expect(store.load("risk", "boards")).toEqual({
      kind: "REFUSED",
      reason: "it is no file of state",
    });
    store.setAside("risk", "boards");
    expect(readFileSync(join(folder, "risk.boards.refused"), "utf8")).toStartWith("something");
  });

  test("says why it cannot keep, and does not throw", async () => {
    const folder = folderOf();
    const store = new FileStateStore(join(folder, "state"));
    // A folder stands where the file is to be.
    await new FileStateStore(join(folder, "state/risk.boards")).keep(PART);
    expect(await store.keep(PART)).toMatch(/EISDIR|ENOTEMPTY|EEXIST|directory/);
  });
});
