/**
 * What main and an actor tell each other when nothing else can be relied on: words in shared
 * memory that a stuck actor need not answer.
 *
 * ```text
 *   line 1, written by the actor           line 2, written by main
 *   0 state      1 incarnation             0 command
 *   2 heartbeat  3 handler (index + 1)
 *   4 farewell   5 in handlers (0 or 1)
 *   6 thread id  7 heap (KiB)
 *   8 completions that came too late, over all lives
 * ```
 *
 * ```text
 *   RUN      everything
 *   SUSPEND  handles nothing
 *   HOLD     handles everything, and takes on nothing new
 *   CANCEL   the same, and ends whatever it has open
 * ```
 *
 * Invariant: an end without a farewell word is a crash, whatever the exit code says.
 * Invariant: a hold outlives the incarnation that it was said to, a suspension does not.
 */
import { controlIndex, LINE_BYTES } from "../ring/lines.ts";

const STATES = ["NONE", "STARTING", "READY", "SUSPENDED", "STOPPING", "STOPPED", "FAILED"] as const;
/** Last words. `STOPPED`: main asked for it. `ENDED`: the actor itself did. */
const FAREWELLS = ["NONE", "STOPPED", "CRASHED", "ENDED", "DECLINED"] as const;
const COMMANDS = ["RUN", "SUSPEND", "HOLD", "CANCEL"] as const;

export type ActorState = (typeof STATES)[number];
export type Farewell = (typeof FAREWELLS)[number];
export type Command = (typeof COMMANDS)[number];

const STATE = 0;
const INCARNATION = 1;
const HEARTBEAT = 2;
const HANDLER = 3;
const FAREWELL = 4;
const HANDLING = 5;
const THREAD = 6;
const HEAP = 7;
const LATE_COMPLETIONS = 8;
const COMMAND = LINE_BYTES / 4;
const KIB = 1_024;

/** Whether `command` says to take on nothing new. */
export function isHold(command: Command): command is "HOLD" | "CANCEL" {
  return command === "HOLD" || command === "CANCEL";
}

/** The control lines of one actor, seen from either side. */
export class ControlBlock {
  readonly #words: Int32Array;
  readonly #at: number;

  /** @param actor Number of the actor, 0 to 127. */
  constructor(lines: SharedArrayBuffer, actor: number) {
    this.#words = new Int32Array(lines);
    this.#at = controlIndex(actor);
  }

  /**
   * Main, before it starts an incarnation: of the last one nothing is left but what is counted, and
   * what main wants.
   */
  reset(incarnation: number): undefined {
    for (const word of [STATE, HEARTBEAT, HANDLER, FAREWELL, HANDLING, THREAD, HEAP]) {
      this.#store(word, 0);
    }
    this.#store(INCARNATION, incarnation);
  }

  get state(): ActorState {
    return STATES[this.#load(STATE)] ?? "NONE";
  }

  set state(state: ActorState) {
    this.#store(STATE, STATES.indexOf(state));
  }

  get incarnation(): number {
    return this.#load(INCARNATION);
  }

  set incarnation(incarnation: number) {
    this.#store(INCARNATION, incarnation);
  }

  get farewell(): Farewell {
    return FAREWELLS[this.#load(FAREWELL)] ?? "NONE";
  }

  set farewell(farewell: Farewell) {
    this.#store(FAREWELL, FAREWELLS.indexOf(farewell));
  }

  get command(): Command {
    return COMMANDS[this.#load(COMMAND)] ?? "RUN";
  }

  set command(command: Command) {
    this.#store(COMMAND, COMMANDS.indexOf(command));
  }

  /** Grows with every beat; main compares it with what it saw last, on its own clock. */
  get heartbeat(): number {
    return this.#load(HEARTBEAT);
  }

  beat(): undefined {
    Atomics.add(this.#words, this.#at + HEARTBEAT, 1);
  }

  /** Index of the handler that runs, into the inspection's `handlers`; -1 between handlers. */
  get handler(): number {
    return this.#load(HANDLER) - 1;
  }

  /** Plain: read only to name a handler that has been running for a fraction of a second or more. */
  set handler(index: number) {
    this.#words[this.#at + HANDLER] = index + 1;
  }

  /** Whether the loop is among its handlers. A gating reader becomes evictable only when not. */
  get handling(): boolean {
    return this.#load(HANDLING) === 1;
  }

  set handling(handling: boolean) {
    this.#store(HANDLING, handling ? 1 : 0);
  }

  /** The operating system's number of its thread; 0 where there is none, or before it began. */
  get thread(): number {
    return this.#load(THREAD);
  }

  set thread(id: number) {
    this.#store(THREAD, id);
  }

  /** JavaScript heap of its thread, and what that holds outside. Bytes; 0 before the first reading. */
  get heapBytes(): number {
    return this.#load(HEAP) * KIB;
  }

  set heapBytes(bytes: number) {
    this.#store(HEAP, Math.ceil(bytes / KIB));
  }

  /** Completions that came for an incarnation that was over, or waited when it ended. */
  get lateCompletions(): number {
    return this.#load(LATE_COMPLETIONS) >>> 0;
  }

  countLateCompletions(by: number): undefined {
    Atomics.add(this.#words, this.#at + LATE_COMPLETIONS, by);
  }

  #load(word: number): number {
    return Atomics.load(this.#words, this.#at + word);
  }

  #store(word: number, value: number): undefined {
    Atomics.store(this.#words, this.#at + word, value);
  }
}
