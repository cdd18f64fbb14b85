/** The leaves of a log from the newest one back, for whoever has to know where it ended. Reads only. */
import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import { entriesOf } from "./entry-bundle.ts";
import { readTail } from "./tail-file.ts";
import { TAIL_FILE, TILE_WIDTH, tilePath } from "./tile-path.ts";

/**
 * Gives one leaf after the other; none when there is no log.
 * @throws Error when a file is missing or damaged, other than by a write that was cut.
 */
export function* newestLeaves(storage: TreeStorage): Generator<Uint8Array, undefined> {
  const bytes = storage.read(TAIL_FILE);
  if (bytes === null) return;
  const { first, leaves } = readTail(bytes);
  yield* leaves.toReversed();
  for (let index = first / TILE_WIDTH - 1; index >= 0; index -= 1) {
    const path = tilePath("entries", index);
    const bundle = storage.read(path);
    if (bundle === null) throw new Error(`Cannot read the audit log as ${path} must be there`);
    yield* entriesOf(bundle).toReversed();
  }
}
