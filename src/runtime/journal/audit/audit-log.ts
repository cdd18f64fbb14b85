/**
 * The tamper-evident log of a desk, for one writer that calls it synchronously.
 *
 * A record is a leaf, durable after {@link AuditLog.flush}. A checkpoint signs all leaves; the first
 * leaf behind it holds it, so the log has all its checkpoints in itself. Whatever fails, fails for
 * good: the log takes nothing more until it is opened again.
 */
import { assert } from "../../../core/assert.ts";
import type { TreeStorage } from "../../io/disk/tree-storage.ts";
import type { AuditAnchor } from "./anchor/audit-anchor.ts";
import { Cadence } from "./cadence.ts";
import type { LeafLog } from "./file/leaf-log.ts";
import { CHECKPOINT_FILE, KEYS_FILE, payloadPath, personalPath } from "./file/tile-path.ts";
import { canonicalJson, type Plain } from "./leaf/canonical-json.ts";
import { INLINE_PAYLOAD_BYTES_MAX, leafBytes } from "./leaf/leaf-bytes.ts";
import { hide, type PersonalData } from "./leaf/personal-data.ts";
import { withhold } from "./leaf/withhold.ts";
import { isOwnKind, OWN_ACTOR, OWN_KIND, type OwnKind } from "./own-record.ts";
import type { Signing } from "./signer/checkpoint-signer.ts";
import { consistencyProof } from "./tree/proof-making.ts";
import { sha256 } from "./tree/tree-hash.ts";

/** When something happens, on both clocks. */
export type Moment = {
  /** Monotonic. */
  readonly nowNs: number;
  /** Since the epoch. */
  readonly wallMicros: number;
};

/** What the desk has to say. */
export type AuditEntry = {
  /** Upper case; none of the log's own kinds. */
  readonly kind: string;
  readonly actor: string;
  /** Secrets are withheld by the names of their members. */
  readonly payload: Plain;
  /** Paths, with dots, of the payload's members whose own members are named by data. */
  readonly dataMaps?: readonly string[];
  /** Fields that can be erased later: only their salted hash is in the log. */
  readonly personal?: PersonalData;
};

/** What a log is made of. */
export type AuditParts = {
  readonly origin: string;
  readonly storage: TreeStorage;
  readonly signer: Signing;
  readonly anchors: readonly AuditAnchor[];
  /** Returns random bytes that nobody can foretell. */
  readonly random: (bytes: number) => Uint8Array;
  /** An anchor did not take a checkpoint. The log goes on. */
  readonly onAnchorFailed: (anchor: string, why: string) => void;
};

/** How a log is found: made by `openAuditLog`. */
export type AuditStart = {
  readonly leaves: LeafLog;
  /** The newest checkpoint. */
  readonly note: string;
  /** Its leaves. */
  readonly checkpointSize: number;
  /** Lines of the file of keys. */
  readonly keys: readonly string[];
};

export class AuditLog {
  readonly #parts: AuditParts;
  readonly #leaves: LeafLog;
  readonly #cadence: Cadence;
  #checkpointSize: number;
  /** The newest checkpoint, while no leaf holds it. */
  #bareNote: string | null;
  #keys: readonly string[];
  #signing: readonly string[];
  #failure: unknown = null;
  #isEnded = false;
  #newest: string;
  #signedMicros: number;

  /** Begins a run. @throws Error when the signer refuses, or the storage fails. */
  constructor(parts: AuditParts, start: AuditStart, moment: Moment) {
    this.#parts = parts;
    this.#leaves = start.leaves;
    this.#cadence = new Cadence(moment.nowNs);
    this.#checkpointSize = start.checkpointSize;
    this.#bareNote = start.checkpointSize === start.leaves.size ? start.note : null;
    this.#keys = start.keys;
    this.#signing = parts.signer.verifierKeys;
    this.#newest = start.note;
    this.#signedMicros = moment.wallMicros;
    this.#addKeys(this.#signing);
    const { tornBytes } = start.leaves;
    this.#writeOwn(OWN_KIND.STARTED, { keys: this.#signing, tornBytes }, moment);
    this.#sign(moment);
  }

  /** Leaves, durable or not. */
  get size(): number {
    return this.#leaves.size;
  }

  /** Leaves that the newest checkpoint covers. */
  get checkpointSize(): number {
    return this.#checkpointSize;
  }

  /** The newest checkpoint, a signed note. */
  get newestNote(): string {
    return this.#newest;
  }

  /** When it was signed: microseconds since the epoch. */
  get signedMicros(): number {
    return this.#signedMicros;
  }

  /** The keys that sign. */
  get verifierKeys(): readonly string[] {
    return this.#signing;
  }

