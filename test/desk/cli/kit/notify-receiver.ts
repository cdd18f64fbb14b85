/** A service manager as `sd_notify` sees it: a unix datagram socket, by libc, since no API opens one. */
import { dlopen, FFIType, ptr } from "bun:ffi";
import { rmSync } from "node:fs";
import { addressOf } from "../../../../src/runtime/supervisor/guard/notify-socket.ts";

const AF_UNIX = 1;
const SOCK_DGRAM_NONBLOCK = 2 | 0o4_000;
const LOOK_MS = 5;

const { i32, i64, u64, ptr: pointer } = FFIType;

/** One datagram, and when it was found. */
export type Notice = { readonly atMs: number; readonly text: string };

export class NotifyReceiver {
  readonly notices: Notice[] = [];
  readonly #address: string;
  readonly #socket: number;
  readonly #libc = dlopen("libc.so.6", {
    socket: { args: [i32, i32, i32], returns: i32 },
    bind: { args: [i32, pointer, i32], returns: i32 },
    recv: { args: [i32, pointer, u64, i32], returns: i64 },
    close: { args: [i32], returns: i32 },
  });
  readonly #looking: ReturnType<typeof setInterval>;

  /** @param address A path, or `@name`: what `NOTIFY_SOCKET` will say. */
  constructor(address: string) {
    this.#address = address;
    const { symbols } = this.#libc;
    this.#socket = symbols.socket(AF_UNIX, SOCK_DGRAM_NONBLOCK, 0);
    const target = addressOf(address) ?? new Uint8Array();
    if (symbols.bind(this.#socket, ptr(target), target.length) !== 0) {
      throw new Error(`cannot bind ${address}`);
    }
    this.#looking = setInterval(() => this.#receive(), LOOK_MS);
  }

  /** Those that have the line `word`. */
  withLine(word: string): readonly Notice[] {
    return this.notices.filter(({ text }) => text.split("\n").includes(word));
  }

  close(): undefined {
    clearInterval(this.#looking);
    this.#libc.symbols.close(this.#socket);
    if (!this.#address.startsWith("@")) rmSync(this.#address, { force: true });
  }

  #receive(): undefined {
    const buffer = new Uint8Array(4_096);
    for (;;) {
      const bytes = Number(this.#libc.symbols.recv(this.#socket, ptr(buffer), buffer.length, 0));
      if (bytes <= 0) return;
      const text = new TextDecoder().decode(buffer.subarray(0, bytes));
      this.notices.push({ atMs: performance.now(), text });
    }
  }
}
