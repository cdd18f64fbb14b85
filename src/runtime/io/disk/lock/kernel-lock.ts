/**
 * A lock that the kernel keeps: of one process of this machine at a time, in whatever PID namespace
 * (of a container, say) it runs. The kernel gives it back when the process ends, however it ends.
 *
 * It is an `flock` of a file that stays. It belongs to the handle: a thread that is killed leaves it to
 * its process. On file systems of other machines it reaches as far as they carry it.
 */
import { dlopen, FFIType, read } from "bun:ffi";
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from "node:fs";

const LIBRARIES = ["libc.so.6", "libc.so"] as const;
const LOCK_EXCLUSIVE = 2;
const LOCK_AT_ONCE = 4;
const EWOULDBLOCK = 11;
const OWNER_ONLY = 0o600;

/** `HELD`: somebody has it. `UNKNOWN`: this system has no such call. */
export type NoLock = "HELD" | "UNKNOWN";

let libc: ReturnType<typeof loadLibc> | undefined;

/**
 * Takes the lock of `path`, which is made when it is not there.
 *
 * @returns the handle that has it: it is given back by `closeSync`
 * @throws what `node:fs` throws, and an Error when the file system knows no locks
 */
export function takeKernelLock(path: string): number | NoLock {
  libc ??= loadLibc();
  if (libc === null) return "UNKNOWN";
  const handle = openSync(path, "a", OWNER_ONLY);
  if (libc.flock(handle, LOCK_EXCLUSIVE | LOCK_AT_ONCE) === 0) return handle;
  const address = libc.__errno_location();
  const errno = address === null ? 0 : read.i32(address);
  closeSync(handle);
  if (errno === EWOULDBLOCK) return "HELD";
  throw Object.assign(new Error(`ENOLCK: ${path} cannot be locked (errno ${errno})`), {
    code: "ENOLCK",
  });
}

/**
 * The handle by which this process has the lock of `path`: one that a thread has taken, and left when
 * it was killed; null when this process has it not.
 */
export function ownKernelLock(path: string): number | null {
  const file = realpathSync(path);
  const handles = readdirSync("/proc/self/fd");
  return handles.map(Number).find((handle) => isLockOf(handle, file)) ?? null;
}

/** That it is open is not enough: whoever was refused had it open, too. */
function isLockOf(handle: number, file: string): boolean {
  try {
    if (readlinkSync(`/proc/self/fd/${handle}`) !== file) return false;
    return readFileSync(`/proc/self/fdinfo/${handle}`, "utf8").includes("FLOCK");
  } catch {
    // It was closed meanwhile.
    return false;
  }
}

function loadLibc() {
  for (const library of LIBRARIES) {
    try {
      return dlopen(library, {
        flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
        __errno_location: { args: [], returns: FFIType.ptr },
      }).symbols;
    } catch {}
  }
  return null;
}
