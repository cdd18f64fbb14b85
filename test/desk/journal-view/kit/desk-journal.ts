/**
 * The journal of a desk in a folder, written by the library itself: the actors, types and instruments of
 * a small desk, at times that the test says. And its message log, for what a journal does not hold.
 */
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../../../src/core/assert.ts";
import { readRecords } from "../../../../src/desk/journal-view/journal-reader.ts";
import { JournalView } from "../../../../src/desk/journal-view/journal-view.ts";
import { ActorLife } from "../../../../src/desk/message/actor-life.ts";
import { Approved } from "../../../../src/desk/message/approved.ts";
import { Beat, type BeatBody } from "../../../../src/desk/message/beat.ts";
import { GateCheck } from "../../../../src/desk/message/gate-check.ts";
import { Intent } from "../../../../src/desk/message/intent.ts";
import { Kept } from "../../../../src/desk/message/kept.ts";
import { OperatorAction } from "../../../../src/desk/message/operator-action.ts";
import { OrderEvent } from "../../../../src/desk/message/order-event.ts";
import { Quote } from "../../../../src/desk/message/quote.ts";
import { Refused } from "../../../../src/desk/message/refused.ts";
import type { BodyOf } from "../../../../src/runtime/actor/context.ts";
import { schemaEntryOf } from "../../../../src/runtime/codec/file-entry.ts";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { type EntryType, RecordFrames } from "../../../../src/runtime/codec/record-frames.ts";
import {
  TYPE_ACTOR,
  TYPE_INSTRUMENT,
  TYPE_SCHEMA,
} from "../../../../src/runtime/codec/type-table.ts";
import { systemStorage } from "../../../../src/runtime/io/disk/system-storage.ts";
import { COMMIT_FRAME_BYTES } from "../../../../src/runtime/journal/format/mark.ts";
import { openJournal } from "../../../../src/runtime/journal/open-journal.ts";
import type { Durability } from "../../../../src/runtime/journal/write/due-time.ts";
import type { Journal } from "../../../../src/runtime/journal/write/journal.ts";
import { defineInstrument } from "../../../../src/trading/market/instrument.ts";

/** 2026-03-02T12:00:00Z. Microseconds. */
export const NOON = 1_772_452_800_000_000;
export const SECOND = 1_000_000;
export const SEGMENT_BYTES = 16 * 1_024;
const MONOTONIC_START = 5e12;

export const BTC = defineInstrument({
  number: 0,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.00001",
});

export const ACTORS = {
  desk: 0,
  "feed-binance": 1,
  "strategy-a": 2,
  risk: 3,
  "execution-paper": 4,
} as const;
export type ActorName = keyof typeof ACTORS;

const TYPES = [
  ActorLife,
  Approved,
  Beat,
  GateCheck,
  Intent,
  Kept,
  OrderEvent,
  Quote,
  Refused,
  OperatorAction,
];

type TypeLike = Pick<MessageType<never>, "name" | "version" | "schema">;

function entryOf(type: TypeLike) {
  const number = TYPES.findIndex(({ name }) => name === type.name) + 1;
  return { number, name: type.name, version: type.version, schema: type.schema };
}

export function payloadOf<Body>(type: MessageType<Body>, body: Body): Uint8Array {
  const bytes = new Uint8Array(type.codec.boundOf(body) + 64);
  const used = type.codec.write(new DataView(bytes.buffer), 0, body);
  return bytes.slice(0, used);
}

/** One run: it begins when it is made. Time passes when it is told to. */
export class RunWriter {
  /** Microseconds since the epoch. */
  wall: number;
  /** Nanoseconds. */
  monotonic: number;
  readonly journal: Journal;
  readonly #folder: string;
  readonly #sequences = new Map<string, number>();

