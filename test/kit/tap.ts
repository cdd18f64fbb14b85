/** A test's own reader of a topic: it hears all that an actor says, in order, and is no actor. */

import { decodeRecord } from "../../src/runtime/codec/decode-record.ts";
import { WORKERS_MAX } from "../../src/runtime/ring/lines.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../src/runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";

/** One message as it was said. */
export type Heard = {
  readonly type: string;
  readonly sequence: number;
  readonly committedAt: number;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Reads when it is asked to; it must be asked before the ring runs over it. */
export class Tap {
  readonly #system: ActorSystem;
  readonly #reader: TopicReader;
  readonly #heard: Heard[] = [];
  /** Records that the writer threw away before the test read them. */
  missed = 0;

  constructor(system: ActorSystem, actor: string) {
    const topic = system.topicOf(actor);
    if (topic === null) throw new Error(`no actor ${actor}`);
    this.#system = system;
    // Nobody sleeps behind the last bell: a test polls.
    const slot = attachReader(topic, { kind: "EVICT", bellLine: WORKERS_MAX - 1 });
    this.#reader = new TopicReader(topic, slot);
  }

  /** Everything up to now of `type`, or of all types. */
  heard(type?: string): readonly Heard[] {
    const reader = this.#reader;
    const isFirst = this.#heard.length === 0;
    while (reader.next()) {
      // What came before the tap was never its to hear.
      if (this.#heard.length > 0 || !isFirst) this.missed += reader.missed;
      this.#heard.push(this.#record());
    }
    reader.release();
    if (reader.evicted) throw new Error("a tap read too seldom");
    return type === undefined ? this.#heard : this.#heard.filter((one) => one.type === type);
  }

  /** The field `number` of all messages of `type`. */
  numbers(type: string): readonly number[] {
    return this.heard(type).map(({ body }) => Number(body.number));
  }

  #record(): Heard {
    const { type, sequence, committedAt, data, offset, payloadBytes } = this.#reader;
    const entry = this.#system.types.find(({ number }) => number === type);
    if (entry === undefined) throw new Error(`no type ${type}`);
    const bytes = new Uint8Array(data.buffer, data.byteOffset + offset, payloadBytes).slice();
    const body = decodeRecord(entry.schema, bytes) as Heard["body"];
    return { type: entry.name, sequence, committedAt, body };
  }
}
