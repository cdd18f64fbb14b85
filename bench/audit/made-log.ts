/** A whole run of a log: a key, a signer that remembers, anchors, many records, the end. */
import { randomBytes } from "node:crypto";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import type { TreeStorage } from "../../src/runtime/io/disk/tree-storage.ts";
import { fileAnchor } from "../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { webhookAnchor } from "../../src/runtime/journal/audit/anchor/webhook-anchor.ts";
import { NoteKey } from "../../src/runtime/journal/audit/note/note-key.ts";
import { openAuditLog } from "../../src/runtime/journal/audit/open-audit-log.ts";
import { CheckpointSigner } from "../../src/runtime/journal/audit/signer/checkpoint-signer.ts";
import { SignerMemory } from "../../src/runtime/journal/audit/signer/signer-memory.ts";
import { memoryDisk } from "./memory-disk.ts";

const ORIGIN = "outcry.example/bench";
/** Records that one sync makes durable. */
const BATCH = 64;
const RECORDS_A_MS = 10;
const PAYLOAD = {
  order: "A1B2C3D4E5F6G7H8",
  price: 64_000,
  quantity: 12,
  side: "BUY",
  why: "x".repeat(100),
};

export function benchKey(): NoteKey {
  return new NoteKey(ORIGIN, Buffer.alloc(32, 7));
}

/** Writes `records`, and returns how many a second. */
export function makeLog(storage: TreeStorage, records: number): number {
  const memory = SignerMemory.create(memoryDisk(), ORIGIN);
  assert(memory.ok, "a new signer has no memory");
  const parts = {
    origin: ORIGIN,
    storage,
    signer: new CheckpointSigner(memory.value, benchKey()),
    anchors: [
      fileAnchor(memoryDisk(), "anchor"),
      webhookAnchor("hook", (_note, done) => done(null)),
    ],
    random: randomBytes,
    onAnchorFailed: (anchor: string, why: string) => assert(false, `${anchor} takes all: ${why}`),
  };
  const log = openAuditLog(parts, momentOf(0));
  const entry = { kind: "ORDER_EVENT", actor: "execution-binance", payload: PAYLOAD };
  const startedAt = monotonicNs();
  for (let record = 1; record <= records; record += 1) {
    const moment = momentOf(record);
    log.append(entry, moment);
    if (record % BATCH === 0) log.tick(moment);
  }
  log.end("made", momentOf(records));
  return records / ((monotonicNs() - startedAt) / 1e9);
}

function momentOf(record: number) {
  const ms = Math.floor(record / RECORDS_A_MS);
  return { nowNs: ms * 1e6, wallMicros: 1_780_000_000_000_000 + ms * 1_000 };
}
