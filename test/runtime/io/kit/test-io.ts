/** An incarnation's I/O whose completions run at once, ended after each test. */
import { createIo, type IoOptions } from "../../../../src/runtime/io/create-io.ts";
import type {
  HttpAnswer,
  HttpOptions,
  Io,
  Socket,
  SocketClose,
  SocketOptions,
} from "../../../../src/runtime/io/io.ts";
import { atEnd } from "../../../kit/at-end.ts";

export function testIo(options?: IoOptions): Io {
  const io = createIo({ complete: (run) => void run() }, options);
  atEnd(() => io.close());
  return io;
}

/** An incarnation whose completions wait until `run` is called, as in a loop that is busy. */
export function queuedIo(): { io: Io; queue: (() => void)[] } {
  const queue: (() => void)[] = [];
  const io = createIo({ complete: (run) => void queue.push(run) });
  atEnd(() => io.close());
  return { io, queue };
}

export function answerTo(io: Io, request: Request, options?: HttpOptions): Promise<HttpAnswer> {
  return new Promise((resolve) => io.http(request, (answer) => void resolve(answer), options));
}

/** Frames and ends of one socket, in order, as they were told. */
export class SocketLog {
  readonly frames: (string | Uint8Array)[] = [];
  readonly receivedAt: number[] = [];
  readonly closes: SocketClose[] = [];
  readonly socket: Socket;
  readonly opened: Promise<Socket>;
  readonly closed: Promise<SocketClose>;
  readonly #waiting: { count: number; resolve: () => void }[] = [];

  constructor(io: Io, url: string, options?: SocketOptions) {
    const opened = Promise.withResolvers<Socket>();
    const closed = Promise.withResolvers<SocketClose>();
    this.opened = opened.promise;
    this.closed = closed.promise;
    this.socket = io.socket(
      url,
      {
        open: (socket) => void opened.resolve(socket),
        message: (frame, receivedAt) => {
          this.frames.push(frame);
          this.receivedAt.push(receivedAt);
          for (const one of this.#waiting) if (this.frames.length >= one.count) one.resolve();
        },
        close: (reason) => {
          this.closes.push(reason);
          closed.resolve(reason);
        },
      },
      options,
    );
  }

  /** Resolves when `count` frames have come. */
  untilFrames(count: number): Promise<void> {
    if (this.frames.length >= count) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, resolve });
    return promise;
  }
}
