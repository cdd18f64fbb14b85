/**
 * Sends datagrams to a service manager's unix socket. No API of the runtime reaches such a socket,
 * so libc does. Never blocks: what the manager has no room for is lost.
 */
import { dlopen, FFIType, ptr } from "bun:ffi";

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2_000_000;
const SOCK_NONBLOCK = 0o4_000;
const MSG_NOSIGNAL = 0x4000;
/** `sockaddr_un`: two bytes of family, and a path. */
const PATH_AT = 2;
const PATH_BYTES_MAX = 108;

const LIBRARIES = ["libc.so.6", "libc.so"] as const;

/** Where a manager listens, and how to say something there. False when it could not be said. */
export type NotifySocket = { send(text: string): boolean };

/**
 * Opens the way to `address`: a path, or `@name` for an abstract socket. Null when there is none
 * (another system, an address that is none).
 */
export function openNotifySocket(address: string): NotifySocket | null {
  const target = addressOf(address);
  const libc = loadLibc();
  if (target === null || libc === null) return null;
  const socket = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return null;
  return {
    send(text) {
      const bytes = new TextEncoder().encode(text);
      const sent = libc.sendto(
        socket,
        ptr(bytes),
        bytes.length,
        MSG_NOSIGNAL,
        ptr(target),
        target.length,
      );
      return Number(sent) === bytes.length;
    },
  };
}

/** The bytes of a `sockaddr_un`; an abstract name has no zero at its end. */
export function addressOf(address: string): Uint8Array | null {
  const isAbstract = address.startsWith("@");
  if (!isAbstract && !address.startsWith("/")) return null;
  const path = new TextEncoder().encode(isAbstract ? `\0${address.slice(1)}` : `${address}\0`);
  if (path.length > PATH_BYTES_MAX || path.length < 2) return null;
  const bytes = new Uint8Array(PATH_AT + path.length);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, true);
  bytes.set(path, PATH_AT);
  return bytes;
}

function loadLibc() {
  for (const library of LIBRARIES) {
    try {
      const { i32, ptr: pointer, u64, i64 } = FFIType;
      const { symbols } = dlopen(library, {
        socket: { args: [i32, i32, i32], returns: i32 },
        sendto: { args: [i32, pointer, u64, i32, pointer, i32], returns: i64 },
      });
      return symbols;
    } catch {}
  }
  return null;
}