  /** @param life Its id follows from it: each run of a folder has another one. */
  constructor(folder: string, life: number, startMicros: number) {
    this.#folder = folder;
    this.wall = startMicros;
    this.monotonic = MONOTONIC_START;
    const id = new Uint8Array(16).fill(life);
    const opened = openJournal({
      storage: systemStorage(folder),
      clock: { now: () => this.monotonic, wall: () => this.wall },
      run: { id, codeHash: new Uint8Array(32), configHash: new Uint8Array(32) },
      entries: () => [
        ...Object.entries(ACTORS).map(([name, number]) => ({
          type: TYPE_ACTOR as EntryType,
          entry: { number, name, kind: name.replace(/-.*/, ""), incarnation: 0 },
        })),
        { type: TYPE_INSTRUMENT, entry: BTC },
        ...TYPES.map((type) => ({
          type: TYPE_SCHEMA as EntryType,
          entry: schemaEntryOf(entryOf(type)),
        })),
      ],
      segmentBytes: SEGMENT_BYTES,
      ballastBytes: 512,
    });
    assert(opened.ok, `a journal is opened: ${opened.ok ? "" : opened.failure.message}`);
    this.journal = opened.value.journal;
  }

  pass(seconds: number): undefined {
    this.wall += Math.round(seconds * SECOND);
    this.monotonic += Math.round(seconds * 1e9);
  }

