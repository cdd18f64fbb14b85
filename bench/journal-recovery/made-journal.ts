/**
 * A journal as a desk leaves it after many hours: lives of orders, each record as its topic had it, in
 * groups as small as they are when approvals are committed at once. It is written without its syncs,
 * which would take most of an hour, and is on the disk in the end.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs, wallMicros } from "../../src/core/clock.ts";
import { Approved } from "../../src/desk/message/approved.ts";
import { GateCheck } from "../../src/desk/message/gate-check.ts";
import { OrderEvent } from "../../src/desk/message/order-event.ts";
import { Refused } from "../../src/desk/message/refused.ts";
import { JournalFold } from "../../src/desk/record/journal-fold.ts";
import { type ActorEntry, schemaEntryOf } from "../../src/runtime/codec/file-entry.ts";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import { alignFrame, FRAME_HEAD_BYTES } from "../../src/runtime/codec/record-frame.ts";
import { TYPE_ACTOR, TYPE_SCHEMA } from "../../src/runtime/codec/type-table.ts";
import type { Storage } from "../../src/runtime/io/disk/storage.ts";
import { systemStorage } from "../../src/runtime/io/disk/system-storage.ts";
import { COMMIT_FRAME_BYTES } from "../../src/runtime/journal/format/mark.ts";
import { type JournalOptions, openJournal } from "../../src/runtime/journal/open-journal.ts";
import type { Journal } from "../../src/runtime/journal/write/journal.ts";
import { type AnyBody, bodyOf } from "../codec/hot-messages.ts";

/** Numbers of the actors that say it. */
const RISK = 2;
const EXECUTION = 3;
const ACTORS: readonly ActorEntry[] = [
  { number: RISK, name: "risk", kind: "risk", incarnation: 1 },
  { number: EXECUTION, name: "execution-paper", kind: "execution", incarnation: 1 },
];
const TYPES = [GateCheck, Approved, Refused, OrderEvent] as const;
type Type = (typeof TYPES)[number];

/** What becomes of an approved order: it is filled at once, so that few are open. */
const LOTS = 100;
const OPEN = { deltaLots: 0, cumLots: 0, orderLots: LOTS, leavesLots: LOTS };
const LIFE: readonly AnyBody[] = [
  { ...OPEN, kind: "SENT" },
  { ...OPEN, kind: "ACK" },
  { ...OPEN, kind: "FILL", deltaLots: LOTS, cumLots: LOTS, leavesLots: 0 },
];
/** Those who trade, and what. */
const STRATEGIES = 8;
const INSTRUMENTS = 4;

/** Orders whose records differ. */
const ORDERS = 256;
/** One in so many is refused. */
const REFUSED_EACH = 8;
const STATE_BYTES = 256 << 10;

export type MadeJournal = { readonly records: number; readonly bytes: number };

/** How a bench opens a journal: as a desk does, on the disk itself unless another storage is given. */
export function recoveryOptions(
  folder: string,
  storage: Storage = systemStorage(folder),
): JournalOptions {
  const run = {
    id: crypto.getRandomValues(new Uint8Array(16)),
    codeHash: new Uint8Array(32),
    configHash: new Uint8Array(32),
  };
  const schemas = TYPES.map(({ name, version, schema }, index) => {
    const entry = schemaEntryOf({ number: index + 1, name, version, schema });
    return { type: TYPE_SCHEMA, entry } as const;
  });
  const actors = ACTORS.map((entry) => ({ type: TYPE_ACTOR, entry }) as const);
  const clock = { now: monotonicNs, wall: wallMicros };
  return { storage, clock, run, entries: () => [...schemas, ...actors] };
}

/**
 * Writes a journal of at least `bytes` of records and COMMITs into `folder`.
 *
 * @param snapshotBytes A snapshot is taken each time when so much has been written.
 */
export function makeJournal(folder: string, bytes: number, snapshotBytes: number): MadeJournal {
  const storage: Storage = {
    ...systemStorage(folder),
    sync: () => 0,
    syncFolder: () => undefined,
  };
  const opened = openJournal({ ...recoveryOptions(folder, storage), ballastBytes: 0 });
  assert(opened.ok, "a new journal is opened");
  const { journal } = opened.value;
  const writer = new LifeWriter(journal);
  const state = stateOf();
  for (let order = 0, keptAt = 0; writer.bytes < bytes; order += 1) {
    writer.writeOrder(order);
    if (writer.bytes - keptAt < snapshotBytes) continue;
    assert(journal.snapshot(state).ok, "a snapshot is taken");
    keptAt = writer.bytes;
  }
  assert(journal.stop() === null, "a journal stops");
  const files = readdirSync(folder).map((name) => join(folder, name));
  assert(Bun.spawnSync(["sync", ...files]).success, "the journal is on the disk");
  return { records: writer.records, bytes: writer.bytes };
}

/** What a desk keeps in a snapshot: parts of kept state, and few orders. */
function stateOf(): Uint8Array {
  const fold = new JournalFold();
  const bytes = new Uint8Array(STATE_BYTES).fill(1);
  fold.takeKept({ actor: "risk", part: "boards", index: 0, pieces: 1, bytes });
  return fold.encode().slice();
}

class LifeWriter {
  readonly #journal: Journal;
  readonly #sequences = new Map<number, number>();
  readonly #checks = payloadsOf(GateCheck, {});
  readonly #approved = payloadsOf(Approved, {});
  readonly #refused = payloadsOf(Refused, {});
  readonly #events = LIFE.map((given) => payloadsOf(OrderEvent, given));
  bytes = 0;
  records = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** What the gate saw, its approval, and what becomes of it; or a refusal, which waits for the next group. */
  writeOrder(order: number): undefined {
    this.#append(RISK, GateCheck, this.#checks[order % ORDERS]);
    if (order % REFUSED_EACH === 0) {
      this.#append(RISK, Refused, this.#refused[order % ORDERS]);
      return;
    }
    this.#append(RISK, Approved, this.#approved[order % ORDERS]);
    this.#commit();
    for (const events of this.#events) this.#append(EXECUTION, OrderEvent, events[order % ORDERS]);
    this.#commit();
  }

  #append(actor: number, message: Type, payload: Uint8Array = new Uint8Array()): undefined {
    const sequence = (this.#sequences.get(actor) ?? 0) + 1;
    this.#sequences.set(actor, sequence);
    const type = TYPES.indexOf(message) + 1;
    const head = { type, version: message.version, sequence, actor, flags: 0 };
    const times = { committedAt: monotonicNs(), wallMicros: wallMicros() };
    assert(this.#journal.append({ ...head, ...times, payload }, "GROUP") > 0, "it is taken");
    this.bytes += alignFrame(FRAME_HEAD_BYTES + payload.length);
    this.records += 1;
  }

  #commit(): undefined {
    assert(this.#journal.commit() === null, "a group is committed");
    this.bytes += COMMIT_FRAME_BYTES;
  }
}

/** One of each order, with some fields as `given`. */
function payloadsOf(message: Type, given: AnyBody): readonly Uint8Array[] {
  const type = message as unknown as MessageType<AnyBody>;
  return Array.from({ length: ORDERS }, (_, order) => {
    const who = { strategy: order % STRATEGIES, instrument: order % INSTRUMENTS };
    const body = { ...bodyOf(type, order), ...who, ...given };
    const payload = new Uint8Array(type.codec.sizeOf(body));
    type.codec.write(new DataView(payload.buffer), 0, body);
    return payload;
  });
}
