/** A disk that takes part of a write, refuses one, and loses its power; under the real append file. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { openAppendFile } from "../../../../../src/runtime/io/disk/append-file.ts";
import type { AppendOptions, FileFailure } from "../../../../../src/runtime/io/io.ts";
import { IoScope } from "../../../../../src/runtime/io/io-scope.ts";
import { Engine } from "../../../../../src/runtime/simulation/engine/engine.ts";
import { Disk } from "../../../../../src/runtime/simulation/io/disk/disk.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const bytesOf = (text: string) => new TextEncoder().encode(text);

function diskOf(of = 1) {
  const disk = new Disk(new Engine(of));
  const scope = new IoScope({ complete: (run) => void run() });
  const open = (path: string, options: AppendOptions = {}) =>
    openAppendFile(scope, path, options, disk);
  const textOf = (path: string) => {
    const bytes = disk.bytesOf(path);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  return { disk, open, textOf };
}

describe("Disk", () => {
  test("appends to what is there, and grows as far as it must", () => {
    const { disk, open, textOf } = diskOf();
    disk.put("log", bytesOf("old "));
    open("log").write(bytesOf("new "));
    open("log").write(bytesOf("x".repeat(10_000)));
    expect(textOf("log")).toBe(`old new ${"x".repeat(10_000)}`);
    expect([disk.exists("log"), disk.exists("other"), disk.paths]).toEqual([true, false, ["log"]]);
  });

  test("short writes are gone on with: nothing is lost or said twice", () => {
    const { disk, open, textOf } = diskOf();
    disk.wear.shortFraction = 1;
    const file = open("log");
    for (const part of ["0123456789", "abcdefghij", "k"]) {
      expect(file.write(bytesOf(part))).toBeNull();
    }
    expect(textOf("log")).toBe("0123456789abcdefghijk");
    expect(disk.counts.short).toBeGreaterThan(2);
    expect(file.bytesWritten).toBe(21);
  });

  test("a full disk takes half a write back, and says its code", () => {
    const { disk, open, textOf } = diskOf();
    const file = open("log");
    file.write(bytesOf("whole "));
    disk.wear = { shortFraction: 1, failedFraction: 0.5, failure: "ENOSPC" };
    let failure: FileFailure | null = null;
    // Until it has taken a part and refused the rest.
    for (let tries = 0; tries < 200; tries += 1) {
      const before = textOf("log");
      failure = file.write(bytesOf("0123456789"));
      if (failure !== null) expect(textOf("log")).toBe(before);
      if (failure !== null && disk.counts.short > 3) break;
    }
    expect(failure).toEqual({ code: "ENOSPC", message: "ENOSPC: the simulated disk refuses" });
    disk.repair();
    expect(file.write(bytesOf("."))).toBeNull();
    expect(textOf("log")).toMatch(/^whole (?:0123456789)*\.$/);
    expect(disk.counts.failed).toBeGreaterThan(0);
  });

  test("files rotate as on a real disk", () => {
    const { open, textOf } = diskOf();
    const head = () => bytesOf("#");
    const file = open("log.txt", { rotate: { bytesMax: 4, keep: 2, head } });
    for (const part of ["1111", "222", "333", "444"]) file.write(bytesOf(part));
    const texts = ["log.txt", "log.1.txt", "log.2.txt"].map(textOf);
    expect(texts).toEqual(["#444", "#333", null]);
  });

  test("what must be there throws the system's own code when it is not", () => {
    const { disk } = diskOf();
    expect(() => disk.rename("nothing", "else")).toThrow("ENOENT");
    expect(() => disk.write(99, bytesOf("x"))).toThrow("bad descriptor");
    const descriptor = disk.open("log");
    disk.close(descriptor);
    expect(() => disk.sizeOf(descriptor)).toThrow("bad descriptor");
    expect(() => disk.remove("nothing")).not.toThrow();
  });

  test("a loss of power keeps a prefix of each file, and all that was there before", () => {
    const kept = new Set<number>();
    for (let of = 0; of < 60; of += 1) {
      const { disk, open, textOf } = diskOf(of);
      disk.put("log", bytesOf("durable:"));
      const file = open("log");
      file.write(bytesOf("0123456789"));
      disk.losePower();
      const text = textOf("log") ?? "";
      expect("durable:0123456789").toStartWith(text);
      expect(text).toStartWith("durable:");
      kept.add(text.length);
      // What survived it once survives it always.
      disk.losePower();
      expect(textOf("log")).toBe(text);
      expect(file.write(bytesOf("x"))).toMatchObject({ code: "EBADF" });
    }
    expect(kept.has("durable:".length)).toBe(true);
    expect(kept.has("durable:0123456789".length)).toBe(true);
  });

  test("a file of another machine's disk is never refused, and loses nothing with this one's power", () => {
    const { disk, open, textOf } = diskOf();
    disk.isElsewhere = (path) => path === "theirs";
    disk.wear = { shortFraction: 1, failedFraction: 0.5, failure: "ENOSPC" };
    const [own, theirs] = [open("own"), open("theirs")];
    let refused = 0;
    for (let count = 0; count < 50; count += 1) {
      if (own.write(bytesOf("0123456789")) !== null) refused += 1;
      expect(theirs.write(bytesOf("0123456789"))).toBeNull();
    }
    expect(refused).toBeGreaterThan(0);
    disk.losePower();
    expect(textOf("theirs")).toBe("0123456789".repeat(50));
  });

  test("what a process reads is its own copy, and what it is given is its own too", () => {
    const { disk, open } = diskOf();
    const given = bytesOf("abc");
    disk.put("log", given);
    const read = disk.read("log", { bytesMax: 10 });
    open("log").write(bytesOf("def"));
    expect(read).toEqual({ ok: true, bytes: bytesOf("abc") });
    expect(given).toEqual(bytesOf("abc"));
  });

  test(`holds what was written whole, and of the rest nothing (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const { disk, open, textOf } = diskOf(seed);
    const file = open("log");
    let model = "";
    for (let step = 0; step < 3_000; step += 1) {
      if (prng.unit() < 0.05) {
        disk.wear = {
          shortFraction: prng.pick([0, 0.3, 1]),
          failedFraction: prng.pick([0, 0.3, 0.9]),
          failure: prng.pick(["ENOSPC", "EIO"]),
        };
      }
      const part = String.fromCharCode(prng.between(97, 122)).repeat(prng.between(0, 40));
      if (file.write(bytesOf(part)) === null) model += part;
      expect(textOf("log")).toBe(model);
    }
    expect(disk.counts.failed * disk.counts.short).toBeGreaterThan(0);
  });
});
