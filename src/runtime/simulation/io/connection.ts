/**
 * A WebSocket connection between a simulated client and a simulated server: two pipes, and the ways in
 * which it ends. Each end is over by itself: either hears of it once, and only if something tells it.
 */
import type { Owner } from "../engine/agenda.ts";
import type { Network } from "./network.ts";
import { Pipe } from "./pipe.ts";

/** What a connection tells one of its ends, in that end's thread. */
type End = {
  readonly owner: Owner;
  message(frame: string): void;
  /** Told at most once. */
  closed(code: number, reason: string): void;
};

export type ClientEnd = End & {
  /** Before all that the server sends. */
  opened(connection: Connection): void;
  ping(): void;
};

export type ServerEnd = End & {
  pong(payload: string): void;
  /** After a frame was refused: nothing is on its way any more. */
  drained(): void;
};

/** What a connection without a closing handshake ends with. */
const ABNORMAL = 1006;
/** What a server closes with that was sent too large a frame. */
const TOO_BIG = 1009;
/** A server gives a silent client up after it. Nanoseconds. */
const SERVER_IDLE_NS = 120e9;
/** What may be on its way to a client before the server refuses more, unless it says so. Bytes. */
export const SEND_BUFFER_BYTES_MAX = 2 ** 20;
/** Largest frame that a server takes. Bytes. */
const FRAME_BYTES_MAX = 2 ** 20;
/** Of the last frames that a server sent, how many may come once more. */
const REPEATED_MAX = 4;

export class Connection {
  readonly #network: Network;
  readonly #client: ClientEnd;
  readonly #server: ServerEnd;
  readonly #toClient: Pipe;
  readonly #toServer: Pipe;
  readonly #lastFrames: string[] = [];
  readonly #sendBufferBytesMax: number;
  /** On its way to the client. Bytes. */
  #waitingBytes = 0;
  /** Whether a frame was refused since nothing was on its way. */
  #isFull = false;
  /** Whether the client has begun to close it. */
  #isClosing = false;
  #isClientOver = false;
  #isServerOver = false;

  /** The client hears that it is open. */
  constructor(network: Network, client: ClientEnd, server: ServerEnd, sendBufferBytesMax: number) {
    this.#sendBufferBytesMax = sendBufferBytesMax;
    this.#network = network;
    this.#client = client;
    this.#server = server;
    this.#toClient = new Pipe(network, client.owner);
    this.#toServer = new Pipe(network, server.owner);
    this.#toClient.send(() => client.opened(this));
  }

  /** Whether the server hears and sends nothing more on it. */
  get isOver(): boolean {
    return this.#isServerOver;
  }

  /** The last frames that the server sent on it. */
  get lastFrames(): readonly string[] {
    return this.#lastFrames;
  }

  /** False when it is over, or when too much is on its way. */
  sendToClient(frame: string): boolean {
    if (this.#isServerOver) return false;
    if (this.#waitingBytes > this.#sendBufferBytesMax) {
      this.#isFull = true;
      return false;
    }
    if (this.#network.chance(this.#network.weather.skippedFraction)) return true;
    const bytes = Buffer.byteLength(frame);
    this.#waitingBytes += bytes;
    this.#lastFrames.push(frame);
    if (this.#lastFrames.length > REPEATED_MAX) this.#lastFrames.shift();
    this.#toClient.send(() => {
      this.#waitingBytes -= bytes;
      if (this.#isFull && this.#waitingBytes === 0) this.#drain();
      if (!this.#isClientOver) this.#client.message(frame);
    });
    return true;
  }

  sendToServer(frame: string): boolean {
    if (this.#isClientOver || this.#isClosing) return false;
    this.#toServer.send(() => {
      if (this.#isServerOver) return;
      if (isLarger(frame, FRAME_BYTES_MAX)) this.closeByServer(TOO_BIG, "");
      else this.#server.message(frame);
    });
    return true;
  }

  /** By the server; the client's end answers by itself. */
  ping(payload = ""): undefined {
    if (this.#isServerOver) return;
    this.#toClient.send(() => {
      if (this.#isClientOver) return;
      this.#client.ping();
      this.#toServer.send(() => {
        if (!this.#isServerOver) this.#server.pong(payload);
      });
    });
  }

  /** With a closing handshake: the server hears of it, and answers. */
  closeByClient(code: number, reason: string): undefined {
    if (this.#isClientOver || this.#isClosing) return;
    this.#isClosing = true;
    this.#toServer.send(() => this.closeByServer(code, reason));
  }

  /** With a closing handshake: for the server it is over at once. */
  closeByServer(code: number, reason: string): undefined {
    if (this.#isServerOver) return;
    this.#endServer(code, reason);
    this.#toClient.send(() => this.#endClient(code, reason));
  }

  /** By the server, without a handshake: what it sent until now still comes. */
  terminateByServer(): undefined {
    this.closeByServer(ABNORMAL, "");
  }

  /** By the client, without a handshake: what it sent until now still comes. */
  terminateByClient(): undefined {
    if (this.#isClientOver) return;
    this.#isClientOver = true;
    this.#toServer.send(() => this.#endServer(ABNORMAL, ""));
  }

  /** Each end that goes on hears of it, without a handshake; what is on its way is lost. */
  cut(): undefined {
    if (!this.#stop()) return;
    this.#tell(this.#client.owner, this.#network.delayNs(), () => this.#endClient(ABNORMAL, ""));
    this.#tell(this.#server.owner, this.#network.delayNs(), () => this.#endServer(ABNORMAL, ""));
  }

  /** Nothing comes through any more, and nobody is told: each end must find it out. */
  halfOpen(): undefined {
    if (!this.#stop()) return;
    this.#tell(this.#server.owner, SERVER_IDLE_NS, () => this.#endServer(ABNORMAL, ""));
  }

  /** False when nothing came through before. */
  #stop(): boolean {
    const isOpen = this.#toClient.isOpen;
    this.#toClient.stop();
    this.#toServer.stop();
    return isOpen;
  }

  #endClient(code: number, reason: string): undefined {
    if (this.#isClientOver) return;
    this.#isClientOver = true;
    this.#client.closed(code, reason);
  }

  #endServer(code: number, reason: string): undefined {
    if (this.#isServerOver) return;
    this.#isServerOver = true;
    this.#server.closed(code, reason);
  }

  #drain(): undefined {
    this.#isFull = false;
    this.#tell(this.#server.owner, this.#network.delayNs(), () => {
      if (!this.#isServerOver) this.#server.drained();
    });
  }

  #tell(owner: Owner, ns: number, run: () => void): undefined {
    this.#network.engine.later(ns, owner, run);
  }
}

/** In UTF-8 a text is no longer than three times its characters. */
export function isLarger(frame: string, bytesMax: number): boolean {
  return frame.length * 3 > bytesMax && Buffer.byteLength(frame) > bytesMax;
}
