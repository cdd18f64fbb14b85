/** The key of the actor's signer: made once, never for others, and never instead of a promised one. */
import { expect, test } from "bun:test";
import { findKey, type KeyPlace } from "../../../src/desk/audit/audit-signer.ts";
import { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";

function placeOf(folder: MemoryStorage, madeName: string | null): KeyPlace {
  const secretBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  return { folder, file: "key", path: "/keys/key", madeName, secretBytes };
}

test("a key is made where none is, and found from then on", () => {
  const folder = new MemoryStorage();
  const made = findKey(placeOf(folder, "outcry.local/demo"));
  const found = findKey(placeOf(folder.reopened(), "outcry.local/demo"));
  if (!made.ok || !found.ok) throw new Error("there is a key");
  expect([made.value.isNew, found.value.isNew]).toEqual([true, false]);
  expect(found.value.key.verifierKey).toBe(made.value.key.verifierKey);
  const other = findKey(placeOf(new MemoryStorage(), "outcry.local/demo"));
  expect(other.ok && other.value.key.verifierKey).not.toBe(made.value.key.verifierKey);
});

test("a key that somebody has promised is not made: the failure says how it is", () => {
  const folder = new MemoryStorage();
  expect(findKey(placeOf(folder, null))).toEqual({
    ok: false,
    failure: "There is no key /keys/key: make one with bun run audit key /keys/key <name>",
  });
  expect(folder.files.size).toBe(0);
});

test("a key that others may read is refused, and one that is none; neither is quoted", () => {
  const folder = new MemoryStorage();
  findKey(placeOf(folder, "outcry.local/demo"));
  folder.shared.add("key");
  const shared = findKey(placeOf(folder, null));
  expect(shared).toEqual({
    ok: false,
    failure: "The key /keys/key must be for its owner only: chmod 600 /keys/key",
  });
  const broken = new MemoryStorage(new Map([["key", Buffer.from("canary\n")]]));
  const failed = findKey(placeOf(broken, "outcry.local/demo"));
  expect(failed).toEqual({
    ok: false,
    failure: "Cannot read the key /keys/key: it is no signer key",
  });
});
