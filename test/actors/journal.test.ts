/** The journal alone, on a modelled disk and a clock in hand: what it shows as durable, and when. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import journal from "../../actors/journal.ts";
import { packBody, unpackBody } from "../../src/runtime/codec/msgpack.ts";
import { TYPE_ACTOR } from "../../src/runtime/codec/type-table.ts";
import { readJournal } from "../../src/runtime/journal/read-journal.ts";
import {
  decodeSnapshot,
  encodeSnapshotHead,
} from "../../src/runtime/journal/snapshot/snapshot-file.ts";
import type { Journal } from "../../src/runtime/journal/write/journal.ts";
import { FaultyDisk, FullDisk } from "../runtime/journal/kit/faulty-disk.ts";
import type { ModelDisk } from "../runtime/journal/kit/model-disk.ts";
import { bytesOf, contentsOf, withFile } from "../runtime/journal/kit/written-disk.ts";
import { ActorWorld, PlayedActor } from "./actor-kit.ts";
import { FACTS } from "./desk-kit.ts";

const ARGS = {
  segmentMiB: 1,
  ballastMiB: 1,
  snapshotMiB: 64,
  retiredMiB: 1,
  groupMs: 2,
  asyncMs: 50,
};
const RISK = 1;
const APPROVED = 40;
const BEAT = 41;
/** Sixteen of it fill a segment. */
const BIG_BYTES = 65_000;

// A day for each call of the disk, on machines that have other work.
setDefaultTimeout(60_000);

function play(disk: ModelDisk = new FaultyDisk(), incarnation = 1) {
  const about = { name: "journal", number: 9, kind: "journal", facts: FACTS };
  const world = new ActorWorld({ ...about, incarnation });
  const type = (number: number, name: string) => ({ number, name, version: 1, fields: [] });
  world.types = [type(APPROVED, "approved"), type(BEAT, "beat")];
  Object.assign((world.ctx as { readonly io: object }).io, { storage: () => disk });
  const actor = new PlayedActor(journal, world, ARGS);
  actor.handle("peer", { name: "risk", kind: "risk", number: RISK, incarnation: 1 });
  let sequence = 0;
  /** The next record of risk. */
  const record = (of: number, payloadBytes: number) => {
    sequence += 1;
    const data = new DataView(new ArrayBuffer(payloadBytes));
    const head = { type: of, version: 1, sequence, committedAt: world.nowNs };
    actor.record({ ...head, data, offset: 0, payloadBytes }, "risk");
    return sequence;
  };
  const durable = () => Number(world.on("durable", RISK)?.sequence ?? 0);
  const syncs = () => world.counters["journal:syncs"] ?? 0;
  return { disk, world, actor, record, durable, syncs };
}

/** A day of a journal in turns: records, and peers whose entries fill segments as well as records do. */
function live({ world, actor, record }: ReturnType<typeof play>, afterTurn: () => undefined) {
  const name = "p".repeat(BIG_BYTES);
  for (let turn = 0; turn < 40; turn += 1) {
    if (turn % 3 === 0) record(APPROVED, 100);
    if (turn % 2 === 0) record(BEAT, BIG_BYTES);
    else actor.handle("peer", { name, kind: "feed", number: 3, incarnation: turn });
    actor.settle();
    actor.every("100ms");
    world.nowNs += 30e6;
    afterTurn();
  }
}

/** Calls of the disk that a journal's day takes, from its opening on. */
function callsOfDay(): number {
  const disk = new FaultyDisk();
  live(play(disk), () => undefined);
  return disk.calls.length;
}

