/** A journal that a desk could have written, on a disk in memory, and the audit that follows it. */

import { openSigner } from "../../../src/desk/audit/audit-signer.ts";
import { DeskAudit } from "../../../src/desk/audit/desk-audit.ts";
import { Alert } from "../../../src/desk/message/alert.ts";
import { Beat } from "../../../src/desk/message/beat.ts";
import { ConfigLoad } from "../../../src/desk/message/config-load.ts";
import { Kept } from "../../../src/desk/message/kept.ts";
import { OperatorAction } from "../../../src/desk/message/operator-action.ts";
import { Position } from "../../../src/desk/message/position.ts";
import { schemaEntryOf } from "../../../src/runtime/codec/file-entry.ts";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import { TYPE_ACTOR, TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";
import type { Storage } from "../../../src/runtime/io/disk/storage.ts";
import type { AuditAnchor } from "../../../src/runtime/journal/audit/anchor/audit-anchor.ts";
import type { Moment } from "../../../src/runtime/journal/audit/audit-log.ts";
import { newestLeaves } from "../../../src/runtime/journal/audit/file/newest-leaves.ts";
import { readLeaf } from "../../../src/runtime/journal/audit/leaf/read-leaf.ts";
import { openAuditLog } from "../../../src/runtime/journal/audit/open-audit-log.ts";
import { isOwnKind } from "../../../src/runtime/journal/audit/own-record.ts";
import type { JournalOptions } from "../../../src/runtime/journal/open-journal.ts";
import type { Journal } from "../../../src/runtime/journal/write/journal.ts";
import { keyOf, momentAt, ORIGIN } from "../../runtime/journal/audit/kit/audit-kit.ts";
import { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";
import { opened, optionsOf } from "../../runtime/journal/kit/journal-kit.ts";
import { ModelDisk } from "../../runtime/journal/kit/model-disk.ts";

// biome-ignore lint/suspicious/noExplicitAny: a type whatever its body.
const TYPES: readonly MessageType<any>[] = [
  Alert,
  Beat,
  ConfigLoad,
  Kept,
  OperatorAction,
  Position,
];
const RISK = 3;

/** Explains all that {@link DeskJournal.say} appends. */
function entriesOf(): ReturnType<JournalOptions["entries"]> {
  const types = TYPES.map(({ name, version, schema }, at) => {
    const entry = schemaEntryOf({ number: at + 1, name, version, schema });
    return { type: TYPE_SCHEMA, entry } as const;
  });
  const risk = { number: RISK, name: "risk", kind: "risk", incarnation: 1 };
  return [...types, { type: TYPE_ACTOR, entry: risk }];
}

/** The journal of a desk, life after life. */
export class DeskJournal {
  disk: ModelDisk;
  journal: Journal;
  #life = 1;
  #said = 0;
  /** When its first message was said. */
  readonly #wallMicros: number;

  constructor(other: Partial<JournalOptions> = {}, wallMicros = 1.7e15) {
    this.disk = new ModelDisk();
    this.#wallMicros = wallMicros;
    this.journal = this.#open(other);
  }

  get durable(): number {
    return this.journal.durableJournalSequence;
  }

  /** Appends a message of risk's. Returns its journal sequence, or the refusal. */
  say<Body>(type: MessageType<Body>, body: Body): number {
    const data = new DataView(new ArrayBuffer(type.codec.sizeOf(body)));
    const bytes = type.codec.write(data, 0, body);
    const number = TYPES.indexOf(type) + 1;
    const sequence = this.#said + 1;
    const place = this.journal.append(
      {
        type: number,
        version: 1,
        sequence,
        committedAt: 1_000 + sequence,
        actor: RISK,
        flags: 0,
        wallMicros: this.#wallMicros + sequence,
        payload: new Uint8Array(data.buffer, 0, bytes),
      },
      "ASYNC",
    );
    if (place > 0) this.#said = sequence;
    return place;
  }

  /** The process dies; the next one opens what is there. */
  kill(): undefined {
    this.disk = this.disk.afterKill();
    this.#life += 1;
    this.journal = this.#open({});
  }

  #open(other: Partial<JournalOptions>): Journal {
    return opened(optionsOf(this.disk, this.#life, { entries: entriesOf, ...other })).journal;
  }
}

/** The folders of an audit, and the one that is open. */
export class AuditFolders {
  log = new MemoryStorage();
  memory = new MemoryStorage();
  anchors: readonly AuditAnchor[] = [];
  /** Milliseconds. */
  ms = 0;

  get moment(): Moment {
    this.ms += 1;
    return momentAt(this.ms);
  }

  open(journal: Storage): DeskAudit {
    return new DeskAudit({
      journal,
      log: this.log,
      anchors: this.anchors,
      open: (moment) => {
        const signer = openSigner(this.memory, this.log, { key: keyOf(1), origin: ORIGIN });
        if (!signer.ok) throw new Error(signer.failure);
        const random = (bytes: number) => new Uint8Array(bytes);
        const onAnchorFailed = () => undefined;
        const { anchors, log: storage } = this;
        const parts = { origin: ORIGIN, storage, signer: signer.value, anchors, random };
        return openAuditLog({ ...parts, onAnchorFailed }, moment);
      },
    });
  }

  /** Another process on the same disks. */
  reopened(): undefined {
    this.log = this.log.reopened();
    this.memory = this.memory.reopened();
  }

  /** Kinds and payloads of all leaves of the desk's, oldest first. */
  leaves(): readonly { readonly kind: string; readonly payload: Payload }[] {
    return [...newestLeaves(this.log)]
      .toReversed()
      .map((leaf) => readLeaf(leaf))
      .filter(({ kind }) => !isOwnKind(kind))
      .map(({ kind, payload, isByHash }) => {
        const hex = Buffer.from(payload).toString("hex");
        const bytes = isByHash ? (this.log.read(`payload/${hex}`) ?? payload) : payload;
        return { kind, payload: JSON.parse(Buffer.from(bytes).toString("utf8")) as Payload };
      });
  }

  get journalSequences(): readonly number[] {
    return this.leaves().map(({ payload }) => payload.journalSequence);
  }
}

type Payload = { readonly journalSequence: number; readonly body: Record<string, unknown> };

/** Steps until there is nothing more to do. */
export function drain(audit: DeskAudit, durable: number, folders: AuditFolders): undefined {
  while (audit.step(durable, folders.moment));
}

export { Alert, Beat, ConfigLoad, Kept, OperatorAction, Position };
