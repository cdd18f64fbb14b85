/** Appending: whole or not at all, short writes and full disks included. */
import { describe, expect, test } from "bun:test";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../src/core/prng.ts";
import { writeWhole } from "../../../src/runtime/io/append-file.ts";
import { endLater, testIo } from "./kit/test-io.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const FULL_DISK = "/dev/full";

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-append-"));
  endLater(() => rmSync(folder, { recursive: true }));
  return join(folder, "file");
}

function thrown(code: string): Error {
  return Object.assign(new Error(`${code}: as the test says`), { code });
}

describe("openAppendFile", () => {
  test("appends to what is there, and counts what it wrote itself", () => {
    const path = newPath();
    appendFileSync(path, "old ");
    const file = testIo().appendFile(path);
    expect(file.write(Buffer.from("new "))).toBeNull();
    expect(file.write(Buffer.from("text"))).toBeNull();
    expect(file.bytesWritten).toBe(8);
    expect(readFileSync(path, "utf8")).toBe("old new text");
  });

  test("creates a file that only its owner may read", () => {
    const path = newPath();
    testIo().appendFile(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("refuses a write that would pass the bound, old bytes included, and writes none of it", () => {
    const path = newPath();
    appendFileSync(path, "1234");
    const file = testIo().appendFile(path, { bytesMax: 8 });
    expect(file.write(Buffer.from("12345"))).toMatchObject({ code: "TOO_LARGE" });
    expect(file.write(Buffer.from("5678"))).toBeNull();
    expect(readFileSync(path, "utf8")).toBe("12345678");
  });

  test("writes a view over shared memory", () => {
    const path = newPath();
    const view = new Uint8Array(new SharedArrayBuffer(8), 2, 3);
    view.set([65, 66, 67]);
    expect(testIo().appendFile(path).write(view)).toBeNull();
    expect(readFileSync(path, "utf8")).toBe("ABC");
  });

  test.skipIf(!existsSync(FULL_DISK))("says ENOSPC as a value, and throws nothing", () => {
    const file = testIo().appendFile(FULL_DISK);
    expect(file.write(Buffer.from("x"))).toMatchObject({ code: "ENOSPC" });
    expect(file.bytesWritten).toBe(0);
  });

  test("throws when the file cannot be opened", () => {
    expect(() => testIo().appendFile(join(newPath(), "below a file that is not"))).toThrow(
      "ENOENT",
    );
  });

  test("refuses a write after close, by itself or with the incarnation", () => {
    const io = testIo();
    const files = [io.appendFile(newPath()), io.appendFile(newPath())];
    files[0]?.close();
    files[0]?.close();
    io.close();
    for (const file of files) expect(file.write(Buffer.from("x"))?.code).toBe("EBADF");
  });

  test("takes back what a failed write left, so that the next follows a whole one", () => {
    const path = newPath();
    // The bound of the process on files, with the signal ignored, fails a write in its middle.
    const script = `
      import { createIo } from ${JSON.stringify(join(import.meta.dir, "../../../src/runtime/io/create-io.ts"))};
      const file = createIo({ complete: (run) => run() }).appendFile(process.env.TARGET);
      const codes = [10, 600, 10].map((count) => file.write(new Uint8Array(count).fill(65 + count % 26)));
      process.stdout.write(JSON.stringify(codes.map((failure) => failure?.code ?? null)));`;
    const limited = ["bash", "-c", `trap '' XFSZ; ulimit -f 1; exec "$0" -e "$1"`];
    const ran = Bun.spawnSync([...limited, process.execPath, script], {
      env: { ...process.env, TARGET: path },
    });
    const codes: unknown = JSON.parse(ran.stdout.toString() || "null");
    expect(codes).toEqual([null, "EFBIG", null]);
    expect(statSync(path).size).toBe(20);
  });
});

describe("writeWhole", () => {
  test(`goes on after short and interrupted writes (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 200; round += 1) {
      const bytes = Uint8Array.from({ length: prng.between(0, 300) }, () => prng.between(0, 255));
      const written: number[] = [];
      const failure = writeWhole(bytes, (part) => {
        if (prng.between(0, 9) === 0) throw thrown(prng.pick(["EINTR", "EAGAIN"]));
        const count = prng.between(1, part.length);
        written.push(...part.subarray(0, count));
        return count;
      });
      expect(failure).toBeNull();
      expect(written).toEqual([...bytes]);
    }
  });

  test.each(["ENOSPC", "EFBIG", "EIO"])("gives %s back as a value", (code) => {
    let calls = 0;
    const failure = writeWhole(new Uint8Array(10), () => {
      calls += 1;
      if (calls === 2) throw thrown(code);
      return 4;
    });
    expect(failure).toMatchObject({ code });
  });

  test("ends when the system takes nothing", () => {
    expect(writeWhole(new Uint8Array(1), () => 0)).toMatchObject({ code: "EIO" });
  });
});
