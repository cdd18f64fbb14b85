/**
 * What one actor says: its topic and its boards. Nothing that a handler says is seen before it
 * returned, and nothing at all when it threw.
 *
 * Board values are encoded when they are put and copied to their slot after the topic's commit, so
 * a slot never tells of a sequence that a discarded batch took back. What writes to it, for each
 * type, is in `compile-surface.ts`.
 */
import type { MessageType } from "../codec/message-type.ts";
import type { TopicWriter } from "../ring/topic-writer.ts";
import { type BoardOut, BoardStage } from "./board-stage.ts";

/** A body to send, of a type that this actor may say, with its number in this run. */
export type OutType = { readonly type: MessageType<never>; readonly typeAndVersion: number };

export class Outbox {
  readonly writer: TopicWriter;
  readonly boards: readonly BoardOut[];
  /** Values of the boards since the last {@link publish}. */
  readonly stage: BoardStage;
  #isHeld = false;

  constructor(writer: TopicWriter, boards: readonly BoardOut[]) {
    this.writer = writer;
    this.boards = boards;
    this.stage = new BoardStage(boards);
  }

  /**
   * Shows everything since the last call: one commit of the topic, then the boards. Readers that
   * sleep are woken here, or at latest by {@link endTurn}.
   */
  publish(): undefined {
    if (this.#isHeld) return;
    this.writer.publishInTurn();
    this.stage.publish();
  }

  /**
   * From here on nothing is shown before {@link show}: for a life that is not yet sure to begin.
   * Bias: it is one batch, so what is said beyond 256 messages or an eighth of the ring is shown.
   */
  hold(): undefined {
    this.#isHeld = true;
  }

  /** The life `incarnation` begins: its readers hear of it, and of all that was held. */
  show(incarnation: number): undefined {
    this.#isHeld = false;
    this.writer.announce(incarnation);
    this.publish();
    this.endTurn();
  }

  /** Before the thread waits, and at the end of each turn: no reader sleeps on what was shown. */
  endTurn(): undefined {
    this.writer.endTurn();
  }

  /** Forgets everything since the last {@link publish}, and ends the turn: a handler threw. */
  discard(): undefined {
    this.writer.discard();
    this.stage.discard();
    this.endTurn();
  }

  /** Lets another life write. */
  release(): undefined {
    this.writer.releaseOwner();
    this.stage.release();
  }

  /**
   * Writes again, behind whatever was written since {@link release}.
   *
   * @throws {AssertionError} When another writer holds the topic or a board.
   */
  regain(): undefined {
    this.writer.takeOwner();
    this.stage.regain();
  }
}