  /** Returns the journal sequence. It is not on the disk before a commit. */
  append<Body>(
    actor: ActorName,
    type: MessageType<Body>,
    body: Body,
    options: {
      readonly sequence?: number;
      readonly durability?: Durability;
      readonly wall?: number;
    } = {},
  ): number {
    const sequence = options.sequence ?? (this.#sequences.get(actor) ?? 0) + 1;
    this.#sequences.set(actor, sequence);
    const record = {
      type: entryOf(type).number,
      version: type.version,
      actor: ACTORS[actor],
      sequence,
      committedAt: this.monotonic,
      flags: 0,
      wallMicros: options.wall ?? this.wall,
      payload: payloadOf(type, body),
    };
    const journalSequence = this.journal.append(record, options.durability ?? "SYNC");
    assert(journalSequence > 0, "the journal takes it");
    return journalSequence;
  }

  commit(): undefined {
    assert(this.journal.commit() === null, "the journal commits");
  }

  beat(body: Partial<BeatBody> = {}, options: { readonly wall?: number } = {}): number {
    const whole = {
      ready: "PASS",
      trading: "ACTIVE",
      causes: [],
      isDraining: false,
      ...body,
    } as const;
    const sequence = this.append("desk", Beat, whole, options);
    this.commit();
    return sequence;
  }

  /** A beat a second, each followed by that second. */
  beats(count: number, body: Partial<BeatBody> = {}): undefined {
    for (let done = 0; done < count; done += 1) {
      this.beat(body);
      this.pass(1);
    }
  }

  /** The process is gone: its lock is nobody's, what was synced is there, and no word says why. */
  crash(): undefined {
    rmSync(join(this.#folder, "writer.lock"), { force: true });
  }

  /** Somebody asks for the end of the desk; `desk` when it is itself. */
  stop(by = "signal", reason = "SIGTERM"): number {
    const action = { action: "stop", actor: "", by, outcome: "ASKED", reason } as const;
    const sequence = this.append("desk", OperatorAction, action);
    this.commit();
    return sequence;
  }

  end(): undefined {
    assert(this.journal.stop() === null, "the journal stops");
  }
}

/** Zeros all but the first bytes of the last COMMIT in `folder`, as a crash may leave it. */
export function tearLastCommit(folder: string): undefined {
  const records = [...readRecords(new JournalView(folder))];
  const last = records.at(-1);
  assert(last?.type === "COMMIT", "the last record is a COMMIT");
  const handle = openSync(join(folder, last.segment.name), "r+");
  const zeros = new Uint8Array(COMMIT_FRAME_BYTES - KEPT_BYTES);
  writeSync(handle, zeros, 0, zeros.length, last.offset + KEPT_BYTES);
  closeSync(handle);
}

const KEPT_BYTES = 56;

export const ORDER = "o00001020000001z";

export const CHECK: BodyOf<typeof GateCheck> = {
  action: "NEW",
  verdict: "APPROVED",
  side: "BUY",
  style: "GTC",
  replaces: "",
  instrument: 0,
  strategy: ACTORS["strategy-a"],
  priceTicks: 6_173_763,
  lots: 150,
  validUntil: MONOTONIC_START + 260e6,
  decidedAt: MONOTONIC_START + 10e6,
  basisFrom: ACTORS["feed-binance"],
  basisSequence: 4_711,
  basisAt: MONOTONIC_START + 9e6,
  checkedAt: MONOTONIC_START + 12e6,
  intentSequence: 17,
  bookSequence: 4_711,
  bidTicks: 6_173_762,
  askTicks: 6_173_764,
  bookAgeNs: 3e6,
  bookAgeNsMax: 250e6,
  orderLotsMax: 200,
  positionLots: 0,
  workingBuyLots: 0,
  workingSellLots: 0,
  worstLots: 150,
  positionLotsMax: 1_000,
  collarBps: 0.5,
  collarBpsMax: 50,
  orderRate: 1,
  orderRateMax: 10,
  orderId: ORDER,
};

export const APPROVED: BodyOf<typeof Approved> = {
  action: "NEW",
  side: "BUY",
  style: "GTC",
  priority: "NEW",
  replaces: "",
  instrument: 0,
  execution: ACTORS["execution-paper"],
  strategy: ACTORS["strategy-a"],
  priceTicks: 6_173_763,
  lots: 150,
  validUntil: CHECK.validUntil,
  decidedAt: CHECK.decidedAt,
  riskEpoch: 1,
  bookSequence: 4_711,
  bookAgeNs: 3e6,
  bookAgeNsMax: 250e6,
  orderId: ORDER,
};

export function orderEvent(
  kind: BodyOf<typeof OrderEvent>["kind"],
  other: Partial<BodyOf<typeof OrderEvent>> = {},
): BodyOf<typeof OrderEvent> {
  return {
    kind,
    side: "BUY",
    liquidity: kind === "FILL" ? "TAKER" : "NONE",
    instrument: 0,
    strategy: ACTORS["strategy-a"],
    orderLots: 150,
    deltaLots: 0,
    cumLots: 0,
    leavesLots: 150,
    priceTicks: 6_173_763,
    feeMinor: 0,
    feeAsset: "QUOTE",
    feeText: "",
    sentAt: Number.NaN,
    orderId: ORDER,
    tradeId: "",
    reason: "",
    ...other,
  };
}

/** A message log of one file, that explains itself. */
export class LogWriter {
  readonly #frames = new RecordFrames();
  readonly #actors: Readonly<Record<string, number>>;

  /** @param others Actors beside those of the journal, with their numbers. */
  constructor(others: Readonly<Record<string, number>> = {}) {
    this.#actors = { ...ACTORS, ...others };
    for (const [name, number] of Object.entries(this.#actors)) {
      const entry = { number, name, kind: name.replace(/-.*/, ""), incarnation: 0 };
      this.#frames.addEntry(TYPE_ACTOR, entry, NOON);
    }
    this.#frames.addEntry(TYPE_INSTRUMENT, BTC, NOON);
    for (const type of TYPES) {
      this.#frames.addEntry(TYPE_SCHEMA, schemaEntryOf(entryOf(type)), NOON);
    }
  }

  add<Body>(
    actor: string,
    type: MessageType<Body>,
    body: Body,
    at: {
      readonly sequence: number;
      readonly committedAt: number;
      /** When the log took it; noon unless it is given. */
      readonly wallMicros?: number;
    },
  ): undefined {
    const payload = payloadOf(type, body);
    const head = {
      type: entryOf(type).number,
      version: type.version,
      actor: this.#actors[actor] ?? -1,
      flags: 0,
      wallMicros: NOON,
      ...at,
    };
    this.#frames.add(head, new DataView(payload.buffer, payload.byteOffset, payload.length));
  }

  save(folder: string, name = "messages.log"): undefined {
    writeFileSync(join(folder, name), this.#frames.take());
  }
}
