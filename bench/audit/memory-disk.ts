/** A disk that costs nothing: what is left is what the log itself costs. */
import type { TreeStorage } from "../../src/runtime/io/disk/tree-storage.ts";

export function memoryDisk(): TreeStorage {
  const files = new Map<string, Uint8Array[]>();
  return {
    read: (path) => {
      const parts = files.get(path);
      return parts === undefined ? null : Buffer.concat(parts);
    },
    replace: (path, bytes) => void files.set(path, [bytes]),
    append: (path, bytes) => void files.get(path)?.push(bytes),
    truncate: () => undefined,
    list: () => [],
    isPrivate: () => true,
    remove: (path) => void files.delete(path),
  };
}
