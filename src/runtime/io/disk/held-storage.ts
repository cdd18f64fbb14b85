/**
 * A folder's files as one incarnation has them: what it has open, and the lock, end with it. A handle
 * that it does not have is refused, as the system gives the number of a closed one to another file.
 */
import type { IoScope } from "../io-scope.ts";
import type { Storage } from "./storage.ts";

/** Returns `storage`, for as long as the incarnation of `scope` lives. */
export function holdStorage(scope: IoScope, storage: Storage): Storage {
  const open = new Set<number>();
  const held = (handle: number): number => {
    if (!open.has(handle)) throw Object.assign(new Error("EBADF: not open"), { code: "EBADF" });
    return handle;
  };
  const opened = (handle: number): number => {
    open.add(handle);
    return handle;
  };
  scope.hold(() => {
    for (const handle of open) closeAnyhow(storage, handle);
    open.clear();
    storage.unlock();
  });
  return {
    ...storage,
    create: (name) => scope.begin(() => opened(storage.create(name))),
    open: (name) => scope.begin(() => opened(storage.open(name))),
    lock: () => scope.begin(() => storage.lock()),
    bytesOf: (handle) => storage.bytesOf(held(handle)),
    preallocate: (handle, at, bytes) => storage.preallocate(held(handle), at, bytes),
    write: (handle, bytes, start, end, at) => storage.write(held(handle), bytes, start, end, at),
    read: (handle, into, at) => storage.read(held(handle), into, at),
    sync: (handle) => storage.sync(held(handle)),
    close(handle) {
      open.delete(held(handle));
      storage.close(handle);
    },
  };
}

function closeAnyhow(storage: Storage, handle: number): undefined {
  try {
    storage.close(handle);
  } catch {
    // The number is free again all the same, and nobody is left who could be told.
  }
}
