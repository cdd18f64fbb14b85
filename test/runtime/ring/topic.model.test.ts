/**
 * A topic against a model: the list of what was published. Random claims, commits, aborts,
 * discards, publishes, readers that come, go, die, are cut off and change their kind, and writers
 * that die. Readers must see exactly the list but for what they were told that they missed.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { TOPIC_FULL } from "../../../src/runtime/ring/topic-layout.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { recoverTopic } from "../../../src/runtime/ring/topic-recovery.ts";
import {
  attachReader,
  detachReader,
  type ReaderKind,
  setReaderKind,
  slowestReaderLag,
} from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { current, TYPE, topicOf } from "./topic-fixture.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const STEPS = 20_000;

type ModelReader = {
  readonly slot: number;
  kind: ReaderKind;
  reader: TopicReader;
  /** How many records are behind its position, and behind the last one that it was given. */
  next: number;
  last: number;
};

class Model {
  readonly #prng: Prng;
  readonly #topic: ReturnType<typeof topicOf>;
  readonly #published: number[][] = [];
  #open: number[][] = [];
  #writer: TopicWriter;
  #readers: ModelReader[] = [];
  missed = 0;

  constructor(prng: Prng, capacityBytes: number, position: number) {
    this.#prng = prng;
    this.#topic = topicOf({ capacityBytes, position });
    this.#writer = this.#topic.writer;
  }

  get delivered(): number {
    return this.#published.length;
  }

  step(): void {
    const act = this.#prng.pick([
      ...(["add", "add", "add", "add", "publish", "publish", "read", "read", "read"] as const),
      ...(["abort", "discard", "attach", "detach", "die", "kind", "kill"] as const),
    ]);
    this[act]();
    const { bytes, capacityBytes } = slowestReaderLag(this.#topic.memory);
    expect(bytes >= 0 && bytes <= capacityBytes).toBe(true);
  }

  add(): void {
    const claimed = this.#prng.between(0, this.#writer.payloadBytesMax);
    const records = this.#writer.nextSequence;
    const committed = this.#writer.committedAt;
    const offset = this.#writer.claim(claimed, TYPE);
    // Its bound reached, the batch so far was published.
    if (!Object.is(this.#writer.committedAt, committed)) this.#show();
    if (offset === TOPIC_FULL) {
      expect(this.#readers.some(({ kind }) => kind === "GATE")).toBe(true);
      return;
    }
    const payload = Array.from({ length: claimed }, () => this.#prng.between(0, 255));
    this.#writer.bytes.set(payload, offset);
    const written = this.#prng.pick([claimed, claimed, this.#prng.between(0, claimed)]);
    this.#writer.commit(written);
    this.#open.push(payload.slice(0, written));
    expect(this.#writer.nextSequence).toBe(records + 1);
  }

  publish(): void {
    expect(this.#writer.publish()).toBe(this.#open.length);
    this.#show();
  }

  #show(): void {
    this.#published.push(...this.#open);
    this.#open = [];
  }

  abort(): void {
    const committed = this.#writer.committedAt;
    if (this.#writer.claim(this.#writer.payloadBytesMax, TYPE) !== TOPIC_FULL) {
      this.#writer.bytes.fill(0x55, this.#writer.int32.byteOffset, 0);
      this.#writer.abort();
    }
    if (!Object.is(this.#writer.committedAt, committed)) this.#show();
  }

  discard(): void {
    this.#writer.discard();
    this.#open = [];
    expect(this.#writer.nextSequence).toBe(this.#published.length + 1);
  }

  /** The writer's thread ends here, and the next incarnation begins. */
  kill(): void {
    if (this.#prng.between(0, 5) > 0) return;
    if (this.#prng.between(0, 1) === 0) this.#writer.claim(0, TYPE);
    const recovered = recoverTopic(this.#topic.memory);
    if (recovered.nextSequence !== this.#published.length + 1) this.#show();
    expect(recovered.nextSequence).toBe(this.#published.length + 1);
    this.#open = [];
    const { memory, lines, now } = this.#topic;
    this.#writer = new TopicWriter(memory, lines, { owner: 1, incarnation: 1, now });
  }

  attach(): void {
    if (this.#readers.length >= 5) return;
    const kind = this.#prng.pick(["GATE", "EVICT"]);
    const slot = attachReader(this.#topic.memory, { kind, bellLine: 0 });
    const reader = new TopicReader(this.#topic.memory, slot);
    const next = this.#published.length;
    expect(reader.expectedSequence).toBe(next + 1);
    this.#readers.push({ slot, kind, reader, next, last: 0 });
  }

  detach(): void {
    if (this.#readers.length < 3) return;
    const gone = this.#readers.splice(this.#prng.between(0, this.#readers.length - 1), 1);
    for (const { slot } of gone) detachReader(this.#topic.memory, slot);
  }

  read(): void {
    if (this.#readers.length === 0) return;
    const model = this.#prng.pick(this.#readers);
    for (let count = this.#prng.between(1, 12); count > 0; count -= 1) {
      if (model.reader.next()) this.#check(model);
      else if (model.reader.evicted) this.#rejoin(model);
      else expect(model.next).toBe(this.#published.length);
    }
    if (this.#prng.between(0, 2) > 0) model.reader.release();
  }

  #check(model: ModelReader): void {
    expect(model.reader.sequence).toBe(model.next + 1);
    expect(model.reader.missed).toBe(model.next - model.last);
    expect(current(model.reader).payload).toEqual(this.#published[model.next] as number[]);
    model.next += 1;
    model.last = model.next;
  }

  #rejoin(model: ModelReader): void {
    const missed = model.reader.rejoin();
    expect(model.next + missed).toBe(this.#published.length);
    model.next += missed;
    this.missed += missed;
  }

  /** A reader's thread ends between two records, and the next incarnation begins. */
  die(): void {
    if (this.#readers.length === 0) return;
    const model = this.#prng.pick(this.#readers);
    model.reader = new TopicReader(this.#topic.memory, model.slot);
    // Cut off, it only knows what was delivered last.
    if (model.reader.expectedSequence === model.last + 1) model.next = model.last;
    expect(model.reader.expectedSequence).toBe(model.next + 1);
  }

  kind(): void {
    if (this.#readers.length === 0) return;
    const model = this.#prng.pick(this.#readers);
    model.kind = model.kind === "GATE" ? "EVICT" : "GATE";
    setReaderKind(this.#topic.memory, model.slot, model.kind);
  }
}

describe("Topic", () => {
  test.each([
    [256, 0],
    [1024, 2 ** 31 - 4096],
    [4096, 2 ** 32 - 65_536],
  ])(`of %d bytes from %d agrees with its model (seed ${seed})`, (capacityBytes, position) => {
    const model = new Model(new Prng(seed), capacityBytes, position);
    for (let step = 0; step < STEPS; step += 1) model.step();
    expect(model.delivered).toBeGreaterThan(STEPS / 20);
    expect(model.missed).toBeGreaterThan(0);
  });
});
