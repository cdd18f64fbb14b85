/** Answers of a context as they were recorded. */
import type { Answers, ReadBoard, SendTarget } from "../actor/answers.ts";
import type { BoardShelf } from "../actor/board-shelf.ts";
import type { Command } from "../actor/control-block.ts";
import type { Timers } from "../actor/timers.ts";
import type { AnswerOf, Question } from "../delivery/answer.ts";
import type { Io } from "../io/io.ts";
import { TOPIC_FULL } from "../ring/topic-layout.ts";
import type { Playback } from "./playback.ts";

export type ReplayedParts = {
  readonly playback: Playback;
  readonly shelves: ReadonlyMap<string, BoardShelf<never>>;
  readonly writer: SendTarget;
  readonly io: Io;
  readonly timers: Timers;
  /** Takes what was published before more is written: so the ring is never full. */
  readonly drain: () => undefined;
};

export function replayAnswers(parts: ReplayedParts): Answers {
  const { playback, shelves, io, timers } = parts;
  const last = new Last(playback);
  const reads: Record<string, ReadBoard> = {};
  for (const [name, shelf] of shelves) reads[name] = replayReads(shelf, playback, name);
  return {
    now: () => last.of("NOW"),
    wall: () => last.of("WALL"),
    publishedAt: () => last.of("PUBLISHED"),
    lag: (of) => last.of("LAG", of),
    ready: (of) => last.of("READY", of),
    command: () => last.of("COMMAND") as Command,
    mayLog: () => last.of("MAY_LOG"),
    writer: replayClaims(parts),
    reads,
    io,
    timers,
  };
}

/** The last answer to each question. */
class Last {
  readonly #playback: Playback;
  readonly #answers = new Map<string, unknown>([["MAY_LOG ", true]]);

  constructor(playback: Playback) {
    this.#playback = playback;
  }

  of<Name extends Question>(question: Name, about = ""): AnswerOf[Name] {
    const key = `${question} ${about}`;
    const noted = this.#playback.take(question);
    if (noted !== undefined) this.#answers.set(key, noted);
    else if (!this.#answers.has(key)) {
      this.#playback.diverge({ kind: "ANSWER", recorded: null, replayed: `asks for ${key}` });
    }
    return this.#answers.get(key) as AnswerOf[Name];
  }
}

function replayClaims({ playback, writer, drain }: ReplayedParts): SendTarget {
  let hasRoom = true;
  return {
    data: writer.data,
    payloadBytesMax: writer.payloadBytesMax,
    claim(payloadBytes, typeAndVersion) {
      // Thrown before anybody looks for room, as it was.
      if (!(payloadBytes <= writer.payloadBytesMax)) {
        return writer.claim(payloadBytes, typeAndVersion);
      }
      hasRoom = playback.take("CLAIM") ?? hasRoom;
      if (!hasRoom) return TOPIC_FULL;
      drain();
      return writer.claim(payloadBytes, typeAndVersion);
    },
    commit: (payloadBytes) => writer.commit(payloadBytes),
    abort: () => writer.abort(),
  };
}

function replayReads(shelf: BoardShelf<never>, playback: Playback, board: string): ReadBoard {
  const values = new Map<string, Uint8Array | null>();
  return (key, from) => {
    const place = from === undefined ? String(key) : `${key} ${from}`;
    const noted = playback.take("BOARD");
    if (noted !== undefined) values.set(place, noted);
    const value = values.get(place);
    if (value === undefined) {
      return playback.diverge({
        kind: "ANSWER",
        recorded: null,
        replayed: `reads ${board} at ${place}`,
      });
    }
    if (value === null) return null;
    const { buffer, byteOffset, byteLength } = shelf.scratch;
    if (value.length > byteLength) {
      return playback.diverge({
        kind: "ANSWER",
        recorded: `${value.length} bytes`,
        replayed: `reads ${board}, whose values have at most ${byteLength} bytes`,
      });
    }
    new Uint8Array(buffer, byteOffset, value.length).set(value);
    return shelf.show(value.length);
  };
}
