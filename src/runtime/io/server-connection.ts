/** The server's end of a WebSocket connection: what waits to be sent is bounded. */
import type { WebConnection } from "./io.ts";

export class ServerConnection implements WebConnection {
  readonly data: unknown;
  #socket: Bun.ServerWebSocket<ServerConnection> | null = null;

  constructor(data: unknown) {
    this.data = data;
  }

  /** The connection is open. */
  attach(socket: Bun.ServerWebSocket<ServerConnection>): undefined {
    this.#socket = socket;
  }

  send(frame: string): boolean {
    const socket = this.#socket;
    if (socket === null || socket.readyState !== WebSocket.OPEN) return false;
    // -1: queued behind others. 0: refused, or a frame without bytes, which is never refused.
    return socket.sendText(frame) !== 0 || frame.length === 0;
  }

  ping(payload = ""): undefined {
    this.#socket?.ping(payload);
  }

  close(code = 1000, reason = ""): undefined {
    this.#socket?.close(code, reason);
  }

  terminate(): undefined {
    this.#socket?.terminate();
  }
}
