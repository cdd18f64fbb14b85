/** A folder on the disk of this machine. What a call wrote is synced when it returns, names included. */
import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { TreeStorage } from "./tree-storage.ts";

/** Files are for the desk's user only. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Of a mode: what others than the owner may do. */
const OTHERS = 0o077;

/** @param folder It is made when it is not there. */
export function systemTree(folder: string): TreeStorage {
  makeFolder(folder);
  return {
    read(path) {
      try {
        return readFileSync(join(folder, path));
      } catch (error) {
        if (isAbsence(error)) return null;
        throw error;
      }
    },
    replace(path, bytes) {
      const target = join(folder, path);
      makeFolder(dirname(target));
      const unfinished = `${target}.tmp`;
      withFile(unfinished, "w", (file) => {
        writeAll(file, bytes);
        fsyncSync(file);
      });
      renameSync(unfinished, target);
      syncFolder(dirname(target));
    },
    append(path, bytes) {
      // Not "a", which would make one whose name nobody syncs.
      withFile(join(folder, path), constants.O_WRONLY | constants.O_APPEND, (file) => {
        writeAll(file, bytes);
        fdatasyncSync(file);
      });
    },
    truncate(path, bytes) {
      withFile(join(folder, path), "r+", (file) => {
        ftruncateSync(file, bytes);
        fsyncSync(file);
      });
    },
    list(path) {
      try {
        return readdirSync(join(folder, path));
      } catch (error) {
        if (isAbsence(error)) return [];
        throw error;
      }
    },
    isPrivate: (path) => (statSync(join(folder, path)).mode & OTHERS) === 0,
    remove(path) {
      rmSync(join(folder, path), { recursive: true, force: true });
    },
  };
}

function withFile(path: string, flags: string | number, use: (file: number) => void): undefined {
  const file = openSync(path, flags, FILE_MODE);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): undefined {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done);
  }
}

/** Makes a folder and those above it, each named durably in its own. */
function makeFolder(path: string): undefined {
  if (existsSync(path)) return;
  const first = mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  const top = dirname(first);
  for (let made = path; made !== top && made !== dirname(made); made = dirname(made)) {
    syncFolder(dirname(made));
  }
}

function syncFolder(path: string): undefined {
  withFile(path, "r", fsyncSync);
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
