/** What is done to the files of one folder, each told once for both worlds, and what is answered. */
import { fileFailure } from "../../../../../src/runtime/io/disk/file-failure.ts";
import type { Storage } from "../../../../../src/runtime/io/disk/storage.ts";
import type { World } from "./world.ts";

export type FolderCase = (world: World) => unknown;

/** What the call returns, or the code of what it throws. */
export function answerOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return fileFailure(error).code;
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

function textOf(storage: Storage, name: string): string {
  const handle = storage.open(name);
  const into = new Uint8Array(storage.bytesOf(handle));
  storage.read(handle, into, 0);
  storage.close(handle);
  return new TextDecoder().decode(into).replaceAll("\0", ".");
}

function write(storage: Storage, handle: number, text: string, at: number): number {
  const bytes = bytesOf(`<<${text}>>`);
  return storage.write(handle, bytes, 2, bytes.length - 2, at);
}

const opened = (world: World) => world.client.io.storage(world.folder("journal"));

export const STORAGE_CASES: Readonly<Record<string, FolderCase>> = {
  "begins empty, and one made again is the same": (world) => {
    const storage = opened(world);
    const before = storage.list();
    storage.close(storage.create("a"));
    return [before, opened(world).list(), storage.list()];
  },
  "has the files that were made, and makes none twice": (world) => {
    const storage = opened(world);
    storage.create("a");
    storage.create("b");
    const again = answerOf(() => storage.create("a"));
    return [storage.list().toSorted(), again, answerOf(() => storage.open("c"))];
  },
  "writes in place, over what is there, and behind a gap of zeros": (world) => {
    const storage = opened(world);
    const handle = storage.create("a");
    const taken = [
      write(storage, handle, "twelve bytes", 0),
      write(storage, handle, "ELEVEN", 0),
      write(storage, handle, "far", 20),
    ];
    storage.sync(handle);
    return [taken, storage.bytesOf(handle), textOf(storage, "a")];
  },
  "says that there is room": (world) => opened(world).freeBytes() > 0,
  "reads so much as there is": (world) => {
    const storage = opened(world);
    const handle = storage.create("a");
    write(storage, handle, "0123456789", 0);
    const into = new Uint8Array(4).fill(42);
    const counts = [0, 8, 10, 99].map((at) => storage.read(handle, into, at));
    return [counts, [...into]];
  },
  "preallocates zeros, also over what is there": (world) => {
    const storage = opened(world);
    const handle = storage.create("a");
    write(storage, handle, "0123456789", 0);
    storage.preallocate(handle, 4, 10);
    return [storage.bytesOf(handle), textOf(storage, "a")];
  },
  "renames over what is there; whoever has it open goes on in it": (world) => {
    const storage = opened(world);
    const handle = storage.create("new");
    write(storage, storage.create("old"), "old", 0);
    write(storage, handle, "new", 0);
    storage.rename("new", "old");
    write(storage, handle, "newer", 0);
    storage.syncFolder();
    return [storage.list(), textOf(storage, "old"), answerOf(() => storage.rename("x", "y"))];
  },
  "removes what is there and what is not; whoever has it open reads on": (world) => {
    const storage = opened(world);
    const handle = storage.create("a");
    write(storage, handle, "kept", 0);
    storage.remove("a");
    storage.remove("a");
    const into = new Uint8Array(4);
    const count = storage.read(handle, into, 0);
    return [storage.list(), count, new TextDecoder().decode(into)];
  },
  "refuses a handle that is closed, and one of another storage": (world) => {
    const storage = opened(world);
    const handle = storage.create("a");
    const other = opened(world);
    const ofOther = answerOf(() => other.sync(handle));
    storage.close(handle);
    return [
      ofOther,
      answerOf(() => storage.sync(handle)),
      answerOf(() => write(storage, handle, "x", 0)),
      answerOf(() => storage.read(handle, new Uint8Array(1), 0)),
      answerOf(() => storage.close(handle)),
    ];
  },
  "has one lock, which is refused to the life that holds it": (world) => {
    const [one, other] = [opened(world), opened(world)];
    const taken = [one.lock() === null, other.lock() === null];
    other.unlock();
    one.unlock();
    return [...taken, other.lock() === null];
  },
  "gives its lock to a later life, and keeps it from the earlier": (world) => {
    const first = opened(world);
    const second = world.server.io.storage(world.folder("journal"));
    const taken = [first.lock() === null, second.lock() === null, first.lock() === null];
    first.unlock();
    return [...taken, opened(world).lock() === null];
  },
  "ends with its incarnation: the lock is free, and nothing more is taken": (world) => {
    const storage = opened(world);
    const handle = storage.create("a");
    storage.lock();
    world.client.io.close();
    const after = [
      answerOf(() => write(storage, handle, "x", 0)),
      answerOf(() => storage.create("b")),
      answerOf(() => opened(world)),
    ];
    const server = world.server.io.storage(world.folder("journal"));
    return [after, server.lock() === null, server.list().filter((name) => name === "b")];
  },
};
