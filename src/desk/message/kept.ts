/**
 * Said by main: a piece of what a next process of the desk goes on from. Pieces of one part follow
 * each other; a part whose last piece is missing was never said.
 */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type KeptBody = {
  readonly actor: string;
  /** `boards`, `snapshot` or `lives`. */
  readonly part: string;
  /** Place of this piece, from 0. */
  readonly index: number;
  readonly pieces: number;
  readonly bytes: Uint8Array;
};

export const Kept = definePacked<KeptBody>("kept", 1);

/** Largest piece: what a reader gets at once stays small beside a ring. Bytes. */
export const KEPT_PIECE_BYTES = 48 * 1_024;
