/**
 * An anchor that is a file, on another disk or host than the log: checkpoints one after the other,
 * each with an empty line behind it. It only grows; what a cut write left is taken away first.
 */
import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import type { AuditAnchor } from "./audit-anchor.ts";

/** A signed note and the empty line behind it. */
const NOTES = /(?:[^\n]+\n)+\n(?:— [^\n]+\n)+\n/g;

/** @param storage The folder of the file `name`. @throws Error when the file cannot be read. */
export function fileAnchor(storage: TreeStorage, name: string): AuditAnchor {
  const whole = repair(storage, name);
  let latest = whole.at(-1)?.slice(0, -1) ?? null;
  return {
    name,
    publish(note, onFailed) {
      try {
        storage.append(name, Buffer.from(`${note}\n`, "utf8"));
        latest = note;
      } catch (error) {
        onFailed(error instanceof Error ? error.message : String(error));
      }
    },
    latest: () => latest,
  };
}

/** Returns the whole notes of the file, and cuts away what is behind them. */
function repair(storage: TreeStorage, name: string): readonly string[] {
  const bytes = storage.read(name);
  if (bytes === null) {
    storage.replace(name, new Uint8Array());
    return [];
  }
  const text = Buffer.from(bytes).toString("utf8");
  const notes = [...text.matchAll(NOTES)].map(([note]) => note);
  const wholeBytes = Buffer.byteLength(notes.join(""), "utf8");
  if (wholeBytes < bytes.length) storage.truncate(name, wholeBytes);
  return notes;
}
