/** Where things lie in a log's folder: the paths of C2SP's tlog-tiles, and ours beside them. */
import { assert } from "../../../../core/assert.ts";

/** Hashes of a full tile, entries of a full bundle. */
export const TILE_WIDTH = 256;

/** The newest checkpoint, as a signed note. */
export const CHECKPOINT_FILE = "checkpoint";
/** Verifier keys, one a line, oldest first. */
export const KEYS_FILE = "keys";
/** Leaves behind the last full bundle. */
export const TAIL_FILE = "tail";

/** A tile of hashes by its level, or the bundle of entries. */
export type TileLevel = number | "entries";

/**
 * Path of a tile. `width` below {@link TILE_WIDTH} is that of a partial one.
 *
 * ```ts
 * tilePath(0, 1234067) // => "tile/0/x001/x234/067"
 * tilePath("entries", 3, 17) // => "tile/entries/003.p/17"
 * ```
 */
export function tilePath(level: TileLevel, index: number, width: number = TILE_WIDTH): string {
  assert(width > 0 && width <= TILE_WIDTH, "a tile has 1 to 256 entries");
  const full = `tile/${level}/${groupsOf(index)}`;
  return width === TILE_WIDTH ? full : `${full}.p/${width}`;
}

/** Folder of the partial tiles of one place. */
export function partialFolder(level: TileLevel, index: number): string {
  return `tile/${level}/${groupsOf(index)}.p`;
}

/** File of a payload that is too large for its leaf, by its SHA-256. */
export function payloadPath(hash: Uint8Array): string {
  return `payload/${Buffer.from(hash).toString("hex")}`;
}

/** File of the personal data of one record. It may be deleted; the tree stays valid. */
export function personalPath(sequence: number): string {
  return `personal/${groupsOf(sequence)}`;
}

function groupsOf(index: number): string {
  const groups = [index % 1_000];
  for (let left = Math.floor(index / 1_000); left > 0; left = Math.floor(left / 1_000)) {
    groups.unshift(left % 1_000);
  }
  const digits = groups.map((group) => String(group).padStart(3, "0"));
  return digits.map((text, at) => (at < digits.length - 1 ? `x${text}` : text)).join("/");
}
