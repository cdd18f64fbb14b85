/**
 * Main's own topic: what main alone knows, for whoever reads it as it reads an actor's.
 *
 * It has no thread, no control block and no next life. A gating reader that is a whole ring behind
 * is not waited for: main is told that it could not say it, and goes on.
 */
import { assert } from "../../../core/assert.ts";
import type { Time } from "../../../core/time.ts";
import type { MessageInspection } from "../../actor/inspection.ts";
import type { MessageType } from "../../codec/message-type.ts";
import { findType, type TypeEntry } from "../../codec/type-table.ts";
import { TOPIC_FULL } from "../../ring/topic-layout.ts";
import { allocateTopic } from "../../ring/topic-memory.ts";
import { TopicWriter } from "../../ring/topic-writer.ts";
import type { Writer } from "../roster/wiring.ts";
import { VoiceQueue, type VoiceQueueOptions } from "./voice-queue.ts";
import { VOICE_NUMBER, type VoiceSpec, type VoiceType, voiceOut } from "./voice-spec.ts";

/** Bytes. */
const TOPIC_BYTES = 1 << 20;

/** What of the world a voice speaks in. */
export type VoiceGround = {
  readonly lines: SharedArrayBuffer;
  readonly time: Pick<Time, "now" | "every">;
  /** Of the desk, 1 up: what readers see as its incarnation. */
  readonly life: number;
  readonly firstSequence: number;
  /** All message types of the run, as they are then. */
  readonly types: () => readonly TypeEntry[];
};

/** One for a system, for as long as it lives. */
export class MainVoice implements Writer {
  readonly name: string;
  readonly kind: string;
  readonly number = VOICE_NUMBER;
  readonly about = null;
  readonly topic: SharedArrayBuffer;
  readonly life: number;
  /** What it may say, by name; as an actor's inspection has it, for who compares both ends. */
  readonly inspection: { readonly out: Readonly<Record<string, MessageInspection>> };
  readonly #time: Pick<Time, "every">;
  readonly #types: () => readonly TypeEntry[];
  readonly #writer: TopicWriter;
  /** Number and version of each type that was said, as a record has them. */
  readonly #words = new Map<VoiceType, number>();

  constructor(spec: VoiceSpec, { lines, time, life, firstSequence, types }: VoiceGround) {
    const { name, kind, topicBytes: capacityBytes = TOPIC_BYTES } = spec;
    this.name = name;
    this.kind = kind;
    this.life = life;
    this.inspection = { out: voiceOut(spec) };
    this.topic = allocateTopic({ capacityBytes, sequence: firstSequence });
    this.#time = time;
    this.#types = types;
    this.#writer = new TopicWriter(this.topic, lines, {
      owner: this.number + 1,
      incarnation: life,
      now: time.now,
    });
  }

  /** Sequence of the next message. */
  get nextSequence(): number {
    return this.#writer.nextSequence;
  }

  /** How much of the ring the slowest gating reader holds: 0 to 1. */
  usedFraction(): number {
    return this.#writer.usedFraction();
  }

  /**
   * Publishes one message, and wakes those who read it. False when a gating reader is a whole ring
   * behind: nothing was said, and whether to keep it is the caller's to decide.
   *
   * @throws {AssertionError} What {@link check} throws. Nothing was said.
   */
  say<Body>(type: MessageType<Body>, body: Body): boolean {
    const writer = this.#writer;
    const offset = writer.claim(type.codec.boundOf(body), this.#wordOf(type));
    if (offset === TOPIC_FULL) return false;
    try {
      writer.commit(type.codec.write(writer.data, offset, body));
    } catch (error) {
      writer.abort();
      throw error;
    }
    writer.publish();
    return true;
  }

  /** Keeps what is refused, and tries again on main's own time. Its owner closes it. */
  queue(options: Pick<VoiceQueueOptions, "messagesMax" | "onFull">): VoiceQueue {
    return new VoiceQueue({ ...options, voice: this, time: this.#time });
  }

  /**
   * Says nothing.
   *
   * @throws {AssertionError} When the type is none of the voice's, a field's value does not fit its
   *   kind, or the message is larger than an eighth of the ring.
   */
  check<Body>(type: MessageType<Body>, body: Body): undefined {
    this.#wordOf(type);
    type.of(body);
    const bytes = type.codec.boundOf(body);
    const { payloadBytesMax } = this.#writer;
    assert(bytes <= payloadBytesMax, `a message has at most ${payloadBytesMax} bytes: ${bytes}`);
  }

  #wordOf(type: VoiceType): number {
    const known = this.#words.get(type);
    if (known !== undefined) return known;
    const { name, version } = type;
    const said = this.inspection.out[name]?.schema;
    const number = findType(this.#types(), name, version)?.number;
    assert(
      said?.version === version && number !== undefined,
      `${this.name} says what it was made for: ${name} version ${version} is not of it`,
    );
    const word = number | (version << 16);
    this.#words.set(type, word);
    return word;
  }
}
