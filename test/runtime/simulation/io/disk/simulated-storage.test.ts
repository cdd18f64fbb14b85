/**
 * A journal and a tree on the simulated disk: whatever wears the disk, and however a life ends, what
 * they said to be durable is there for the next one.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import type { TreeStorage } from "../../../../../src/runtime/io/disk/tree-storage.ts";
import type { Io } from "../../../../../src/runtime/io/io.ts";
import type { Journal } from "../../../../../src/runtime/journal/write/journal.ts";
import { Engine } from "../../../../../src/runtime/simulation/engine/engine.ts";
import { Disk } from "../../../../../src/runtime/simulation/io/disk/disk.ts";
import { Network } from "../../../../../src/runtime/simulation/io/network.ts";
import { simulatedIo } from "../../../../../src/runtime/simulation/io/simulated-io.ts";
import {
  ACTOR,
  opened,
  optionsOf,
  recordOf,
  sequencesOf,
} from "../../../journal/kit/journal-kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** How a life ends: its thread alone, its process with it, or the whole machine. */
type End = "KILL" | "CRASH" | "POWER";
const ENDS: readonly End[] = ["KILL", "CRASH", "POWER"];

/** The actor `writer` on a machine of its own. */
class Writer {
  readonly disk: Disk;
  readonly #network: Network;
  #process = { isAlive: true };
  #end = () => {};
  #incarnation = 0;
  /** Time that its calls have cost its threads. Nanoseconds. */
  chargedNs = 0;

