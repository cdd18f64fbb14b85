/**
 * Anchors: files from elsewhere that hold checkpoints of the log, one or many behind each other. What
 * they vouch for, the log must still have.
 */
import { parseNote, type SignedCheckpoint } from "./note/signed-checkpoint.ts";
import type { Trust } from "./note/trust.ts";
import { isSameHash } from "./tree/hash.ts";
import { AUDIT_EXIT, Broken, unreadable } from "./verdict.ts";
import type { WantedRoots } from "./wanted-roots.ts";

const NOTE = /(?:[^\n]+\n)+\n(?:— [^\n]+\n)+/g;

/** A checkpoint, and the file it is from. */
export type AnchorNote = { readonly file: string; readonly checkpoint: SignedCheckpoint };

/** The checkpoints of a file. `isTorn` says that its end is no whole one. @throws Broken without any. */
export function anchorNotesOf(
  file: string,
  text: string,
): { readonly notes: readonly AnchorNote[]; readonly isTorn: boolean } {
  const found = [...text.matchAll(NOTE)];
  const notes = found.flatMap(([note]) => {
    const checkpoint = parseNote(note);
    return checkpoint === null ? [] : [{ file, checkpoint }];
  });
  const last = found.at(-1);
  const end = last === undefined ? 0 : last.index + last[0].length;
  const between = text.slice(0, end).replace(NOTE, "").trim();
  if (notes.length === 0 || notes.length !== found.length || between !== "") {
    throw unreadable(file, "signed checkpoints", "something else");
  }
  return { notes, isTorn: text.slice(end).trim() !== "" };
}

/** Holds the log, of `size` leaves, against its anchors. @throws Broken when it has less, or others. */
export function checkAnchors(
  notes: readonly AnchorNote[],
  log: {
    readonly origin: string;
    readonly size: number;
    readonly roots: WantedRoots;
    readonly trust: Trust;
  },
): undefined {
  let agreedSize = 0;
  const ordered = [...notes].sort((left, right) => left.checkpoint.size - right.checkpoint.size);
  for (const { file, checkpoint } of ordered) {
    if (checkpoint.origin !== log.origin) {
      throw unreadable(file, `checkpoints of ${log.origin}`, checkpoint.origin);
    }
    const signed = log.trust.judge(checkpoint);
    if (signed !== "GOOD") {
      const actual = signed === "BAD" ? "a bad signature" : "none of a known key";
      throw unreadable(file, "signatures of a known key", actual);
    }
    const root = log.roots.rootOf(checkpoint.size);
    if (root !== null && isSameHash(root, checkpoint.root)) {
      agreedSize = checkpoint.size;
      continue;
    }
    const what = `anchor ${file}`;
    throw new Broken(
      AUDIT_EXIT.TRUNCATED,
      root === null
        ? {
            sequence: log.size,
            what,
            expected: `${checkpoint.size} records`,
            actual: `${log.size} records`,
          }
        : {
            sequence: agreedSize,
            what: `${what}, tree of ${checkpoint.size} leaves`,
            expected: Buffer.from(checkpoint.root).toString("hex"),
            actual: Buffer.from(root).toString("hex"),
          },
    );
  }
}
