/**
 * Sockets, HTTP, listeners and files as an actor sees them: bounded, timed, TLS 1.3 or nothing.
 *
 * This file is the seam: the threaded runtime puts Bun's I/O behind these types, the simulation
 * puts a seeded one. Every operation has a deadline and a bound; what ends, ends exactly once, as
 * a completion that the loop runs.
 */
import type { Storage } from "./disk/storage.ts";
import type { TreeStorage } from "./disk/tree-storage.ts";

/** Hands a completion to the actor's loop. The loop drops it if the incarnation has ended. */
export type IoPort = { complete(run: () => void): undefined };

export type IoFailure = {
  readonly kind: "TIMEOUT" | "REFUSED" | "RESET" | "TOO_LARGE" | "TLS" | "OTHER";
  readonly message: string;
};

export type HttpOptions = {
  /** From the call to the last byte of the answer. Milliseconds; 10 000 by default. */
  readonly timeoutMs?: number;
  /** Largest answer that is taken. Bytes; 16 MiB by default. */
  readonly bodyBytesMax?: number;
  /** PEM text; replaces the certificate authorities of this machine. */
  readonly certificateAuthority?: string;
};

/** The answer to a request, body included. Without one, `status` is 0 and `failure` says why. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly failure: IoFailure | null;
};

export type SocketOptions = {
  /** From the call to the open connection. Milliseconds; 10 000 by default. */
  readonly connectTimeoutMs?: number;
  /** Longest silence, pings included, before the socket is closed. Milliseconds; none by default. */
  readonly idleTimeoutMs?: number;
  /** Largest frame that is taken. Bytes; 16 MiB by default. */
  readonly frameBytesMax?: number;
  /** PEM text; replaces the certificate authorities of this machine. */
  readonly certificateAuthority?: string;
};

export type Socket = {
  /** True when the frame was handed to the connection; false when it is not open. */
  send(frame: string): boolean;
  close(code?: number, reason?: string): undefined;
};

export type SocketClose = {
  readonly kind: "CLOSED" | "CONNECT_TIMEOUT" | "IDLE_TIMEOUT" | "FRAME_TOO_LARGE" | "FAILED";
  readonly code: number;
  readonly message: string;
};

export type SocketHandlers = {
  open(socket: Socket): undefined;
  /** `receivedAt`: when the frame reached this thread. Nanoseconds, monotonic. */
  message(frame: string | Uint8Array, receivedAt: number): undefined;
  /** Exactly once, also when the connection never opened. */
  close(reason: SocketClose): undefined;
};

export type ListenOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  /** 127.0.0.1 by default. */
  readonly hostname?: string;
  /** Bytes that one connection may have waiting before `send` refuses; 1 MiB by default. */
  readonly sendBufferBytesMax?: number;
  /** Without it whatever is said can be read on the way. */
  readonly tls?: ListenTls;
};

/** A key and the certificate of it, both PEM text. */
export type KeyPair = { readonly key: string; readonly cert: string };

export type ListenTls = KeyPair & {
  /** Newest version that is spoken; 1.3 by default. Less is for tests of those who refuse it. */
  readonly versionMax?: "1.2" | "1.3";
};

export type Listener = {
  readonly url: string;
  readonly port: number;
  stop(): undefined;
};

export type WebRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  /** Address that it came from, as the system tells it; empty when it was gone at once. */
  readonly ip: string;
  respond(answer: { status: number; headers?: Record<string, string>; body?: string }): undefined;
  /** Takes the WebSocket upgrade; the connection arrives by `open` with `data` on it. */
  upgrade(data: unknown): undefined;
  /** Resets the connection: whoever asked never learns what became of it. */
  drop(): undefined;
};

export type WebConnection = {
  readonly data: unknown;
  /** False when the connection is closed or its buffer is full (`drain` tells when it is not). */
  send(frame: string): boolean;
  /** `payload` comes back with the pong. At most 125 bytes; empty by default. */
  ping(payload?: string): undefined;
  close(code?: number, reason?: string): undefined;
  /** Cuts the connection without a closing handshake. */
  terminate(): undefined;
};

export type ListenerHandlers = {
  request(request: WebRequest): undefined;
  open(connection: WebConnection): undefined;
  message(connection: WebConnection, frame: string | Uint8Array): undefined;
  /** The other side answers itself to a ping of the client's: this is to count them. */
  ping?(connection: WebConnection): undefined;
  pong(connection: WebConnection, payload: string): undefined;
  drain(connection: WebConnection): undefined;
  close(connection: WebConnection): undefined;
};

export type AppendOptions = {
  /** Writes that would pass this size are refused as TOO_LARGE. Bytes; none by default. */
  readonly bytesMax?: number;
  /** Begins a new file rather than refuse. None by default. */
  readonly rotate?: Rotation;
};

/** `log.txt` becomes `log.1.txt`, that one `log.2.txt`, and a new `log.txt` is begun. */
export type Rotation = {
  /** A write that would pass this size goes to a new file; one alone may be larger. Bytes. */
  readonly bytesMax: number;
  /** Files that are kept, the newest included. At least 1. */
  readonly keep: number;
  /** What a new file begins with; asked for at each rotation. */
  head?(): Uint8Array;
};

export type FileFailure = {
  /** The system's own code, `ENOSPC` or `EFBIG` for instance, or `TOO_LARGE`. */
  readonly code: string;
  readonly message: string;
};

export type AppendFile = {
  readonly bytesWritten: number;
  /** Writes all of `bytes` or says why not; a short write is gone on with. Null when it is done. */
  write(bytes: Uint8Array): FileFailure | null;
  close(): undefined;
};

export type ReadOptions = {
  /** Largest file, after gunzip, that is taken. Bytes. */
  readonly bytesMax: number;
  readonly gunzip?: boolean;
};

export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly failure: FileFailure };

export type Io = {
  http(request: Request, then: (answer: HttpAnswer) => undefined, options?: HttpOptions): undefined;
  socket(url: string, on: SocketHandlers, options?: SocketOptions): Socket;
  listen(options: ListenOptions, on: ListenerHandlers): Listener;
  /** Throws FileFailure's message when the file cannot be opened. */
  appendFile(path: string, options?: AppendOptions): AppendFile;
  readFile(path: string, then: (read: FileRead) => undefined, options: ReadOptions): undefined;
  /**
   * The files of one folder, to be written in place and synced. It is made when it is not there, and
   * throws what `node:fs` throws. With the incarnation its handles are closed and its lock is given
   * back; a thread that is killed can do neither, and the actor's next life may take that lock over.
   */
  storage(path: string): Storage;
  /** A folder with all that is below it, each call durable. Made, and throws, likewise. */
  tree(path: string): TreeStorage;
  /**
   * A new key of P-256, and a certificate of it for localhost and 127.0.0.1 that it signed itself. In
   * the simulation, where nothing is encrypted, a text that stands for them.
   */
  selfSigned(): KeyPair;
  /** Random bytes that nobody can foretell, for keys and salts; in the simulation they follow from the seed. */
  secretBytes(count: number): Uint8Array;
  /** Whether a socket, a listener or a request is open: somebody outside would see it end. */
  readonly isConnected: boolean;
  /** Ends everything that this incarnation began. No completion comes after it. */
  close(): undefined;
};
