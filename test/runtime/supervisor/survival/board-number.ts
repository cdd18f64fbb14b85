/** The number on a board of the kit's survivor. */
import { BoardReader } from "../../../../src/runtime/ring/board-reader.ts";
import { Newest, Scrap } from "../../../kit/message.ts";

const TYPES = { newest: Newest, scrap: Scrap } as const;

/** At slot 0; 0 when nothing was ever put there. */
export function numberOn(memory: SharedArrayBuffer | null, board: keyof typeof TYPES): number {
  if (memory === null) return 0;
  const type = TYPES[board];
  const scratch = new DataView(new ArrayBuffer(type.slotBytes));
  const bytes = new BoardReader(memory).read(0, scratch);
  if (bytes < 0) return 0;
  const view = type.codec.createView();
  view.bind(scratch, 0, bytes);
  return view.number;
}
