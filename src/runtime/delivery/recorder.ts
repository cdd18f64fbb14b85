/**
 * Records one life of an actor while it runs: a {@link Recorder} in front of its context and its I/O.
 *
 * Entries gather in memory of this thread and are committed before anything that they led to is
 * published, and before the thread waits. Records of one topic that were answered nothing are one entry.
 * When there is no room for the log its recording ends, with a warning; the actor goes on.
 */
import type { Answers } from "../actor/answers.ts";
import type { Beginning, Recorder } from "../actor/recorder.ts";
import type { RecordReader } from "../actor/source.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import { type AnswerOf, CODINGS, QUESTIONS, type Question } from "./answer.ts";
import { keepBeginning } from "./beginning.ts";
import { completionNumber, writeCompletion } from "./completion.ts";
import type { DeliveryFile } from "./delivery-file.ts";
import { CALLS, type Call, KIND } from "./delivery-format.ts";
import { EntryWriter } from "./entry-writer.ts";
import { recordAnswers, recordContext } from "./recorded-answers.ts";
import type { Cause, Tape } from "./tape.ts";

/** So much is committed even while nothing is said. Bytes. */
const QUIET_BYTES_MAX = 1 << 12;
const NOBODY = -1;

/** A topic as the log refers to it. */
type Heard = { readonly number: number; lastSequence: number };

export class DeliveryRecorder implements Recorder, Tape {
  readonly #open: (actor: string, incarnation: number) => DeliveryFile;
  readonly #entries = new EntryWriter();
  readonly #sources = new Map<string, Heard>();
  #file: DeliveryFile | null = null;
  #beginning: Beginning | null = null;
  /** Whether it handles records of every type. */
  #takesAll = false;
  /** Who said the last record, and how the log calls it. */
  #lastActor = "";
  #lastSource: Heard | null = null;
  /** Sequence that the next message had when the last handler returned. */
  #sequence = 0;
  #numbers = 0;
  /** Records of one source that are not an entry yet. */
  #runSource = NOBODY;
  #runSkipped = 0;
  #runCount = 0;
  /** Calls of the running handler, and the one that was noted last. */
  #calls = 0;
  #notedCall = 0;
  #isHandling = false;
  /** Of the present record: what keeps it, and what takes it. */
  #handlersLeft = 0;
  #mustCommit = false;
  #cause: Cause | null = null;
  #args: Readonly<Record<string, unknown>> = {};
  #reason = "";
  #ended: string | null = null;

  /** @param open Makes the file of one life. May throw: then nothing is recorded. */
  constructor(open: (actor: string, incarnation: number) => DeliveryFile) {
    this.#open = open;
  }

  /** Why nothing is recorded any more; null while it is. */
  get ended(): string | null {
    return this.#ended;
  }

