/** Proofs are handed out for what is signed, by whom the asker trusts, and for nothing else. */
import { describe, expect, test } from "bun:test";
import { consistencyOf, inclusionOf } from "../../../src/desk/audit-verify/proof-of.ts";
import { Broken } from "../../../src/desk/audit-verify/verdict.ts";
import { AuditKit, inFolder, keyOf } from "../../runtime/journal/audit/kit/audit-kit.ts";

const kit = new AuditKit();
kit.write(700);
kit.end();
const SIZE = kit.log.checkpointSize;
const sizes = { oldSize: 3, newSize: 300 };
const keysOf = (number: number) => ({ name: "keys.txt", text: `${keyOf(number).verifierKey}\n` });

/** Exit code of what `prove` throws over the log with these files changed; 0 when it throws nothing. */
function exitOf(prove: (folder: string) => unknown, changes: Record<string, number> = {}): number {
  const disk = kit.storage.reopened();
  for (const [name, at] of Object.entries(changes)) {
    const bytes = Uint8Array.from(disk.read(name) ?? []);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    disk.files.set(name, bytes);
  }
  try {
    inFolder(disk, prove);
    return 0;
  } catch (error) {
    if (error instanceof Broken) return error.exit;
    throw error;
  }
}

describe.each([
  [
    "an inclusion",
    (folder: string, keys?: ReturnType<typeof keysOf>) => inclusionOf(folder, 5, keys),
  ],
  [
    "a consistency",
    (folder: string, keys?: ReturnType<typeof keysOf>) => consistencyOf(folder, sizes, keys),
  ],
] as const)("%s", (_, prove) => {
  test("is proved under the folder's own key, and under one that is given", () => {
    expect(exitOf((folder) => prove(folder))).toBe(0);
    expect(exitOf((folder) => prove(folder, keysOf(1)))).toBe(0);
  });

  test("is not under a key that did not sign, nor under keys that are none", () => {
    expect(exitOf((folder) => prove(folder, keysOf(2)))).toBe(4);
    expect(exitOf((folder) => prove(folder, { name: "keys.txt", text: "no key\n" }))).toBe(4);
    expect(exitOf((folder) => prove(folder, { name: "keys.txt", text: "" }))).toBe(4);
  });

  test("is not when the checkpoint's signature is bad", () => {
    const note = Buffer.from(kit.storage.read("checkpoint") ?? []);
    const digit = note.length - 30;
    expect(exitOf((folder) => prove(folder), { checkpoint: digit })).toBe(1);
  });
});

describe("a consistency", () => {
  test.each([0, 1, 2, 255, 256, 257, 511, 512, SIZE - 1, SIZE])(
    "is proved up to %d leaves",
    (newSize) => {
      for (const oldSize of [0, 1, newSize >> 1, newSize]) {
        if (oldSize > newSize) continue;
        expect(exitOf((folder) => consistencyOf(folder, { oldSize, newSize }))).toBe(0);
      }
    },
  );

  test("is told for no tree that the signed one does not begin with, wherever a tile was changed", () => {
    for (const at of [0, 40 * 32, 255 * 32]) {
      const exit = exitOf((folder) => consistencyOf(folder, { oldSize: 41, newSize: 41 }), {
        "tile/0/000": at,
      });
      expect([at, exit]).toEqual([at, 1]);
    }
    expect(exitOf((folder) => consistencyOf(folder, sizes), { "tile/1/000.p/2": 8 })).toBe(1);
  });
});
