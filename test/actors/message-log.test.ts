/** The message log: what stands in its file, when it writes, and how it halts. */
import { describe, expect, test } from "bun:test";
import messageLog from "../../actors/message-log.ts";
import { Trade } from "../../src/desk/message/trade.ts";
import { FileTable } from "../../src/runtime/codec/file-table.ts";
import { RecordFile } from "../../src/runtime/codec/record-file.ts";
import { ActorWorld, PlayedActor } from "./actor-kit.ts";
import { FACTS } from "./desk-kit.ts";

const TYPE = 9;
const ARGS = { file: "messages.log", fileMiBMax: 256 };

function logOf(prepare: (world: ActorWorld) => void = () => {}) {
  const world = new ActorWorld({ name: "log", number: 4, kind: "message-log", facts: FACTS });
  world.types = [{ number: TYPE, name: Trade.name, version: 1, schema: Trade.schema }];
  prepare(world);
  const actor = new PlayedActor(messageLog, world, ARGS);
  const record = (sequence: number, from = "feed") => actor.record(recordOf(sequence), from);
  return { world, actor, record };
}

function recordOf(sequence: number) {
  const body = {
    instrument: 0,
    aggressor: "BUY",
    priceTicks: 1,
    lots: 2,
    venueTimeUs: 3,
    receivedAt: 4,
    builtAt: 5,
    tradeId: `t${sequence}`,
  } as const;
  const data = new DataView(new ArrayBuffer(Trade.codec.sizeOf(body)));
  const payloadBytes = Trade.codec.write(data, 0, body);
  return { type: TYPE, version: 1, sequence, committedAt: sequence, data, offset: 0, payloadBytes };
}

const PEER = { name: "feed", kind: "feed", number: 0, state: "ATTACHED", incarnation: 1 };

/** What one pass over everything that was written finds, in its order. */
function passOver(world: ActorWorld): readonly string[] {
  const bytes = Buffer.concat(world.writes);
  const file = new RecordFile(new Uint8Array(bytes));
  const table = new FileTable();
  const found: string[] = [];
  for (const record of file) {
    if (table.take(record)) {
      found.push("entry");
      continue;
    }
    const { tradeId } = table.decode(record) as { tradeId: string };
    found.push(`${table.actors.get(record.actor)?.name} ${tradeId}`);
  }
  expect(file.tornAt).toBeNull();
  return found;
}

describe("message-log", () => {
  test("instruments, actors and types stand before the records that need them", () => {
    const { world, actor, record } = logOf();
    actor.handle("peer", PEER);
    record(1);
    record(2);
    actor.settle();
    // Two instruments, an actor and a type.
    expect(passOver(world)).toEqual(["entry", "entry", "entry", "entry", "feed t1", "feed t2"]);
  });

  test("a batch is one write, and a large one is written before it is over", () => {
    const { world, actor, record } = logOf();
    actor.handle("peer", PEER);
    record(1);
    expect(world.writes).toHaveLength(0);
    actor.settle();
    actor.settle();
    expect(world.writes).toHaveLength(1);
    for (let sequence = 2; sequence < 5_000; sequence += 1) record(sequence);
    expect(world.writes.length).toBeGreaterThan(1);
    actor.settle();
    expect(passOver(world).at(-1)).toBe("feed t4999");
  });

  test("a gap is counted and told", () => {
    const { world, actor } = logOf();
    actor.handle("gap", { from: "feed", missed: 12 });
    expect(world.counters).toMatchObject({ "log:missed": 12 });
    expect(world.logs).toEqual(["warn missed 12 messages of feed"]);
  });

  test("when the disk is full it says so once, and writes nothing any more", () => {
    const { world, actor, record } = logOf();
    record(1);
    actor.settle();
    world.fileFailure = { code: "ENOSPC", message: "no space left" };
    for (const sequence of [2, 3]) {
      record(sequence);
      actor.settle();
    }
    world.fileFailure = null;
    record(4);
    actor.settle();
    expect(world.counters).toMatchObject({ "log:halted": 1 });
    expect(world.logs.filter((line) => line.startsWith("error message log halted"))).toHaveLength(
      1,
    );
    expect(passOver(world).at(-1)).toBe("undefined t1");
  });

  test("a file that cannot be opened halts the log, and the desk goes on", async () => {
    const { world, actor, record } = logOf((given) => {
      given.fileFailure = { code: "EACCES", message: "permission denied" };
    });
    record(1);
    actor.settle();
    await actor.stop();
    expect(world.counters).toMatchObject({ "log:halted": 1 });
  });
});