  /**
   * Adds a record and returns its sequence. Durable after the next {@link flush}.
   * @throws AssertionError for an entry that is out of its bounds; the log goes on.
   */
  append(entry: AuditEntry, moment: Moment): number {
    assert(!isOwnKind(entry.kind), `a kind of the log's own is written by it: ${entry.kind}`);
    const sequence = this.#nextSequence();
    const payload = Buffer.from(canonicalJson(withhold(entry.payload, entry.dataMaps)), "utf8");
    const personal = entry.personal === undefined ? null : hide(entry.personal, this.#parts.random);
    const hidden = personal?.hidden ?? [];
    const { kind, actor } = entry;
    const { wallMicros } = moment;
    const leaf = leafBytes({ sequence, wallMicros, kind, actor, hidden, payload });
    return this.#once(() => {
      if (payload.length > INLINE_PAYLOAD_BYTES_MAX) {
        this.#parts.storage.replace(payloadPath(sha256(payload)), payload);
      }
      if (personal !== null) this.#parts.storage.replace(personalPath(sequence), personal.file);
      this.#holdNote(moment);
      this.#leaves.append(leaf);
      this.#cadence.recorded(kind, moment.nowNs);
      return sequence;
    });
  }

  /** Makes all records durable. */
  flush(): undefined {
    this.#once(() => this.#leaves.flush());
  }

  /** Writes the heartbeat and signs the checkpoint that are due. To be called after each batch. */
  tick(moment: Moment): undefined {
    this.#once(() => {
      if (this.#cadence.isHeartbeatDue(moment.nowNs)) {
        this.#cadence.beat(moment.nowNs);
        this.#writeOwn(OWN_KIND.HEARTBEAT, null, moment);
      }
      this.#leaves.flush();
      if (this.#cadence.isCheckpointDue(moment.nowNs)) this.#sign(moment);
    });
  }

  /** Signs all records now. */
  checkpoint(moment: Moment): undefined {
    this.#once(() => this.#sign(moment));
  }

  /** Ends the run in order, with a checkpoint. The log takes nothing more. */
  end(reason: string, moment: Moment): undefined {
    this.#once(() => {
      // Before the end: nothing stands behind it but the checkpoint that covers it.
      this.#announceKeys(moment);
      this.#writeOwn(OWN_KIND.ENDED, { reason }, moment);
      this.#sign(moment);
      this.#isEnded = true;
    });
  }

  #nextSequence(): number {
    return this.#leaves.size + (this.#bareNote === null ? 0 : 1);
  }

  #writeOwn(kind: OwnKind, value: Plain, moment: Moment): undefined {
    this.#holdNote(moment);
    this.#appendOwn(kind, value, moment);
    this.#cadence.recorded(kind, moment.nowNs);
  }

  /** The first leaf behind a checkpoint holds it. */
  #holdNote(moment: Moment): undefined {
    const note = this.#bareNote;
    if (note === null) return;
    this.#bareNote = null;
    const chain = Buffer.from(this.#leaves.chain).toString("base64");
    this.#appendOwn(OWN_KIND.CHECKPOINT, { note, chain }, moment);
  }

  #appendOwn(kind: OwnKind, value: Plain, { wallMicros }: Moment): undefined {
    const payload = Buffer.from(canonicalJson(value), "utf8");
    const sequence = this.#leaves.size;
    const own = { sequence, wallMicros, kind, actor: OWN_ACTOR, hidden: [], payload };
    this.#leaves.append(leafBytes(own));
  }

  #sign(moment: Moment): undefined {
    this.#announceKeys(moment);
    this.#leaves.flush();
    const { origin, signer, storage, anchors, onAnchorFailed } = this.#parts;
    const { size } = this.#leaves;
    if (size === this.#checkpointSize) return;
    const proof =
      signer.signedSize <= size
        ? consistencyProof(this.#leaves.subtree, signer.signedSize, size)
        : [];
    const signed = signer.sign({ checkpoint: { origin, size, root: this.#leaves.root() }, proof });
    if (!signed.ok) throw new Error(`Cannot sign the audit log: ${signed.failure}`);
    this.#leaves.publish();
    storage.replace(CHECKPOINT_FILE, Buffer.from(signed.value, "utf8"));
    this.#checkpointSize = size;
    this.#bareNote = signed.value;
    this.#newest = signed.value;
    this.#signedMicros = moment.wallMicros;
    this.#cadence.covered();
    this.#leaves.prune();
    for (const anchor of anchors) {
      const onFailed = (why: string) => onAnchorFailed(anchor.name, why);
      // The log is whole without it: an anchor that throws has failed, and the next one gets its turn.
      try {
        anchor.publish(signed.value, onFailed);
      } catch (error) {
        onFailed(error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** What signs is said in the log before it signs, so that the keys before it vouch for it. */
  #announceKeys(moment: Moment): undefined {
    const signing = this.#parts.signer.verifierKeys;
    const added = signing.filter((key) => !this.#signing.includes(key));
    const retired = this.#signing.filter((key) => !signing.includes(key));
    this.#addKeys(added);
    for (const key of added) this.#writeOwn(OWN_KIND.KEY_ADDED, { key }, moment);
    for (const key of retired) this.#writeOwn(OWN_KIND.KEY_RETIRED, { key }, moment);
    this.#signing = signing;
  }

  #addKeys(keys: readonly string[]): undefined {
    const added = keys.filter((key) => !this.#keys.includes(key));
    if (added.length === 0) return;
    this.#keys = [...this.#keys, ...added];
    const text = this.#keys.map((key) => `${key}\n`).join("");
    this.#parts.storage.replace(KEYS_FILE, Buffer.from(text, "utf8"));
  }

  /** After a failure nothing is tried again: what a disk holds then is known by reading it. */
  #once<Value>(run: () => Value): Value {
    if (this.#failure !== null) {
      throw new Error("The audit log has failed before, and must be opened again", {
        cause: this.#failure,
      });
    }
    assert(!this.#isEnded, "an audit log that has ended takes nothing more");
    try {
      return run();
    } catch (error) {
      this.#failure = error ?? "unknown";
      throw error;
    }
  }
}
