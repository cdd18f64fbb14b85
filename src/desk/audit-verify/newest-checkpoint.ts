/** The newest checkpoint of a log's folder, and the partial tiles that belong to it. */
import { Block } from "./block.ts";
import type { LogFolder } from "./folder/log-folder.ts";
import type { LogMoment } from "./folder/log-moment.ts";
import { tileName } from "./folder/paths.ts";
import type { LogWalk } from "./log-walk.ts";
import type { SignedCheckpoint } from "./note/signed-checkpoint.ts";
import type { Trust } from "./note/trust.ts";
import type { Part } from "./tree/growing-tree.ts";
import { isSameHash } from "./tree/hash.ts";
import { tampered } from "./verdict.ts";
import type { WantedRoots } from "./wanted-roots.ts";

export type Newest = { readonly note: string; readonly checkpoint: SignedCheckpoint };

/** The one of that moment. @throws Broken when there is none: a log is born with one. */
export function newestOf({ note, checkpoint }: LogMoment): Newest {
  if (note !== null && checkpoint !== null) return { note, checkpoint };
  throw tampered({
    sequence: 0,
    what: "checkpoint",
    expected: "a signed checkpoint",
    actual: note === null ? "none" : "something else",
  });
}

/** Its tree is that of the leaves, its signature true, and the log holds it if it goes on. */
export function checkNewest(
  { note, checkpoint }: Newest,
  walk: LogWalk,
  { roots, trust, isWhole }: { roots: WantedRoots; trust: Trust; isWhole: boolean },
): undefined {
  const { size } = checkpoint;
  const sequence = Math.min(walk.vouchedSize, size);
  const root = roots.rootOf(size);
  if (root === null) {
    const [expected, actual] = [`${size} records`, `${walk.size} records`];
    throw tampered({ sequence: walk.size, what: "checkpoint", expected, actual });
  }
  if (!isSameHash(root, checkpoint.root)) {
    const expected = Buffer.from(checkpoint.root).toString("hex");
    const actual = Buffer.from(root).toString("hex");
    throw tampered({ sequence, what: "tree of the newest checkpoint", expected, actual });
  }
  trust.accept(checkpoint, "the newest checkpoint");
  const held = walk.heldNote;
  if (!isWhole || (size === walk.size && (held === null || held.size < size))) return;
  if (held?.size === size && held.note === note) return;
  const expected = `that of ${held?.size ?? 0} leaves, which the log holds`;
  throw tampered({ sequence, what: "checkpoint", expected, actual: `one of ${size} leaves` });
}

/** The partial tiles that a reader of the newest checkpoint asks for, as they were in its moment. */
export function checkParts(
  folder: LogFolder,
  found: LogMoment["parts"],
  parts: readonly Part[],
): undefined {
  for (const part of parts) {
    const { level, index, width, hashes } = part;
    // A full tile has taken its place, and was compared already.
    const name = tileName(level, index, width);
    const tile = found.get(name) ?? null;
    if (tile === null && folder.has(tileName(level, index))) continue;
    const sequence = index * 256 ** (level + 1);
    if (tile === null || !isSameHash(tile, hashes)) {
      const actual = tile === null ? "none" : "others";
      throw tampered({ sequence, what: name, expected: "the hashes of the log", actual });
    }
  }
  const [leaves] = parts;
  if (leaves?.level === 0) checkPartialBundle(folder, found, leaves);
}

function checkPartialBundle(
  folder: LogFolder,
  found: LogMoment["parts"],
  { index, width, hashes }: Part,
): undefined {
  const what = tileName("entries", index, width);
  const bundle = found.get(what) ?? null;
  if (bundle === null && folder.has(tileName("entries", index))) return;
  const block = new Block();
  const isWhole = bundle !== null && block.takeBundle(bundle) && block.count === width;
  const at = block.firstUnlike(hashes);
  if (isWhole && at === -1) return;
  throw tampered({
    sequence: index * 256 + (at === -1 ? block.count : at),
    what,
    expected: `${width} records of the log`,
    actual: bundle === null ? "none" : "others",
  });
}
