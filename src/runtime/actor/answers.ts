/**
 * What a context answers that no message told its actor: clocks, what main says, values of boards,
 * whether there was room, and what I/O brings. What becomes of an incarnation depends on these, on what
 * it was started with and on what it handles, and on nothing else.
 */
import type { Io } from "../io/io.ts";
import type { ReaderLag } from "../ring/topic-slots.ts";
import type { TopicWriter } from "../ring/topic-writer.ts";
import type { BoardShelf } from "./board-shelf.ts";
import type { Command } from "./control-block.ts";
import type { Timers } from "./timers.ts";

/** What the senders of a context write to. */
export type SendTarget = Pick<
  TopicWriter,
  "data" | "payloadBytesMax" | "claim" | "commit" | "abort"
>;

/** Reads of the boards of one type, as `ctx.read` has them. */
export type ReadBoard = BoardShelf<never>["read"];

export type Answers = {
  /** Nanoseconds, monotonic. */
  now(): number;
  /** Microseconds since the epoch. */
  wall(): number;
  lag(of: string): ReaderLag | null;
  ready(of: string): boolean;
  command(): Command;
  /** When the topic was last committed. Nanoseconds; NaN before the first time. */
  publishedAt(): number;
  /** Whether the ring has room for a message that may be dropped. */
  mayLog(): boolean;
  readonly writer: SendTarget;
  readonly reads: Readonly<Record<string, ReadBoard>>;
  readonly io: Io;
  readonly timers: Timers;
};
