/**
 * `ctx.io`: the raw operations of `io/`, with every completion turned into a message of the actor:
 * `(state, result, ctx)`. A completion of an earlier incarnation is dropped.
 */
import type { Storage } from "../io/disk/storage.ts";
import type { TreeStorage } from "../io/disk/tree-storage.ts";
import type {
  AppendFile,
  AppendOptions,
  FileRead,
  HttpAnswer,
  HttpOptions,
  KeyPair,
  Listener,
  ListenOptions,
  ReadOptions,
  Socket,
  SocketClose,
  SocketOptions,
  WebConnection,
  WebRequest,
} from "../io/io.ts";

/** What a socket tells its actor. `close` comes exactly once, also when `open` never came. */
export type ActorSocketHandlers<Ctx, State> = {
  open?(state: State, socket: Socket, ctx: Ctx): undefined;
  /** `receivedAt`: when the frame reached this thread. Nanoseconds, monotonic. */
  message(state: State, frame: string | Uint8Array, ctx: Ctx, receivedAt: number): undefined;
  close(state: State, reason: SocketClose, ctx: Ctx): undefined;
};

/** What a listener tells its actor: requests, and the WebSocket connections it accepted. */
export type ActorListenerHandlers<Ctx, State> = {
  /** Answer with `request.respond`, now or later; or take the upgrade with `request.upgrade`. */
  request(state: State, request: WebRequest, ctx: Ctx): undefined;
  open?(state: State, connection: WebConnection, ctx: Ctx): undefined;
  message?(
    state: State,
    connection: WebConnection,
    frame: string | Uint8Array,
    ctx: Ctx,
  ): undefined;
  /** A client's ping, which is answered already. */
  ping?(state: State, connection: WebConnection, ctx: Ctx): undefined;
  pong?(state: State, connection: WebConnection, ctx: Ctx, payload: string): undefined;
  drain?(state: State, connection: WebConnection, ctx: Ctx): undefined;
  close?(state: State, connection: WebConnection, ctx: Ctx): undefined;
};

export type ActorIo<Ctx, State> = {
  http(
    request: Request,
    then: (state: State, answer: HttpAnswer, ctx: Ctx) => undefined,
    options?: HttpOptions,
  ): undefined;
  socket(url: string, on: ActorSocketHandlers<Ctx, State>, options?: SocketOptions): Socket;
  listen(options: ListenOptions, on: ActorListenerHandlers<Ctx, State>): Listener;
  appendFile(path: string, options?: AppendOptions): AppendFile;
  readFile(
    path: string,
    then: (state: State, read: FileRead, ctx: Ctx) => undefined,
    options: ReadOptions,
  ): undefined;
  /** The files of one folder, by handle: a journal's. A life that asks for it is not replayed. */
  storage(path: string): Storage;
  /** A folder and all below it, each call durable: an audit log's. Not replayed, likewise. */
  tree(path: string): TreeStorage;
  /** A new key with a certificate for localhost that it signed itself. Not replayed, likewise. */
  selfSigned(): KeyPair;
  /** Random bytes that nobody can foretell, for keys and salts: `ctx.random` can be. Not replayed, likewise. */
  secretBytes(count: number): Uint8Array;
};
