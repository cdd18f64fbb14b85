/** Main's own topic, by a reader in the same thread: what is said, what is refused, and how. */
import { describe, expect, test } from "bun:test";
import { definePacked } from "../../../../src/runtime/codec/define-packed.ts";
import { numberTypes } from "../../../../src/runtime/codec/type-table.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";
import { TopicReader } from "../../../../src/runtime/ring/topic-reader.ts";
import { attachReader, topicEpoch } from "../../../../src/runtime/ring/topic-slots.ts";
import { firstSequenceOf } from "../../../../src/runtime/supervisor/state/process-life.ts";
import { MainVoice } from "../../../../src/runtime/supervisor/voice/main-voice.ts";
import {
  ACTORS_MAX,
  VOICE_NUMBER,
  type VoiceSpec,
} from "../../../../src/runtime/supervisor/voice/voice-spec.ts";
import { Ball, Bye, Tally } from "../../../kit/message.ts";

const SPEC: VoiceSpec = { name: "desk", kind: "desk", types: [Ball, Tally], topicBytes: 1 << 10 };

function made(changes: Partial<VoiceSpec> = {}, life = 1) {
  const numbered = numberTypes([Ball.schema, Bye.schema, Tally.schema], []);
  const types = numbered.ok ? numbered.value : [];
  const voice = new MainVoice(
    { ...SPEC, ...changes },
    {
      lines: allocateLines(),
      time: { now: () => 7, every: () => () => {} },
      life,
      firstSequence: firstSequenceOf(life),
      types: () => types,
    },
  );
  const readerOf = (kind: "GATE" | "EVICT") =>
    new TopicReader(voice.topic, attachReader(voice.topic, { kind, bellLine: 0 }));
  return { voice, readerOf, types };
}

/** The numbers of all balls that `reader` has not read yet; it frees them. */
function balls(reader: TopicReader): number[] {
  const view = Ball.codec.createView();
  const numbers: number[] = [];
  while (reader.next()) {
    view.bind(reader.data, reader.offset, reader.payloadBytes);
    numbers.push(view.number);
  }
  reader.release();
  return numbers;
}

/** Says balls until one is refused; returns how many were said. */
function fill(voice: MainVoice): number {
  for (let number = 1; number < 1_000; number += 1) {
    if (!voice.say(Ball, { number })) return number - 1;
  }
  throw new Error("never refused");
}

describe("MainVoice.say", () => {
  test("publishes each message alone, with its type's number, its version and main's time", () => {
    const { voice, readerOf, types } = made();
    const reader = readerOf("EVICT");
    expect(voice.say(Tally, { balls: 3 })).toBe(true);
    expect(reader.next()).toBe(true);
    const number = types.find(({ name }) => name === Tally.name)?.number;
    const { type, version, sequence, committedAt } = reader;
    expect<unknown>({ type, version, sequence, committedAt }).toEqual({
      type: number,
      version: Tally.version,
      sequence: 1,
      committedAt: 7,
    });
    expect(reader.next()).toBe(false);
    expect(voice.say(Ball, { number: 4 })).toBe(true);
    expect(balls(reader)).toEqual([4]);
  });

  test("is false while a gating reader is a whole ring behind, and says nothing twice", () => {
    const { voice, readerOf } = made();
    const reader = readerOf("GATE");
    const said = fill(voice);
    expect(said).toBeGreaterThan(10);
    expect(voice.usedFraction()).toBeGreaterThan(0.9);
    expect(voice.say(Ball, { number: said + 1 })).toBe(false);
    expect(balls(reader)).toEqual(Array.from({ length: said }, (_, index) => index + 1));
    expect(voice.say(Ball, { number: said + 1 })).toBe(true);
    expect(balls(reader)).toEqual([said + 1]);
    expect(voice.nextSequence).toBe(said + 2);
  });

  test("waits for no reader that it may cut off", () => {
    const { voice, readerOf } = made();
    const reader = readerOf("EVICT");
    for (let number = 1; number <= 500; number += 1) {
      expect(voice.say(Ball, { number })).toBe(true);
    }
    expect(balls(reader)).toEqual([]);
    expect(reader.evicted).toBe(true);
  });

  test.each<[string, (voice: MainVoice) => boolean, string]>([
    ["a type that is none of its own", (voice) => voice.say(Bye, { from: "x" }), "kit-bye"],
    [
      "another version of one",
      (voice) => voice.say(definePacked<{ balls: number }>(Tally.name, 2), { balls: 1 }),
      "kit-tally version 2",
    ],
    ["a field of another kind", (voice) => voice.say(Ball, { number: "1" as never }), "number"],
    [
      "more than an eighth of the ring",
      (voice) => voice.say(Tally, { balls: 1, text: "x".repeat(200) } as never),
      "bytes",
    ],
  ])("throws for %s, and so does check; the next one is said", (_, say, text) => {
    const { voice, readerOf } = made();
    const reader = readerOf("GATE");
    expect(() => say(voice)).toThrow(text);
    const checked = { say: voice.check.bind(voice) } as unknown as MainVoice;
    expect(() => say(checked)).toThrow(text);
    expect(voice.say(Ball, { number: 1 })).toBe(true);
    expect(balls(reader)).toEqual([1]);
    expect(reader.sequence).toBe(1);
  });

  test("check says nothing", () => {
    const { voice, readerOf } = made();
    const reader = readerOf("GATE");
    voice.check(Ball, { number: 1 });
    expect(reader.next()).toBe(false);
  });
});

describe("MainVoice", () => {
  test("begins each life of the desk above all sequences of the one before", () => {
    const { voice } = made({}, 3);
    expect([voice.life, topicEpoch(voice.topic)]).toEqual([3, 3]);
    expect(voice.nextSequence).toBe(firstSequenceOf(3));
  });

  test("has 1 MiB where nothing is said", () => {
    const { topicBytes: _bytes, ...spec } = SPEC;
    const { voice } = made({ ...spec, topicBytes: undefined as never });
    expect(voice.topic.byteLength).toBeGreaterThan(1 << 20);
    expect(voice.topic.byteLength).toBeLessThan(1.1 * (1 << 20));
  });

  test("has the number behind those of all actors", () => {
    expect(made().voice.number).toBe(VOICE_NUMBER);
    expect(ACTORS_MAX - 1).toBeLessThan(VOICE_NUMBER);
  });
});
