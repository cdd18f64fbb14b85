/** `ctx.io` over the raw operations: every completion becomes a handler call of the actor. */
import type { Io, Listener, ListenOptions, Socket, SocketOptions } from "../io/io.ts";
import type { ActorIo, ActorListenerHandlers, ActorSocketHandlers } from "./actor-io.ts";
import { allow } from "./tripwire.ts";

/** Runs `call` as a handler: guarded, with a thawed clock, published at its return. */
export type RunHandler<Ctx, State> = (call: (state: State, ctx: Ctx) => undefined) => undefined;

export function bindIo<Ctx, State>(io: Io, run: RunHandler<Ctx, State>): ActorIo<Ctx, State> {
  return {
    http: (request, then, options) =>
      allow(() =>
        io.http(request, (answer) => run((state, ctx) => then(state, answer, ctx)), options),
      ),
    socket: (url, on, options) => allow(() => bindSocket(io, run, { url, on, options })),
    listen: (options, on) => allow(() => bindListener(io, run, options, on)),
    appendFile: (path, options) => allow(() => io.appendFile(path, options)),
    readFile: (path, then, options) =>
      allow(() =>
        io.readFile(path, (read) => run((state, ctx) => then(state, read, ctx)), options),
      ),
    storage: (path) => allow(() => io.storage(path)),
    tree: (path) => allow(() => io.tree(path)),
    selfSigned: () => allow(() => io.selfSigned()),
    secretBytes: (count) => allow(() => io.secretBytes(count)),
  };
}

type SocketCall<Ctx, State> = {
  readonly url: string;
  readonly on: ActorSocketHandlers<Ctx, State>;
  readonly options: SocketOptions | undefined;
};

function bindSocket<Ctx, State>(
  io: Io,
  run: RunHandler<Ctx, State>,
  { url, on, options }: SocketCall<Ctx, State>,
): Socket {
  return io.socket(
    url,
    {
      open: (socket) => run((state, ctx) => on.open?.(state, socket, ctx)),
      message: (frame, receivedAt) =>
        run((state, ctx) => on.message(state, frame, ctx, receivedAt)),
      close: (reason) => run((state, ctx) => on.close(state, reason, ctx)),
    },
    options,
  );
}

function bindListener<Ctx, State>(
  io: Io,
  run: RunHandler<Ctx, State>,
  options: ListenOptions,
  on: ActorListenerHandlers<Ctx, State>,
): Listener {
  return io.listen(options, {
    request: (request) => run((state, ctx) => on.request(state, request, ctx)),
    open: (connection) => run((state, ctx) => on.open?.(state, connection, ctx)),
    message: (connection, frame) =>
      run((state, ctx) => on.message?.(state, connection, frame, ctx)),
    ping: (connection) => run((state, ctx) => on.ping?.(state, connection, ctx)),
    pong: (connection, payload) => run((state, ctx) => on.pong?.(state, connection, ctx, payload)),
    drain: (connection) => run((state, ctx) => on.drain?.(state, connection, ctx)),
    close: (connection) => run((state, ctx) => on.close?.(state, connection, ctx)),
  });
}
