/** Whether new code may take the place of what runs: pure, from what both say of themselves. */
import type {
  ActorInspection,
  BoardInspection,
  MessageInspection,
} from "../../actor/inspection.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { Speaker } from "../roster/version-check.ts";

/** The actor as it runs, what it is to become, all other actors of the desk, and main if it speaks. */
export type SwapQuestion = {
  readonly now: ActorSpec;
  readonly next: ActorInspection;
  readonly others: readonly ActorSpec[];
  readonly main?: Speaker | null;
};

type Messages = Readonly<Record<string, MessageInspection>>;

/**
 * A sentence that names everybody who would understand the new code otherwise than the old; null
 * when nobody does. A restart of the desk, or of all who are named, is what helps.
 */
export function swapRefusalOf(question: SwapQuestion): string | null {
  const reasons = [
    ...misreadOutput(question),
    ...misreadInput(question),
    ...changedBoards(question),
    ...changedWatch(question),
    ...lostState(question),
  ];
  return reasons.length === 0 ? null : reasons.join("; ");
}

function misreadOutput({ now, next, others }: SwapQuestion): string[] {
  const readers = others.filter(({ reads }) => reads.some(({ actor }) => actor === now.name));
  return readers.flatMap((reader) =>
    otherVersions(reader.inspection.in, next.out).map(
      ([name, read, said]) =>
        `${reader.name} reads ${name} version ${read}, and the new ${now.name} says version ${said}`,
    ),
  );
}

function misreadInput({ now, next, others, main = null }: SwapQuestion): string[] {
  const speakers: readonly Speaker[] = main === null ? others : [...others, main];
  const writers = speakers.filter(({ name }) => now.reads.some(({ actor }) => actor === name));
  return writers.flatMap((writer) =>
    otherVersions(next.in, writer.inspection.out).map(
      ([name, read, said]) =>
        `the new ${now.name} reads ${name} version ${read}, and ${writer.name} says version ${said}`,
    ),
  );
}

/** Messages of one name that both have, in different versions: name, left's and right's. */
function otherVersions(left: Messages, right: Messages): [string, number, number][] {
  return Object.values(left).flatMap(({ schema: mine }) =>
    Object.values(right)
      .filter(({ schema }) => schema.name === mine.name && schema.version !== mine.version)
      .map(({ schema }): [string, number, number] => [mine.name, mine.version, schema.version]),
  );
}

/** A board's memory is made once, and those who watch it hold it. */
function changedBoards({ now, next, others }: SwapQuestion): string[] {
  const names = new Set([...Object.keys(now.inspection.boards), ...Object.keys(next.boards)]);
  return [...names].flatMap((name) => {
    const before = now.inspection.boards[name];
    const after = next.boards[name];
    if (shapeOf(before) === shapeOf(after)) return [];
    const type = (before ?? after)?.schema.name;
    const watchers = others.filter(({ inspection }) =>
      Object.values(inspection.watch).some(({ schema }) => schema.name === type),
    );
    const by = watchers.length === 0 ? "" : `, which ${listOf(watchers)} watch`;
    return [`board ${name} changes${by}: from ${shapeOf(before)} to ${shapeOf(after)}`];
  });
}

function changedWatch({ now, next }: SwapQuestion): string[] {
  const before = typesOf(now.inspection.watch);
  const after = typesOf(next.watch);
  if (before === after) return [];
  return [
    `the new ${now.name} watches ${after || "nothing"}, and is wired to ${before || "nothing"}`,
  ];
}

function lostState({ now, next }: SwapQuestion): string[] {
  const { keep } = now.inspection;
  if (keep === null || wordOf(keep) === (next.keep === null ? "" : wordOf(next.keep))) return [];
  const kept = next.keep === null ? "nothing" : wordOf(next.keep);
  return [
    `${now.name} keeps ${wordOf(keep)}, and the new one keeps ${kept}: its state would be lost`,
  ];
}

function typesOf(messages: Messages): string {
  return Object.entries(messages)
    .map(([name, message]) => `${name} as ${wordOf(message)}`)
    .sort()
    .join(", ");
}

function shapeOf(board: BoardInspection | undefined): string {
  if (board === undefined) return "none";
  return `${wordOf(board)}, ${board.slots} slots of ${board.slotBytes} bytes`;
}

function wordOf({ schema }: MessageInspection): string {
  return `${schema.name} version ${schema.version}`;
}

function listOf(specs: readonly ActorSpec[]): string {
  return specs.map(({ name }) => name).join(", ");
}
