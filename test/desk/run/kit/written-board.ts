/** A board in real shared memory, and who writes it. */
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { allocateBoard } from "../../../../src/runtime/ring/board-memory.ts";
import { BoardWriter } from "../../../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../../../src/runtime/ring/lines.ts";

// biome-ignore lint/suspicious/noExplicitAny: of whatever body.
export function board(type: MessageType<any>, slots = 1) {
  const memory = allocateBoard({ slots, slotBytes: type.slotBytes });
  const writer = new BoardWriter(memory, allocateLines(), 1);
  const put = (body: object, slot = 0) => {
    const bytes = type.codec.write(writer.data, writer.begin(slot), type.of(body));
    writer.end(slot, bytes);
  };
  return { memory, put };
}