  begin(beginning: Beginning, answers: Answers): Answers {
    const { isEntering, firstSequence, start, shelves } = beginning;
    this.#beginning = beginning;
    this.#takesAll = beginning.definition.record !== undefined;
    this.#sequence = firstSequence;
    if (this.#ended !== null) return answers;
    this.#attempt(() => {
      this.#file ??= this.#open(start.name, start.incarnation);
      this.#flushRun();
      this.#head(KIND.BEGIN, isEntering ? 1 : 0);
      this.#entries.body(keepBeginning(beginning));
    });
    this.#commit();
    this.#isHandling = true;
    return isEntering
      ? recordContext(answers, shelves, this)
      : recordAnswers(answers, shelves, this);
  }

  onRecord(actor: string, reader: RecordReader, hasHandler: boolean): undefined {
    if (!hasHandler && !this.#takesAll) return;
    if (this.#ended !== null) return;
    const source = this.#sourceOf(actor);
    const { sequence } = reader;
    const skipped = sequence - source.lastSequence - 1;
    source.lastSequence = sequence;
    this.#beginHandler();
    if (hasHandler && this.#takesAll) this.#handlersLeft = 2;
    // What a run steps over has no handler: a gap is told of, and ends the run.
    if (this.#runSource !== source.number) {
      this.#flushRun();
      this.#runSource = source.number;
      this.#runSkipped = skipped;
    }
    this.#runCount += 1;
  }

  onTold(type: "peer" | "gap", body: object): undefined {
    this.#entry(KIND.TOLD, type === "peer" ? 0 : 1, () => this.#entries.body(body));
    const { in: understands = {} } = this.#beginning?.definition ?? {};
    this.#isHandling = Object.values<{ name: string }>(understands).some(
      ({ name }) => name === type,
    );
  }

  onCall(handler: number): undefined {
    const cause = this.#cause;
    if (cause === null) return this.#noteCall(this.#callOf(handler));
    this.#cause = null;
    if (cause.kind === "TIMER") return this.#entry(KIND.TIMER, cause.number, nothing);
    const { number, completion } = cause;
    this.#entry(KIND.COMPLETION, completionNumber(completion), () => {
      this.#entries.varint(number);
      writeCompletion(this.#entries, completion);
    });
  }

  onHandled(): undefined {
    this.#handlersLeft -= 1;
    this.#isHandling = this.#handlersLeft > 0;
    if (this.#ended !== null) return;
    const next = this.#beginning?.nextSequence() ?? 0;
    const said = next - this.#sequence;
    this.#sequence = next;
    if (said > 0) {
      this.#flushRun();
      this.#head(KIND.SAID, said);
    }
    const isSeen = said > 0 || this.#mustCommit || this.#beginning?.hasStaged() === true;
    if (isSeen || this.#entries.bytes > QUIET_BYTES_MAX) this.#commit();
  }

  onThrown(error: unknown): undefined {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    this.#isHandling = false;
    const said = (this.#beginning?.nextSequence() ?? 0) - this.#sequence;
    this.#attempt(() => {
      this.#flushRun();
      this.#head(KIND.THREW, Math.max(0, said));
      this.#entries.text(`${name}: ${message}`);
    });
    this.#commit();
  }

  onTypes(types: readonly TypeEntry[]): undefined {
    this.#entry(KIND.TYPES, 0, () => this.#entries.body(types));
  }

  onReconfigure(args: Readonly<Record<string, unknown>>): undefined {
    this.#args = args;
  }

  onStop(reason: string): undefined {
    this.#reason = reason;
  }

  onShown(): undefined {
    this.#entry(KIND.SHOWN, 0, nothing);
    this.#commit();
  }

  onTurn(): undefined {
    if (this.#runCount > 0 || this.#entries.bytes > 0) this.#commit();
  }

  close(): undefined {
    this.#commit();
    this.#file = null;
  }

  nextNumber(): number {
    this.#numbers += 1;
    return this.#numbers - 1;
  }

  pass(): undefined {
    this.#countCall();
  }

  note<Name extends Question>(question: Name, answer: AnswerOf[Name]): undefined {
    this.#countCall();
    if (this.#ended !== null) return;
    this.#flushRun();
    this.#head(KIND.ANSWER, QUESTIONS.indexOf(question));
    this.#entries.varint(this.#calls - this.#notedCall);
    this.#notedCall = this.#calls;
    this.#attempt(() => CODINGS[question].write(this.#entries, answer));
  }

  effect(crc: number): undefined {
    this.note("EFFECT", crc);
    this.#mustCommit = true;
  }

  body(number: number, crc: number): undefined {
    if (this.#ended !== null || this.#file === null) return;
    this.#flushRun();
    this.#head(KIND.BODY, number);
    this.#entries.uint32(crc);
  }

  leave(): undefined {
    if (this.#ended !== null) return;
    this.#commit();
    this.#ended = "the actor keeps files of its own";
    this.#file?.end("OWN_FILES");
    this.#file = null;
    this.#entries.clear();
  }

  during(cause: Cause, run: () => undefined): undefined {
    this.#cause = cause;
    try {
      run();
    } finally {
      this.#cause = null;
    }
  }

  #countCall(): undefined {
    // The loop itself logs a snapshot that does not fit: nothing else asks outside a handler.
    if (!this.#isHandling) this.#noteCall("SNAPSHOT");
    this.#calls += 1;
  }

  #callOf(handler: number): Call {
    const { handlers = [], isEntering = false } = this.#beginning ?? {};
    switch (handlers[handler]) {
      case "open":
        return isEntering ? "ENTER" : "OPEN";
      case "settle":
        return "SETTLE";
      case "stop":
        return "STOP";
      default:
        return "RECONFIGURE";
    }
  }

  #noteCall(call: Call): undefined {
    this.#entry(KIND.CALL, CALLS.indexOf(call), () => {
      if (call === "STOP") this.#entries.text(this.#reason);
      if (call === "RECONFIGURE") this.#entries.body(this.#args);
    });
  }

  /** One entry behind all before it. */
  #entry(kind: number, small: number, write: () => undefined): undefined {
    this.#beginHandler();
    if (this.#ended !== null) return;
    this.#attempt(() => {
      this.#flushRun();
      this.#head(kind, small);
      write();
    });
  }

  #beginHandler(): undefined {
    this.#calls = 0;
    this.#notedCall = 0;
    this.#isHandling = true;
    this.#handlersLeft = 1;
  }

  #sourceOf(actor: string): Heard {
    if (this.#lastSource !== null && this.#lastActor === actor) return this.#lastSource;
    this.#lastActor = actor;
    this.#lastSource = this.#sources.get(actor) ?? this.#meet(actor);
    return this.#lastSource;
  }

  #meet(actor: string): Heard {
    const source = { number: this.#sources.size, lastSequence: 0 };
    this.#sources.set(actor, source);
    this.#flushRun();
    this.#head(KIND.SOURCE, source.number);
    this.#entries.text(actor);
    return source;
  }

  #head(kind: number, small: number): undefined {
    this.#entries.head(kind, small);
  }

  #flushRun(): undefined {
    if (this.#runCount === 0) return;
    if (this.#runCount === 1 && this.#runSkipped === 0) {
      this.#head(KIND.NEXT, this.#runSource);
    } else {
      this.#head(KIND.RUN, this.#runSource);
      this.#entries.varint(this.#runSkipped);
      this.#entries.varint(this.#runCount);
    }
    this.#runSource = NOBODY;
    this.#runSkipped = 0;
    this.#runCount = 0;
  }

  #commit(): undefined {
    this.#mustCommit = false;
    if (this.#ended !== null) return;
    this.#attempt(() => {
      this.#flushRun();
      this.#file?.commit(this.#entries.taken);
      this.#entries.clear();
    });
  }

  /** What fails ends the recording, never the actor. */
  #attempt(run: () => undefined): undefined {
    try {
      run();
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  #end(reason: string): undefined {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#file?.end("EARLY");
    this.#file = null;
    this.#entries.clear();
    this.#beginning?.warn(`its delivery log ends here, the actor goes on: ${reason}`);
  }
}

function nothing(): undefined {}
