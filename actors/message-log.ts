/**
 * Keeps every message of every topic in one file that explains itself: types, actors and
 * instruments stand in it before the records that need them. `bun run inspect <file>` prints it.
 *
 * Written once a batch. A file of `fileMiBMax` becomes `messages.1.log`, and a new one is begun that
 * explains itself again; four are kept. When the disk is full it says so and stops writing: the log halts, trading
 * never does. It is cut off rather than waited for, and the gap is counted.
 */

import { deskFactsOf } from "../src/desk/message/desk-facts.ts";
import { defineActor } from "../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../src/runtime/actor/loop-message.ts";
import { count, text } from "../src/runtime/actor/setting.ts";
import { type ActorEntry, schemaEntryOf } from "../src/runtime/codec/file-entry.ts";
import { RecordFrames } from "../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "../src/runtime/codec/type-table.ts";
import type { AppendFile, FileFailure, Rotation } from "../src/runtime/io/io.ts";

/** A batch is written at the latest when it has this size. Bytes. */
const BATCH_BYTES = 1 << 18;

const FILES_KEPT = 4;
const MIB = 2 ** 20;

type State = {
  readonly path: string;
  readonly fileBytesMax: number;
  readonly frames: RecordFrames;
  /** Each peer as the file was told of it, by name. */
  readonly peers: Map<string, ActorEntry>;
  /** Numbers of the types that the file explains. */
  readonly described: Set<number>;
  file: AppendFile | null;
  /** Why nothing is written any more. */
  halted: string | null;
};

export default defineActor({
  args: {
    /** Relative to the run's folder. */
    file: text({ fallback: "messages.log" }),
    fileMiBMax: count({ min: 1, max: 4_096, fallback: 256 }),
  },
  in: { peer: Peer, gap: Gap },
  out: {},
  counters: ["log:records", "log:bytes", "log:missed", "log:rotations", "log:halted"],
  start: (ctx, args): State => {
    const { folder } = deskFactsOf(ctx);
    return {
      path: args.file.startsWith("/") ? args.file : `${folder}/${args.file}`,
      fileBytesMax: args.fileMiBMax * MIB,
      frames: new RecordFrames(),
      peers: new Map(),
      described: new Set(),
      file: null,
      halted: null,
    };
  },
  open(state, ctx) {
    try {
      state.file = ctx.io.appendFile(state.path, { rotate: rotationOf(state, ctx) });
    } catch (error) {
      halt(state, ctx, error instanceof Error ? error.message : String(error));
      return;
    }
    addKnown(state.frames, state, ctx);
  },
  on: {
    peer(state, peer, ctx) {
      const { name, kind, number, incarnation } = peer;
      const entry = { number, name, kind, incarnation };
      state.peers.set(name, entry);
      state.frames.addEntry(TYPE_ACTOR, entry, ctx.wall());
    },
    gap(state, gap, ctx) {
      ctx.count("log:missed", gap.missed);
      ctx.log("warn", `missed ${gap.missed} messages of ${gap.from}`);
      write(state, ctx);
    },
  },
  record(state, record, ctx) {
    if (state.halted !== null) return;
    const wallMicros = ctx.wall();
    describe(state, ctx, record.type);
    const { type, version, sequence, committedAt } = record;
    const actor = state.peers.get(ctx.from)?.number ?? -1;
    state.frames.add(
      { type, version, sequence, committedAt, actor, flags: 0, wallMicros },
      new DataView(record.data.buffer, record.data.byteOffset + record.offset, record.payloadBytes),
    );
    ctx.count("log:records");
    if (state.frames.bytes >= BATCH_BYTES) write(state, ctx);
  },
  settle: (state, ctx) => write(state, ctx),
  stop(state, ctx) {
    write(state, ctx);
    state.file?.close();
  },
});

type Ctx = {
  readonly common: unknown;
  readonly types: readonly Parameters<typeof schemaEntryOf>[0][];
  wall(): number;
  count(name: string, by?: number): undefined;
  log(level: "error", text: string): undefined;
};

/** A file that is begun anew knows what the one before it knew. */
function rotationOf(state: State, ctx: Ctx): Rotation {
  return {
    bytesMax: state.fileBytesMax,
    keep: FILES_KEPT,
    head() {
      ctx.count("log:rotations");
      const frames = new RecordFrames();
      addKnown(frames, state, ctx);
      return frames.take();
    },
  };
}

/** All that explains the records which follow: instruments, peers and types known so far. */
function addKnown(frames: RecordFrames, state: State, ctx: Ctx): undefined {
  const wallMicros = ctx.wall();
  for (const instrument of deskFactsOf(ctx).instruments) {
    frames.addEntry(TYPE_INSTRUMENT, instrument, wallMicros);
  }
  for (const peer of state.peers.values()) frames.addEntry(TYPE_ACTOR, peer, wallMicros);
  for (const entry of ctx.types) {
    if (!state.described.has(entry.number)) continue;
    frames.addEntry(TYPE_SCHEMA, schemaEntryOf(entry), wallMicros);
  }
}

/** The schema of a type, before its first record. */
function describe(state: State, ctx: Ctx, type: number): undefined {
  if (state.described.has(type)) return;
  state.described.add(type);
  const entry = ctx.types.find(({ number }) => number === type);
  if (entry !== undefined) state.frames.addEntry(TYPE_SCHEMA, schemaEntryOf(entry), ctx.wall());
}

function write(state: State, ctx: Ctx): undefined {
  if (state.frames.bytes === 0) return;
  const bytes = state.frames.take();
  if (state.halted !== null || state.file === null) return;
  const failure = state.file.write(bytes);
  if (failure === null) ctx.count("log:bytes", bytes.length);
  else halt(state, ctx, textOf(failure));
}

function halt(state: State, ctx: Ctx, reason: string): undefined {
  state.halted = reason;
  ctx.count("log:halted");
  ctx.log("error", `message log halted, trading goes on: ${reason}`);
}

/** The system's own words begin with the code already. */
function textOf({ code, message }: FileFailure): string {
  return message.startsWith(code) ? message : `${code}: ${message}`;
}
