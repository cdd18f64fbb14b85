/**
 * Who stands between one incarnation and the world: what records its life, or what gives it the life
 * that was recorded. A seam beside {@link Witness}; where nobody stands there, nothing is asked.
 */
import type { TypeEntry } from "../codec/type-table.ts";
import type { Answers } from "./answers.ts";
import type { BoardShelf } from "./board-shelf.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import type { Witness } from "./witness.ts";
import type { ActorStart } from "./worker-start.ts";

/** All that an incarnation begins with. */
export type Beginning = {
  readonly start: ActorStart;
  readonly types: readonly TypeEntry[];
  readonly definition: AnyActorDefinition;
  /** Of all its handlers, by index. */
  readonly handlers: readonly string[];
  /** Sequence of the first message that it may send. */
  readonly firstSequence: number;
  /** Capacity of its ring. Bytes. */
  readonly topicBytes: number;
  readonly shelves: ReadonlyMap<string, BoardShelf<never>>;
  /** Whether it goes on with a state that was rehearsed. */
  readonly isEntering: boolean;
  /** Sequence that its next message gets. */
  nextSequence(): number;
  /** Whether values of boards wait to be shown. */
  hasStaged(): boolean;
  /** Says, past all answers, that the record of this life ends here. */
  warn(text: string): undefined;
};

export type Recorder = Witness & {
  /** Before `start` runs. Returns the answers that its context gives. */
  begin(beginning: Beginning, answers: Answers): Answers;
  /** Message types that came between two handlers. */
  onTypes(types: readonly TypeEntry[]): undefined;
  /** Before the completion that hands `args` to the actor. */
  onReconfigure(args: Readonly<Record<string, unknown>>): undefined;
  /** Before the actor's `stop`. */
  onStop(reason: string): undefined;
  /** The handler that runs has thrown, and what it said is discarded. */
  onThrown(error: unknown): undefined;
  /** A life that was held is shown to its readers from here on. */
  onShown(): undefined;
  /** Before the thread waits. */
  onTurn(): undefined;
  /** The incarnation has ended, in order. */
  close(): undefined;
};
