/**
 * A WebSocket connection between a simulated client and a simulated server: two pipes, and the ways in
 * which it ends. Either end hears of an end once, and only if something tells it.
 */
import type { Owner } from "../engine/agenda.ts";
import type { Network } from "./network.ts";
import { Pipe } from "./pipe.ts";

/** What a connection tells one of its ends, in that end's thread. */
export type End = {
  readonly owner: Owner;
  message(frame: string): void;
  ping(): void;
  pong(): void;
  /** Told at most once. */
  closed(code: number, reason: string): void;
};

/** What a connection without a closing handshake ends with. */
const ABNORMAL = 1006;
/** A server gives a silent client up after it. Nanoseconds. */
const SERVER_IDLE_NS = 120e9;
/** What may be on its way to a client before the server refuses more, unless it says so. Bytes. */
export const SEND_BUFFER_BYTES_MAX = 2 ** 20;
/** Of the last frames that a server sent, how many may come once more. */
const REPEATED_MAX = 4;

export class Connection {
  readonly #network: Network;
  readonly #client: End;
  readonly #server: End;
  readonly #toClient: Pipe;
  readonly #toServer: Pipe;
  readonly #lastFrames: string[] = [];
  readonly #sendBufferBytesMax: number;
  /** On its way to the client. Bytes. */
  #waitingBytes = 0;
  #isOver = false;

  constructor(network: Network, client: End, server: End, sendBufferBytesMax: number) {
    this.#sendBufferBytesMax = sendBufferBytesMax;
    this.#network = network;
    this.#client = client;
    this.#server = server;
    this.#toClient = new Pipe(network, client.owner);
    this.#toServer = new Pipe(network, server.owner);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The last frames that the server sent on it. */
  get lastFrames(): readonly string[] {
    return this.#lastFrames;
  }

  /** False when it is over, or when too much is on its way. */
  sendToClient(frame: string): boolean {
    if (this.#isOver || this.#waitingBytes > this.#sendBufferBytesMax) return false;
    if (this.#network.chance(this.#network.weather.skippedFraction)) return true;
    this.#waitingBytes += frame.length;
    this.#lastFrames.push(frame);
    if (this.#lastFrames.length > REPEATED_MAX) this.#lastFrames.shift();
    this.#toClient.send(() => {
      this.#waitingBytes -= frame.length;
      this.#client.message(frame);
    });
    return true;
  }

  sendToServer(frame: string): boolean {
    if (this.#isOver) return false;
    this.#toServer.send(() => this.#server.message(frame));
    return true;
  }

  /** The client's end answers by itself. */
  ping(): undefined {
    this.#toClient.send(() => {
      this.#client.ping();
      this.#toServer.send(() => this.#server.pong());
    });
  }

  /** By one of its ends, with a closing handshake. */
  close(by: "CLIENT" | "SERVER", code: number, reason: string): undefined {
    if (this.#isOver) return;
    this.#isOver = true;
    const [there, end] =
      by === "CLIENT" ? [this.#toServer, this.#server] : [this.#toClient, this.#client];
    const [back, own] =
      by === "CLIENT" ? [this.#toClient, this.#client] : [this.#toServer, this.#server];
    there.send(() => {
      end.closed(code, reason);
      back.send(() => own.closed(code, reason));
    });
  }

  /** Both ends hear of it, without a handshake; what is on its way is lost. */
  cut(): undefined {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#toClient.stop();
    this.#toServer.stop();
    this.#tell(this.#client, this.#network.delayNs());
    this.#tell(this.#server, this.#network.delayNs());
  }

  /** Nothing comes through any more, and nobody is told: each end must find it out. */
  halfOpen(): undefined {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#toClient.stop();
    this.#toServer.stop();
    this.#tell(this.#server, SERVER_IDLE_NS);
  }

  #tell(end: End, ns: number): undefined {
    this.#network.engine.later(ns, end.owner, () => end.closed(ABNORMAL, ""));
  }
}
