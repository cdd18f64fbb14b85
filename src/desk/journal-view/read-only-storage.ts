/** The files of a journal as whoever only looks has them: nothing is created, locked, written or removed. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { JournalFolder } from "../../runtime/journal/storage/journal-folder.ts";

/** Returns the folder at `path`, whose every call that would change something throws. */
export function readOnlyFolder(path: string): JournalFolder {
  return new JournalFolder({
    list: () => readdirSync(path),
    open: (name) => openSync(join(path, name), "r"),
    bytesOf: (handle) => fstatSync(handle).size,
    read: (handle, into, at) => readSync(handle, into, 0, into.length, at),
    close: closeSync,
    create: refuse,
    preallocate: refuse,
    write: refuse,
    sync: refuse,
    rename: refuse,
    remove: refuse,
    syncFolder: refuse,
    freeBytes: refuse,
    lock: refuse,
    unlock: refuse,
  });
}

function refuse(): never {
  throw new Error("a journal that is looked at is not changed");
}
