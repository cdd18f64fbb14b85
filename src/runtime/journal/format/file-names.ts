/** Names of a journal's files. Sequences are in 16 hexadecimal digits, so that names sort as they do. */
import { UNFINISHED } from "../storage/journal-folder.ts";

/** A segment that is made ahead: zeros, and no part of the journal yet. */
export const PREPARED_SEGMENT = `next${UNFINISHED}`;
/** Gives its room away when the disk is full, so that this can still be written down. */
export const BALLAST = "ballast";

/** The ways in which a journal's files begin. */
const KINDS = { segment: "j-", snapshot: "s-", halt: "halt-", retired: "retired-" } as const;
const ENDINGS = { segment: ".seg", snapshot: ".snap", halt: ".rec", retired: ".seg" } as const;

export type FileKind = keyof typeof KINDS;

/**
 * @example
 * ```ts
 * fileName("segment", 1) // => "j-0000000000000001.seg"
 * ```
 */
export function fileName(kind: FileKind, sequence: number): string {
  return `${KINDS[kind]}${sequence.toString(16).padStart(16, "0")}${ENDINGS[kind]}`;
}

/**
 * The sequence in a file's name; null when it is no name of this kind.
 *
 * @example
 * ```ts
 * sequenceIn("segment", "j-00000000000000ff.seg") // => 255
 * sequenceIn("segment", "j-ff.seg") // => null
 * ```
 */
export function sequenceIn(kind: FileKind, name: string): number | null {
  const digits = name.slice(KINDS[kind].length, -ENDINGS[kind].length);
  const sequence = Number.parseInt(digits, 16);
  return Number.isSafeInteger(sequence) && fileName(kind, sequence) === name ? sequence : null;
}

/** Where the end of a segment is kept that a crash has torn. */
export function tornName(segment: string): string {
  return `${segment}.torn`;
}
