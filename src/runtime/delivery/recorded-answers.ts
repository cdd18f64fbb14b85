/** Answers of a context that are noted as they are given. */
import type { Answers, ReadBoard, SendTarget } from "../actor/answers.ts";
import type { BoardShelf } from "../actor/board-shelf.ts";
import { TOPIC_FULL } from "../ring/topic-layout.ts";
import { recordIo } from "./recorded-io.ts";
import { recordTimers } from "./recorded-timers.ts";
import { noteChange, type Tape } from "./tape.ts";

/** Returns answers that give what `answers` do, and note it. */
export function recordAnswers(
  answers: Answers,
  shelves: ReadonlyMap<string, BoardShelf<never>>,
  tape: Tape,
): Answers {
  return {
    ...recordContext(answers, shelves, tape),
    io: recordIo(answers.io, tape),
    timers: recordTimers(answers.timers, tape),
  };
}

/** The same, but for I/O and timers. */
export function recordContext(
  answers: Answers,
  shelves: ReadonlyMap<string, BoardShelf<never>>,
  tape: Tape,
): Answers {
  const changes = new Changes(tape);
  const reads: Record<string, ReadBoard> = {};
  for (const [name, shelf] of shelves) reads[name] = recordReads(shelf, tape);
  return {
    ...answers,
    now: () => changes.number("NOW", answers.now()),
    wall: () => changes.number("WALL", answers.wall()),
    publishedAt: () => changes.number("PUBLISHED", answers.publishedAt()),
    lag: (of) => changes.lag(of, answers.lag(of)),
    ready: (of) => changes.ready(of, answers.ready(of)),
    command: () => changes.command(answers.command()),
    mayLog: () => changes.mayLog(answers.mayLog()),
    writer: recordClaims(answers.writer, tape),
    reads,
  };
}

/** The last answer to each question. */
class Changes {
  readonly #tape: Tape;
  readonly #numbers = { NOW: 0, WALL: 0, PUBLISHED: 0 };
  readonly #lags = new Map<string, { bytes: number; capacityBytes: number } | null>();
  readonly #ready = new Map<string, boolean>();
  #command: string = "";
  #mayLog = true;

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  number(question: "NOW" | "WALL" | "PUBLISHED", answer: number): number {
    if (Object.is(answer, this.#numbers[question])) this.#tape.pass();
    else this.#tape.note(question, answer);
    this.#numbers[question] = answer;
    return answer;
  }

  lag(of: string, lag: { bytes: number; capacityBytes: number } | null) {
    const before = this.#lags.get(of);
    const isSame =
      before === lag ||
      (before?.bytes === lag?.bytes && before?.capacityBytes === lag?.capacityBytes);
    if (this.#lags.has(of) && isSame) this.#tape.pass();
    else this.#tape.note("LAG", lag);
    this.#lags.set(of, lag);
    return lag;
  }

  ready(of: string, answer: boolean): boolean {
    if (this.#ready.get(of) === answer) this.#tape.pass();
    else this.#tape.note("READY", answer);
    this.#ready.set(of, answer);
    return answer;
  }

  command<Command extends string>(answer: Command): Command {
    noteChange(this.#tape, "COMMAND", { answer, before: this.#command });
    this.#command = answer;
    return answer;
  }

  mayLog(answer: boolean): boolean {
    noteChange(this.#tape, "MAY_LOG", { answer, before: this.#mayLog });
    this.#mayLog = answer;
    return answer;
  }
}

/** Notes a claim that found no room, and the first that finds some again. */
function recordClaims(writer: SendTarget, tape: Tape): SendTarget {
  let before = true;
  return {
    data: writer.data,
    payloadBytesMax: writer.payloadBytesMax,
    claim(payloadBytes, typeAndVersion) {
      const offset = writer.claim(payloadBytes, typeAndVersion);
      const answer = offset !== TOPIC_FULL;
      if (answer === before) tape.pass();
      else tape.note("CLAIM", answer);
      before = answer;
      return offset;
    },
    commit: (payloadBytes) => writer.commit(payloadBytes),
    abort: () => writer.abort(),
  };
}

/** Notes the bytes of a value whenever they are others than at the last read of the same key. */
function recordReads(shelf: BoardShelf<never>, tape: Tape): ReadBoard {
  const values = new Map<string | number, Uint8Array | null>();
  return (key, from) => {
    const bytes = shelf.look(key, from);
    const place = from === undefined ? key : `${key} ${from}`;
    const before = values.get(place);
    const { buffer, byteOffset } = shelf.scratch;
    const value = bytes < 0 ? null : new Uint8Array(buffer, byteOffset, bytes);
    if (before !== undefined && isEqual(before, value)) {
      tape.pass();
    } else {
      tape.note("BOARD", value);
      values.set(place, value === null ? null : new Uint8Array(value));
    }
    return shelf.show(bytes);
  };
}

function isEqual(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return Buffer.compare(one, other) === 0;
}
