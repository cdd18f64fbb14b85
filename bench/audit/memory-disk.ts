/** A disk that costs nothing: what is left is what the log itself costs. */
import type { AuditStorage } from "../../src/runtime/journal/audit/file/audit-storage.ts";

export function memoryDisk(): AuditStorage {
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
    remove: (path) => void files.delete(path),
  };
}
