/** What stands in one slot of a board, for whoever looks at a desk from outside. */
import type { FieldsOf, MessageType } from "../../runtime/codec/message-type.ts";
import { BoardReader } from "../../runtime/ring/board-reader.ts";

/**
 * The value at `key` of the board in `memory`, as its own copy; null when it was never written, or
 * when there is no such board.
 */
export function boardValue<Body>(
  memory: SharedArrayBuffer | null,
  type: MessageType<Body>,
  key: number,
): FieldsOf<Body> | null {
  if (memory === null) return null;
  const scratch = new DataView(new ArrayBuffer(Math.max(8, type.slotBytes)));
  const bytes = new BoardReader(memory).read(key, scratch);
  if (bytes < 0) return null;
  const view = type.codec.createView();
  view.bind(scratch, 0, bytes);
  return view;
}
