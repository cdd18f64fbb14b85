/** Audit logs for tests: on a disk in memory, a clock in hand, keys from a seed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../../../src/core/prng.ts";
import type { Verdict } from "../../../../../src/desk/audit-verify/verdict.ts";
import { type VerifyOptions, verifyLog } from "../../../../../src/desk/audit-verify/verify-log.ts";
import type { AuditAnchor } from "../../../../../src/runtime/journal/audit/anchor/audit-anchor.ts";
import type {
  AuditLog,
  AuditParts,
  Moment,
} from "../../../../../src/runtime/journal/audit/audit-log.ts";
import { NoteKey } from "../../../../../src/runtime/journal/audit/note/note-key.ts";
import { openAuditLog } from "../../../../../src/runtime/journal/audit/open-audit-log.ts";
import { CheckpointSigner } from "../../../../../src/runtime/journal/audit/signer/checkpoint-signer.ts";
import { SignerMemory } from "../../../../../src/runtime/journal/audit/signer/signer-memory.ts";
import { MemoryStorage } from "./memory-storage.ts";

export const ORIGIN = "outcry.example/acct7/run";
export const STARTED_MICROS = 1_780_000_000_000_000;

/** A key that is the same in each test. */
export function keyOf(number: number): NoteKey {
  return new NoteKey("outcry.example/acct7", Buffer.alloc(32, number));
}

/** Time in hand, in milliseconds since the start. */
export function momentAt(ms: number): Moment {
  return { nowNs: 1e9 + ms * 1e6, wallMicros: STARTED_MICROS + ms * 1e3 };
}

/** A log, its disk, its signer and the signer's own disk. */
export class AuditKit {
  storage: MemoryStorage;
  memory: MemoryStorage;
  signer: CheckpointSigner;
  anchors: readonly AuditAnchor[] = [];
  readonly failedAnchors: string[] = [];
  #log: AuditLog | null = null;
  /** Milliseconds. Each record takes one. */
  ms = 0;

  constructor(storage = new MemoryStorage(), memory = new MemoryStorage(), key = keyOf(1)) {
    this.storage = storage;
    this.memory = memory;
    this.signer = signerOn(memory, key);
  }

  get log(): AuditLog {
    this.#log ??= openAuditLog(this.parts(), momentAt(this.ms));
    return this.#log;
  }

  parts(): AuditParts {
    const prng = new Prng(7);
    return {
      origin: ORIGIN,
      storage: this.storage,
      signer: this.signer,
      anchors: this.anchors,
      random: (bytes) => Uint8Array.from({ length: bytes }, () => prng.between(0, 255)),
      onAnchorFailed: (anchor, why) => this.failedAnchors.push(`${anchor}: ${why}`),
    };
  }

  /** Writes `count` records, each durable and in its turn. */
  write(count: number): undefined {
    for (let at = 0; at < count; at += 1) {
      this.ms += 1;
      const payload = { order: `A${this.log.size}`, price: 64_000 + at, side: "BUY" };
      this.log.append({ kind: "ORDER_DENIED", actor: "risk", payload }, momentAt(this.ms));
      this.log.tick(momentAt(this.ms));
    }
  }

  /** Writes records until the log has `size` leaves. */
  fillTo(size: number): undefined {
    while (this.log.size < size) {
      this.log.append({ kind: "FILL", actor: "execution", payload: null }, momentAt(this.ms));
    }
    this.log.flush();
  }

  checkpoint(): undefined {
    this.log.checkpoint(momentAt(this.ms));
  }

  end(): undefined {
    this.log.end("stopped", momentAt(this.ms));
  }

  /** Another process on the same disks, after a crash if the log was not ended. */
  reopen(key = keyOf(1)): AuditKit {
    const next = new AuditKit(this.storage.reopened(), this.memory.reopened(), key);
    next.ms = this.ms + 1;
    next.anchors = this.anchors;
    return next;
  }

  /** What the verifier says of the files as they are. */
  verdict(options: VerifyOptions = {}): Verdict {
    return verdictOf(this.storage, options);
  }
}

/** A signer that remembers on `memory`. */
export function signerOn(memory: MemoryStorage, key: NoteKey): CheckpointSigner {
  const opened =
    memory.files.size === 0 ? SignerMemory.create(memory, ORIGIN) : SignerMemory.open(memory);
  if (!opened.ok) throw new Error(opened.failure);
  return new CheckpointSigner(opened.value, key);
}

/** Verifies files, in a folder that is deleted afterwards. */
export function verdictOf(storage: MemoryStorage, options: VerifyOptions = {}): Verdict {
  return inFolder(storage, (folder) => verifyLog(folder, options));
}

/** Runs `use` with the files in a folder. */
export function inFolder<Value>(storage: MemoryStorage, use: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), "outcry-audit-"));
  try {
    storage.saveTo(folder);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The newest checkpoint, as an anchor would have it. */
export function anchorOf(kit: AuditKit): { name: string; text: string } {
  const note = kit.storage.read("checkpoint") ?? new Uint8Array();
  return { name: "anchor", text: Buffer.from(note).toString("utf8") };
}