  constructor(of: number) {
    const engine = new Engine(of);
    this.disk = new Disk(engine);
    this.#network = new Network(engine);
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  /** I/O of its next life. */
  begin(isSuccessor = true): Io {
    this.#incarnation += 1;
    const ends: (() => void)[] = [];
    const thread = {
      isAlive: true,
      busyUntil: 0,
      charge: (ns: number) => {
        this.chargedNs += ns;
        return undefined;
      },
      onDeath: (end: () => void) => void ends.push(end),
    };
    this.#end = () => {
      thread.isAlive = false;
      for (const end of ends) end();
    };
    const life = { actor: "writer", incarnation: this.#incarnation, isSuccessor };
    const machine = { network: this.#network, disk: this.disk };
    const process = this.#process;
    return simulatedIo(machine, thread, { complete: () => undefined }, { life, process });
  }

  end(how: End): undefined {
    this.#end();
    if (how === "KILL") return;
    this.#process.isAlive = false;
    this.#process = { isAlive: true };
    if (how === "POWER") this.disk.losePower();
  }
}

describe("a storage on the simulated disk", () => {
  test("whose sync failed has lost for good what the sync after it seems to have written", () => {
    let lost = 0;
    for (let of = 1; of <= 60; of += 1) {
      const writer = new Writer(of);
      const storage = writer.begin().storage("/j");
      const file = storage.create("a");
      storage.syncFolder();
      storage.write(file, Uint8Array.of(1), 0, 1, 0);
      writer.disk.wear.failedFraction = 1;
      expect(() => storage.sync(file)).toThrow("ENOSPC");
      writer.disk.repair();
      storage.sync(file);
      writer.end("POWER");
      if (writer.disk.bytesOf("/j/a")?.[0] !== 1) lost += 1;
    }
    expect(lost).toBeGreaterThan(10);
    expect(lost).toBeLessThan(50);
  });

  test("refuses each call that changes something while the disk is worn out, and reads with EIO", () => {
    const writer = new Writer(1);
    const storage = writer.begin().storage("/j");
    const file = storage.create("a");
    const byte = Uint8Array.of(1);
    for (const failure of ["ENOSPC", "EIO"] as const) {
      writer.disk.wear = { shortFraction: 0, failedFraction: 1, failure };
      const changes = [
        () => storage.create("b"),
        () => storage.write(file, byte, 0, 1, 0),
        () => storage.preallocate(file, 0, 512),
        () => storage.sync(file),
        () => storage.rename("a", "b"),
        () => storage.syncFolder(),
      ];
      for (const change of changes) expect(change).toThrow(failure);
      const read = () => storage.read(file, byte, 0);
      if (failure === "EIO") expect(read).toThrow("EIO");
      else expect(read()).toBe(0);
      expect(storage.list()).toEqual(["a"]);
    }
  });
});

describe("a journal on the simulated disk", () => {
  test(`loses no acknowledged record, through 60 machines of 6 lives each (seed ${seed})`, () => {
    const seen = { halts: 0, torn: 0 };
    for (let of = seed; of < seed + 60; of += 1) liveThrough(of, seen);
    expect(seen.halts).toBeGreaterThan(10);
    expect(seen.torn).toBeGreaterThan(5);
  });

  test("is the successor's when a thread was killed, and not another life's", () => {
    const writer = new Writer(1);
    expect(writer.begin().storage("/j").lock()).toBeNull();
    writer.end("KILL");
    expect(writer.begin(false).storage("/j").lock()).not.toBeNull();
    expect(writer.begin().storage("/j").lock()).toBeNull();
    writer.end("CRASH");
    expect(writer.begin(false).storage("/j").lock()).toBeNull();
  });

  test("costs its thread the time of its syncs", () => {
    const writer = new Writer(2);
    const storage = writer.begin().storage("/j");
    const file = storage.create("a");
    expect(writer.chargedNs).toBe(0);
    for (let sync = 0; sync < 100; sync += 1) storage.sync(file);
    expect(writer.chargedNs).toBeGreaterThan(100 * 0.3e6);
    expect(writer.chargedNs).toBeLessThan(100 * 4e6);
  });
});

function liveThrough(of: number, seen: { halts: number; torn: number }): undefined {
  const prng = new Prng(of);
  const writer = new Writer(of);
  let durable = 0;
  let last = 0;
  for (let life = 1; life <= 6; life += 1) {
    writer.disk.repair();
    const { journal, recovery } = opened(optionsOf(writer.begin().storage("/j"), life));
    if (recovery.tornBytes > 0) seen.torn += 1;
    const found = sequencesOf(recovery);
    expect(found).toEqual(Array.from(found, (_, index) => index + 1));
    expect(found.length, `durable, in life ${life} of ${of}`).toBeGreaterThanOrEqual(durable);
    expect(found.length, `written, in life ${life} of ${of}`).toBeLessThanOrEqual(last);
    wearOut(writer.disk, prng);
    last = writeOn(journal, prng, found.length);
    if (journal.failure !== null) seen.halts += 1;
    durable = Math.max(durable, journal.durableSequence(ACTOR));
    writer.end(prng.pick(ENDS));
  }
}

function wearOut(disk: Disk, prng: Prng): undefined {
  const failure = prng.pick(["ENOSPC", "EIO"] as const);
  disk.wear = {
    shortFraction: prng.pick([0, 0.3]),
    failedFraction: prng.pick([0, 0.02, 0.1]),
    failure,
  };
}

/** Writes records behind `last` until the disk fails, or for a while. Returns the last one's number. */
function writeOn(journal: Journal, prng: Prng, last: number): number {
  let written = last;
  for (let step = prng.between(0, 60); step > 0 && journal.failure === null; step -= 1) {
    const record = recordOf(written + 1, prng.between(10, 400));
    if (journal.append(record, "SYNC") > 0) written += 1;
    if (prng.unit() < 0.5) journal.commit();
    else journal.tick(0);
  }
  return written;
}

describe("a tree on the simulated disk", () => {
  test(`keeps what a call wrote, and of one that failed all or nothing of a file (seed ${seed})`, () => {
    const seen = { failures: 0 };
    for (let of = seed; of < seed + 60; of += 1) replaceThrough(of, seen);
    expect(seen.failures).toBeGreaterThan(10);
  });
});

/** Whole files, put in the place of others. */
function replaceThrough(of: number, seen: { failures: number }): undefined {
  const prng = new Prng(of);
  const writer = new Writer(of);
  /** By path, what it may hold: one text, or several of which nobody knows which lasts. */
  const known = new Map<string, readonly string[]>();
  for (let life = 1; life <= 4; life += 1) {
    writer.disk.repair();
    const tree = writer.begin().tree("/audit");
    for (const [path, either] of known) expect(either).toContain(textIn(tree, path));
    wearOut(writer.disk, prng);
    for (let step = prng.between(1, 20); step > 0; step -= 1) {
      const path = prng.pick(["a", "deep/b", "deep/er/c"]);
      const text = `${life}.${step} `.repeat(prng.between(1, 300));
      try {
        tree.replace(path, new TextEncoder().encode(text));
        known.set(path, [text]);
      } catch {
        seen.failures += 1;
        known.set(path, [...(known.get(path) ?? [""]), text]);
        break;
      }
    }
    const how = prng.pick(ENDS);
    writer.end(how);
    writer.disk.repair();
    // What is there behind a loss of power is there for good.
    if (how === "POWER") for (const path of known.keys()) settle(writer.disk, path, known);
  }
}

function settle(disk: Disk, path: string, known: Map<string, readonly string[]>): undefined {
  const bytes = disk.bytesOf(`/audit/${path}`);
  const text = bytes === null ? "" : new TextDecoder().decode(bytes);
  expect(known.get(path)).toContain(text);
  known.set(path, [text]);
}

function textIn(tree: TreeStorage, path: string): string {
  return new TextDecoder().decode(tree.read(path) ?? new Uint8Array(0));
}
