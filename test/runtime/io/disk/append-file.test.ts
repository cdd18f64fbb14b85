/** Appending: whole or not at all, short writes and full disks included. */
import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../../src/core/prng.ts";
import { writeWhole } from "../../../../src/runtime/io/disk/append-file.ts";
import { rotatedPath } from "../../../../src/runtime/io/disk/shift-files.ts";
import { atEnd } from "../../../kit/at-end.ts";
import { testIo } from "../kit/test-io.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const FULL_DISK = "/dev/full";

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-append-"));
  atEnd(() => rmSync(folder, { recursive: true }));
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
      import { createIo } from ${JSON.stringify(join(import.meta.dir, "../../../../src/runtime/io/create-io.ts"))};
      const file = createIo({ complete: (run) => run() }).appendFile(process.env.TARGET);
      const codes = [10, 2_000, 10].map((count) => file.write(new Uint8Array(count).fill(65 + count % 26)));
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

describe("openAppendFile with a rotation", () => {
  const rotated = (path: string) =>
    [0, 1, 2, 3].map((age) => {
      const name = rotatedPath(path, age);
      return existsSync(name) ? readFileSync(name, "utf8") : null;
    });

  test("begins a new file before the write that would pass the bound", () => {
    const path = newPath();
    const file = testIo().appendFile(path, { rotate: { bytesMax: 8, keep: 4 } });
    for (const text of ["1234", "5678", "9"]) expect(file.write(Buffer.from(text))).toBeNull();
    expect(rotated(path)).toEqual(["9", "12345678", null, null]);
    expect(file.bytesWritten).toBe(9);
  });

  test("keeps so many files and no more, the oldest goes", () => {
    const path = newPath();
    const file = testIo().appendFile(path, { rotate: { bytesMax: 1, keep: 3 } });
    for (const text of ["a", "b", "c", "d", "e"]) file.write(Buffer.from(text));
    expect(rotated(path)).toEqual(["e", "d", "c", null]);
  });

  test("with one to keep, the old file goes", () => {
    const path = newPath();
    const file = testIo().appendFile(path, { rotate: { bytesMax: 1, keep: 1 } });
    for (const text of ["a", "b"]) file.write(Buffer.from(text));
    expect(rotated(path)).toEqual(["b", null, null, null]);
  });

  test("a new file begins with its head, which the first does not have", () => {
    const path = newPath();
    let heads = 0;
    const head = () => Buffer.from(`head ${++heads};`);
    const file = testIo().appendFile(path, { rotate: { bytesMax: 10, keep: 4, head } });
    for (const text of ["first", "second", "third"]) file.write(Buffer.from(text));
    expect(rotated(path)).toEqual(["head 2;third", "head 1;second", "first", null]);
  });

  test("counts what was there before it was opened", () => {
    const path = newPath();
    appendFileSync(path, "1234");
    const file = testIo().appendFile(path, { rotate: { bytesMax: 4, keep: 2 } });
    file.write(Buffer.from("5"));
    expect(rotated(path)).toEqual(["5", "1234", null, null]);
  });

  test("says why as a value when the old file cannot be renamed, and throws nothing", () => {
    const path = newPath();
    const file = testIo().appendFile(path, { rotate: { bytesMax: 1, keep: 2 } });
    file.write(Buffer.from("a"));
    // A folder that is not empty is in the way.
    mkdirSync(join(rotatedPath(path, 1), "below"), { recursive: true });
    expect(file.write(Buffer.from("b"))?.code).toBe("EISDIR");
    expect(readFileSync(path, "utf8")).toBe("a");
  });

  test(`loses no byte and orders all of them (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const path = newPath();
    const file = testIo().appendFile(path, { rotate: { bytesMax: 50, keep: 1_000 } });
    let expected = "";
    for (let write = 0; write < 300; write += 1) {
      const text = String.fromCharCode(prng.between(97, 122)).repeat(prng.between(1, 70));
      expected += text;
      expect(file.write(Buffer.from(text))).toBeNull();
    }
    let found = "";
    for (let age = 0; existsSync(rotatedPath(path, age)); age += 1) {
      found = readFileSync(rotatedPath(path, age), "utf8") + found;
    }
    expect(found).toBe(expected);
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
