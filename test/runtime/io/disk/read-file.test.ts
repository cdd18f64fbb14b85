/** Whole files, bounded; and gzip that is none, is cut, or is too much. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../../src/core/prng.ts";
import type { FileRead, ReadOptions } from "../../../../src/runtime/io/io.ts";
import { atEnd } from "../../../kit/at-end.ts";
import { queuedIo, testIo } from "../kit/test-io.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function fileWith(bytes: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-read-"));
  atEnd(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  return path;
}

function read(path: string, options: ReadOptions): Promise<FileRead> {
  return new Promise((resolve) =>
    testIo().readFile(path, (result) => void resolve(result), options),
  );
}

async function codeOf(path: string, options: ReadOptions): Promise<string> {
  const result = await read(path, options);
  return result.ok ? "OK" : result.failure.code;
}

describe("readWholeFile", () => {
  test.each([0, 1, 2 ** 18, 2 ** 18 + 1])("reads %d bytes", async (bytes) => {
    const content = new Uint8Array(bytes).map((_, index) => index % 251);
    const result = await read(fileWith(content), { bytesMax: bytes });
    expect(result).toEqual({ ok: true, bytes: content });
  });

  test("refuses one byte more than the bound", async () => {
    expect(await codeOf(fileWith("12345"), { bytesMax: 4 })).toBe("TOO_LARGE");
  });

  test("gives the system's own code when there is no such file", async () => {
    expect(await codeOf(`${fileWith("")}.not`, { bytesMax: 1 })).toBe("ENOENT");
  });

  test("refuses a folder, and a pipe without waiting for its writer", async () => {
    expect(await codeOf(tmpdir(), { bytesMax: 1 })).toBe("NOT_A_FILE");
    const pipe = `${fileWith("")}.pipe`;
    Bun.spawnSync(["mkfifo", pipe]);
    expect(await codeOf(pipe, { bytesMax: 1 })).toBe("NOT_A_FILE");
  });

  test("reads through gzip, up to exactly the bound", async () => {
    const path = fileWith(Bun.gzipSync("hello"));
    const options = { bytesMax: 100, gunzip: true };
    expect(await read(path, options)).toEqual({ ok: true, bytes: Buffer.from("hello") });
  });

  test("refuses what inflates beyond the bound", async () => {
    const path = fileWith(Bun.gzipSync(new Uint8Array(2 ** 20)));
    expect(await codeOf(path, { bytesMax: 2 ** 16, gunzip: true })).toBe("TOO_LARGE");
    expect(await codeOf(path, { bytesMax: 2 ** 20, gunzip: true })).toBe("OK");
  });

  test("is NOT_GZIP when it does not begin as gzip does", async () => {
    const path = fileWith('{"data":"BTCUSDT"}');
    expect(await codeOf(path, { bytesMax: 100, gunzip: true })).toBe("NOT_GZIP");
  });

  test(`is TRUNCATED wherever gzip is cut (seed ${seed})`, async () => {
    const prng = new Prng(seed);
    const content = Uint8Array.from({ length: 500 }, () => prng.between(0, 255));
    const whole = Bun.gzipSync(content);
    for (const length of [0, 1, 2, 9, 10, whole.length - 8, whole.length - 1]) {
      const path = fileWith(whole.subarray(0, length));
      expect([length, await codeOf(path, { bytesMax: 1_000, gunzip: true })]).toEqual([
        length,
        "TRUNCATED",
      ]);
    }
  });

  test("is CORRUPT when the checksum does not agree", async () => {
    const gzip = Bun.gzipSync("hello, hello, hello");
    const at = gzip.length - 8;
    gzip[at] = (gzip[at] ?? 0) ^ 1;
    expect(await codeOf(fileWith(gzip), { bytesMax: 100, gunzip: true })).toBe("CORRUPT");
  });

  test("says nothing after the incarnation ended", async () => {
    const path = fileWith("x");
    const { io, queue } = queuedIo();
    io.readFile(path, () => undefined, { bytesMax: 1 });
    io.close();
    await read(path, { bytesMax: 1 });
    expect(queue).toEqual([]);
  });
});
