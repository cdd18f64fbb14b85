/**
 * What one actor says: its topic and its boards. Nothing that a handler says is seen before it
 * returned, and nothing at all when it threw.
 *
 * Board values are encoded when they are put and copied to their slot after the topic's commit, so
 * a slot never tells of a sequence that a discarded batch took back.
 */
import { assert } from "../../core/assert.ts";
import type { MessageType } from "../codec/message-type.ts";
import { TOPIC_FULL } from "../ring/topic-layout.ts";
import type { TopicWriter } from "../ring/topic-writer.ts";
import { type BoardOut, BoardStage } from "./board-stage.ts";

/** A body to send, of a type that this actor may say, with its number in this run. */
export type OutType = { readonly type: MessageType<never>; readonly typeAndVersion: number };

export class Outbox {
  readonly writer: TopicWriter;
  readonly boards: readonly BoardOut[];
  readonly #stage: BoardStage;

  constructor(writer: TopicWriter, boards: readonly BoardOut[]) {
    this.writer = writer;
    this.boards = boards;
    this.#stage = new BoardStage(boards);
  }

  /** Appends to the open batch. False when a gating reader is a whole ring behind. */
  send(out: OutType, body: never): boolean {
    const codec = out.type.codec;
    const offset = this.writer.claim(codec.boundOf(body), out.typeAndVersion);
    if (offset === TOPIC_FULL) return false;
    let bytes: number;
    try {
      bytes = codec.write(this.writer.data, offset, body);
    } catch (error) {
      this.writer.abort();
      throw error;
    }
    this.writer.commit(bytes);
    return true;
  }

  /** Keeps `body` for the slot `key` of a board until {@link publish}. */
  put(board: BoardOut, key: number, body: never): undefined {
    if (!(Number.isInteger(key) && key >= 0 && key < board.slots)) {
      const { name, slots } = board;
      assert(false, `key of board ${name} is 0 to ${slots - 1}: current key is ${key}`);
    }
    this.#stage.put(board, key, body);
  }

  /**
   * Shows everything since the last call: one commit of the topic, then the boards. Readers that
   * sleep are woken here, or at latest by {@link endTurn}.
   */
  publish(): undefined {
    this.writer.publishInTurn();
    this.#stage.publish();
  }

  /** Before the thread waits, and at the end of each turn: no reader sleeps on what was shown. */
  endTurn(): undefined {
    this.writer.endTurn();
  }

  /** Forgets everything since the last {@link publish}, and ends the turn: a handler threw. */
  discard(): undefined {
    this.writer.discard();
    this.#stage.discard();
    this.endTurn();
  }

  /** Lets the next incarnation write. */
  release(): undefined {
    this.writer.releaseOwner();
    this.#stage.release();
  }
}
