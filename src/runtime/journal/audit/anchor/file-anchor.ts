/**
 * An anchor that is a file, on another disk or host than the log: checkpoints one after the other,
 * each with an empty line behind it. It only grows: a whole checkpoint is never taken away, and what a
 * cut write left behind the last one is, before anything is added.
 */
import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import type { AuditAnchor } from "./audit-anchor.ts";

/** A signed checkpoint and the empty line behind it, read byte by byte: a place in it is one in the file. */
const NOTES = /[^\n]+\n[0-9]+\n[A-Za-z0-9+/]+=\n\n(?:\xe2\x80\x94 [^\n]+\n)+\n/g;

/** @param storage The folder of the file `name`. @throws Error when the file cannot be read or mended. */
export function fileAnchor(storage: TreeStorage, name: string): AuditAnchor {
  let latest = repair(storage, name);
  let taken: string | null = null;
  let isTorn = false;
  return {
    name,
    publish(note, onFailed) {
      try {
        if (isTorn) latest = repair(storage, name);
        isTorn = true;
        storage.append(name, Buffer.from(`${note}\n`, "utf8"));
        isTorn = false;
        latest = note;
        taken = note;
      } catch (error) {
        onFailed(error instanceof Error ? error.message : String(error));
      }
    },
    latest: () => latest,
    taken: () => taken,
  };
}

/**
 * Returns the last whole note of the file, or null; and cuts away the beginning of one behind it.
 * @throws Error for anything else behind it, which is left as it is: somebody named the wrong file.
 */
function repair(storage: TreeStorage, name: string): string | null {
  const bytes = storage.read(name);
  if (bytes === null) {
    storage.replace(name, new Uint8Array());
    return null;
  }
  const text = Buffer.from(bytes).toString("latin1");
  let [last, end] = ["", 0];
  for (const { 0: note, index } of text.matchAll(NOTES)) [last, end] = [note, index + note.length];
  if (!isBeginning(text.slice(end))) {
    throw new Error(`${name} must hold checkpoints: behind byte ${end} is something else`);
  }
  if (end < bytes.length) storage.truncate(name, end);
  return last === "" ? null : Buffer.from(last.slice(0, -1), "latin1").toString("utf8");
}

/** Whether a cut write could have left this: its end may be zeros that were never written. */
function isBeginning(text: string): boolean {
  const lines = text.replace(/\0+$/, "").split("\n");
  return lines.every((line, at) => {
    const shape = LINES[at];
    return shape === undefined ? DASH.startsWith(line) || line.startsWith(DASH) : shape.test(line);
  });
}

/** Origin, size, root, and the empty line; signatures follow. */
const LINES = [/^/, /^[0-9]*$/, /^[A-Za-z0-9+/]*=?$/, /^$/];
const DASH = "\xe2\x80\x94 ";
