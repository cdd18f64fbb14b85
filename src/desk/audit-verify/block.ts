/** Up to 256 leaves that lie together: where each is in its file, and what its hash is. */
import { hashInto, isSameHash, SHA256_BYTES } from "./tree/hash.ts";
import { TILE_BYTES, WIDTH } from "./tree/subtree-root.ts";

export class Block {
  /** Hashes of the leaves, one behind the other. */
  readonly hashes = new Uint8Array(TILE_BYTES);
  /** The same memory, a leaf each. */
  readonly hashAt: readonly Uint8Array[] = Array.from({ length: WIDTH }, (_, at) =>
    this.hashes.subarray(at * SHA256_BYTES, (at + 1) * SHA256_BYTES),
  );
  /** Place of each leaf in `bytes`, and where it ends. */
  readonly from = new Float64Array(WIDTH);
  readonly to = new Float64Array(WIDTH);
  bytes: Uint8Array = new Uint8Array();
  count = 0;

  /**
   * Takes the leaves of a bundle. False when its lengths do not fit its bytes; what was before stays.
   * The byte before each leaf is overwritten, so that it can be hashed where it lies.
   */
  takeBundle(bundle: Uint8Array): boolean {
    this.clear(bundle);
    let at = 0;
    while (at + 2 <= bundle.length && this.count < WIDTH) {
      const from = at + 2;
      const to = from + (bundle[at] as number) * 256 + (bundle[at + 1] as number);
      if (to > bundle.length) return false;
      this.add(from, to);
      at = to;
    }
    return at === bundle.length;
  }

  clear(bytes: Uint8Array): undefined {
    this.bytes = bytes;
    this.count = 0;
  }

  /** Adds the leaf at a place of `bytes`. */
  add(from: number, to: number): undefined {
    const at = this.count;
    this.bytes[from - 1] = 0;
    hashInto(this.bytes.subarray(from - 1, to), this.hashAt[at] as Uint8Array);
    this.from[at] = from;
    this.to[at] = to;
    this.count = at + 1;
  }

  /** The first leaf whose hash is not that of `tile`; -1 when all are the same. */
  firstUnlike(tile: Uint8Array): number {
    const bytes = Math.min(this.count * SHA256_BYTES, tile.length);
    if (isSameHash(this.hashes.subarray(0, bytes), tile.subarray(0, bytes))) return -1;
    let at = 0;
    while (isSameHash(this.hashAt[at] as Uint8Array, hashIn(tile, at))) at += 1;
    return at;
  }
}

/** The hash at place `at` of a tile. */
export function hashIn(tile: Uint8Array, at: number): Uint8Array {
  return tile.subarray(at * SHA256_BYTES, (at + 1) * SHA256_BYTES);
}
