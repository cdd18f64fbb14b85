/** What a played actor has left in its memory: boards, its snapshot, and the form of its answers. */
import type { Messages } from "../../runtime/actor/context.ts";
import { SnapshotStore } from "../../runtime/actor/snapshot-store.ts";
import { recoverBoard } from "../../runtime/ring/board-memory.ts";
import { allocateLines } from "../../runtime/ring/lines.ts";
import { boardValue } from "../run/board-value.ts";
import type { Stage } from "./stage.ts";
import { listed, TestMistake } from "./test-mistake.ts";

/**
 * Returns the newest value at `key` of the board that its definition names `name`; null before the first.
 *
 * @throws {TestMistake} When it has no such board.
 */
export function readBoard({ parts, memory }: Stage, name: string, key: number): object | null {
  const boards: Messages = parts.definition.boards ?? {};
  const type = boards[name];
  if (type === undefined) {
    throw new TestMistake(
      `Cannot find board ${name}: its boards are ${listed(Object.keys(boards))}`,
    );
  }
  const view = boardValue(memory.boards[name] ?? null, type, key) as unknown;
  return (view as { copy(): object } | null)?.copy() ?? null;
}

/** Returns the snapshot that a next life would start from; null before the first. */
export function readSnapshot({ parts, memory }: Stage): object | null {
  const { keep } = parts.definition;
  if (keep === undefined) {
    throw new TestMistake(`Cannot read a snapshot: ${parts.name} has no \`keep\``);
  }
  // A copy, with lines of its own: the actor itself may be the writer.
  const copy = copyOf(memory.snapshot);
  recoverBoard(copy);
  const kept = new SnapshotStore<object>(keep as never, copy, allocateLines(), 1).read();
  return kept.kind === "KEPT" ? kept.body : null;
}

/**
 * Returns what decodes the answer `name`.
 *
 * @throws {TestMistake} When it answers nothing of that name.
 */
export function answerOf({ parts }: Stage, name: string): (bytes: Uint8Array) => object {
  const answers = parts.definition.answer ?? {};
  const answer = answers[name];
  if (answer === undefined) {
    throw new TestMistake(`Cannot ask ${name}: it answers ${listed(Object.keys(answers))}`);
  }
  return (bytes) => {
    const view = answer.reply.codec.createView();
    view.bind(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.byteLength);
    return view.copy() as object;
  };
}

function copyOf(memory: SharedArrayBuffer): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(memory.byteLength);
  new Uint8Array(copy).set(new Uint8Array(memory));
  return copy;
}