describe("journal", () => {
  test("an approval is durable at the end of the turn, and not before", () => {
    const { actor, record, durable, syncs } = play();
    const approved = record(APPROVED, 100);
    expect(durable()).toBe(0);
    actor.settle();
    expect(durable()).toBe(approved);
    expect(syncs()).toBe(1);
  });

  test("what nobody waits for has its sync after 50 ms", () => {
    const { world, actor, record, durable } = play();
    const beat = record(BEAT, 100);
    actor.settle();
    expect(durable()).toBe(0);
    world.nowNs += 49e6;
    actor.settle();
    expect(durable()).toBe(0);
    world.nowNs += 1e6;
    actor.settle();
    expect(durable()).toBe(beat);
  });

  test("an approval that the end of a segment made durable is shown in its own turn", () => {
    const { actor, record, durable } = play();
    let ended = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      const approved = record(APPROVED, 100);
      const beat = record(BEAT, BIG_BYTES);
      actor.settle();
      expect(durable()).toBeGreaterThanOrEqual(approved);
      // The beat began the next segment, behind the sync of what had waited, and waits itself.
      if (durable() < beat) ended += 1;
    }
    expect(ended).toBeGreaterThanOrEqual(2);
  });

  // The disk as a whole has its own: what is judged here is that the actor never overlooks its end.
  test("each call of the disk that fails ends in HALTED by the end of its turn, said once", () => {
    const calls = callsOfDay();
    let halted = 0;
    for (let at = 1; at <= calls; at += 1) {
      const desk = play(new FaultyDisk({ at, isForEver: false, code: "EIO" }));
      const { world } = desk;
      const written = () => (world.state as { readonly journal: Journal | null }).journal;
      const isOver = () => written() === null || written()?.failure !== null;
      live(desk, () => {
        const state = isOver() ? "HALTED" : "WRITING";
        expect(`call ${at}: ${world.on("progress", 0)?.state}`).toBe(`call ${at}: ${state}`);
      });
      expect(world.counters["journal:halted"] ?? 0).toBe(isOver() ? 1 : 0);
      expect(world.on("halt", 0) !== null).toBe(isOver());
      if (isOver()) halted += 1;
    }
    expect(halted).toBeGreaterThan(calls / 2);
  });

  test("what it was not given is on record, behind what it was, with how much it is", async () => {
    const { disk, actor, record } = play();
    record(APPROVED, 100);
    actor.handle("gap", { from: "risk", missed: 5 });
    await actor.stop();
    const read = readJournal(disk.afterKill());
    if (!read.ok) throw new Error(read.failure.message);
    const entries = [...read.value.records()].filter(({ type }) => type === TYPE_ACTOR);
    expect(entries.map(({ payload }) => unpackBody("actor", payload)).at(-1)).toEqual({
      number: RISK,
      name: "risk",
      kind: "risk",
      incarnation: 1,
      missed: 5,
    });
  });

  test.each(["nothing waits", "a record waits"])(
    "a disk that others have filled halts it within its 100 ms, also while %s",
    (what) => {
      const disk = new FullDisk(Number.POSITIVE_INFINITY);
      const { world, actor, record, durable } = play(disk);
      // The next segment is made, and no snapshot is due: it needs no room for a long time.
      for (let step = 0; step < 10; step += 1) actor.every("100ms");
      let used = 0;
      for (const { cache } of disk.names.values()) used += cache.length;
      disk.room = used + 2 ** 20;
      actor.every("100ms");
      expect(world.on("progress", 0)?.state).toBe("WRITING");
      const beat = what === "nothing waits" ? 0 : record(BEAT, 100);
      disk.room -= 1;
      actor.every("100ms");
      expect(world.on("progress", 0)?.state).toBe("HALTED");
      expect(world.on("halt", 0)?.code).toBe("ENOSPC");
      const { journal: written } = world.state as { readonly journal: Journal | null };
      expect(written?.durableSequence(RISK)).toBe(beat);
      expect(durable()).toBe(0);
    },
  );

  // J-12
  test("a snapshot of a newer program halts it with the version, and nothing is changed", async () => {
    const first = play();
    first.record(APPROVED, 100);
    first.actor.settle();
    await first.actor.stop();
    const disk = newerSnapshot(first.disk);
    const before = contentsOf(disk);
    const next = play(disk, 2);
    expect(next.world.on("progress", 0)?.state).toBe("HALTED");
    expect(next.world.on("halt", 0)).toEqual({
      code: "VERSION",
      reason: "The journal's snapshot has version 2: this program reads 1",
    });
    expect(contentsOf(disk)).toEqual(before);
    expect(disk.isLocked).toBe(false);
  });
});

/** The same disk, whose snapshot a program of the next version has written. */
function newerSnapshot(disk: ModelDisk): ModelDisk {
  const name = [...disk.names.keys()].find((each) => each.endsWith(".snap")) ?? "";
  const snapshot = decodeSnapshot(bytesOf(disk, name));
  if (snapshot === null) throw new Error("the journal has a snapshot");
  const state = packBody({ ...(unpackBody("fold", snapshot.state) as object), version: 2 }).slice();
  const head = encodeSnapshotHead({ ...snapshot, state });
  return withFile(disk, name, Buffer.concat([head, state]));
}
