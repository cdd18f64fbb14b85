/** What a life that is run again sends, compared with what was kept of it. */
import type { TypeEntry } from "../codec/type-table.ts";
import type { TopicReader } from "../ring/topic-reader.ts";
import type { Difference } from "./divergence.ts";
import { bodyOf } from "./handler-input.ts";
import type { KeptRecord } from "./kept-reader.ts";
import type { Messages } from "./life-replay.ts";

export type SentOf = {
  readonly actor: string;
  readonly messages: Messages;
  /** Nobody saw what has this sequence or a greater one. */
  readonly endSequence: number;
  /** Told of each that others could see. */
  readonly onSent?: ((record: KeptRecord) => undefined) | undefined;
};

export class SentMessages {
  readonly #of: SentOf;
  /** Equal to those kept; shown to nobody; not kept by anybody. */
  equal = 0;
  unseen = 0;
  unkept = 0;
  /** All since it was counted last. */
  #count = 0;
  /** The first that is not what was kept. */
  difference: Difference | null = null;

  constructor(of: SentOf) {
    this.#of = of;
  }

  /** Compares what the reader has, and frees it. */
  drain(reader: TopicReader, types: readonly TypeEntry[]): undefined {
    while (reader.next()) {
      this.#count += 1;
      const { data, offset, payloadBytes, type, version, sequence, committedAt } = reader;
      const payload = new Uint8Array(data.buffer, data.byteOffset + offset, payloadBytes);
      this.#compare({ type, version, sequence, committedAt, payload }, types);
    }
    reader.release();
  }

  /** How many were sent since the last call. */
  takeCount(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }

  #compare(sent: KeptRecord, types: readonly TypeEntry[]): undefined {
    const { actor, messages, endSequence } = this.#of;
    const { sequence } = sent;
    if (sequence >= endSequence) {
      this.unseen += 1;
      return;
    }
    this.#of.onSent?.(sent);
    const kept = messages.find(actor, sequence);
    if (kept === null) {
      this.unkept += 1;
      return;
    }
    const isEqual =
      kept.type === sent.type &&
      kept.version === sent.version &&
      Buffer.compare(kept.payload, sent.payload) === 0;
    if (isEqual) this.equal += 1;
    else {
      const recorded = bodyOf(types, kept);
      // A copy: the ring is written to again.
      const replayed = bodyOf(types, { ...sent, payload: new Uint8Array(sent.payload) });
      this.difference ??= { kind: "MESSAGE", recorded, replayed, sequence };
    }
  }
}
