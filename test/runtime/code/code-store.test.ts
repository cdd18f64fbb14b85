/** Bundles on disk: written once under their hash, read-only, and never half of one. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CodeStore } from "../../../src/runtime/code/code-store.ts";
import { tempFolder, write } from "./code-kit.ts";

const folder = tempFolder();

async function pinned(store: CodeStore, path: string) {
  const code = await store.pin("strategy-one", path);
  if (!code.ok) throw new Error(JSON.stringify(code.failure));
  return code.value;
}

describe("the store of pinned code", () => {
  test("writes a bundle once under its hash, and nobody may write to it", async () => {
    const run = join(tempFolder(), "code");
    const store = await CodeStore.open();
    await store.moveTo(run, []);
    const path = write(folder, "one.ts", "export default 1;\n");
    const first = await pinned(store, path);
    expect(first.file).toMatch(/^strategy-one-[0-9a-f]{12}\.js$/);
    const { ino, mode } = statSync(join(run, first.file));
    expect(mode & 0o777).toBe(0o444);
    expect(await pinned(store, path)).toEqual(first);
    expect(statSync(join(run, first.file)).ino).toBe(ino);

    const before = readFileSync(join(run, first.file), "utf8");
    write(folder, "one.ts", "export default 2;\n");
    const second = await pinned(store, path);
    expect(second.hash).not.toBe(first.hash);
    expect(readdirSync(run).sort()).toEqual([first.file, second.file].sort());
    expect(readFileSync(join(run, first.file), "utf8")).toBe(before);
  });

  test("has the same hash for a source whose comments and spaces changed", async () => {
    const store = await CodeStore.open();
    const first = await pinned(store, write(folder, "two.ts", "export default 1 + 1;\n"));
    const text = "/** Two. */\nexport default 1   +   1; // two\n";
    expect(await pinned(store, write(folder, "two.ts", text))).toEqual(first);
    await store.close();
  });

  test("takes what was pinned before into the run's folder, and leaves nothing behind", async () => {
    const store = await CodeStore.open();
    const code = await pinned(store, write(folder, "three.ts", "export default 3;\n"));
    const early = fileURLToPath(store.urlOf(code));
    const text = readFileSync(early, "utf8");
    const run = join(tempFolder(), "code");
    await store.moveTo(run, [code]);
    const moved = fileURLToPath(store.urlOf(code));
    expect(moved).toBe(join(run, code.file));
    expect(readFileSync(moved, "utf8")).toBe(text);
    expect(statSync(moved).mode & 0o777).toBe(0o444);
    expect(() => statSync(early)).toThrow();
    await store.close();
    expect(readdirSync(run)).toEqual([code.file]);
  });

  test("says so when it cannot write, and does not throw", async () => {
    const run = join(tempFolder(), "code");
    const store = await CodeStore.open();
    await store.moveTo(run, []);
    rmSync(run, { recursive: true });
    const path = write(folder, "four.ts", "export default 4;\n");
    expect(await store.pin("strategy-four", path)).toMatchObject({
      ok: false,
      failure: [{ file: null, message: expect.stringMatching(/^cannot write it: ENOENT/) }],
    });
  });
});
