/** The answers of a context that nobody stands in front of: those of threads and real time, or of a simulation. */
import type { Time } from "../../core/time.ts";
import type { Answers, ReadBoard } from "./answers.ts";
import type { BoardShelf } from "./board-shelf.ts";
import type { ControlBlock } from "./control-block.ts";
import type { DeskBoards } from "./desk-boards.ts";
import type { Outbox } from "./outbox.ts";

/** What they are read from. */
export type Answering = Pick<Answers, "io" | "timers"> & {
  readonly desk: DeskBoards;
  readonly block: ControlBlock;
  readonly outbox: Outbox;
  readonly shelves: ReadonlyMap<string, BoardShelf<never>>;
};

/** Returns the answers of the world as it is at each call. */
export function worldAnswers(
  { now, wall }: Pick<Time, "now" | "wall">,
  { desk, block, outbox, shelves, io, timers }: Answering,
): Answers {
  const reads: Record<string, ReadBoard> = {};
  for (const [name, shelf] of shelves) reads[name] = (key, from) => shelf.read(key, from);
  return {
    now,
    wall,
    lag: (of) => desk.lag(of),
    ready: (of) => desk.ready(of),
    command: () => block.command,
    publishedAt: () => outbox.writer.committedAt,
    mayLog: () => outbox.writer.usedFraction() <= 0.5,
    writer: outbox.writer,
    reads,
    io,
    timers,
  };
}
