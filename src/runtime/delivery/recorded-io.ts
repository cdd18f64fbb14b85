/** I/O that notes what it brings, and one number for each thing that leaves by it. */
import type {
  AppendFile,
  AppendOptions,
  HttpAnswer,
  Io,
  Socket,
  SocketHandlers,
  SocketOptions,
} from "../io/io.ts";
import type { KeptAnswer } from "./completion.ts";
import { crcOf, crcOfBody, crcOfCall, crcOfRequest } from "./effect.ts";
import { recordListener } from "./recorded-listener.ts";
import { bringer, noteChange, type Tape } from "./tape.ts";

/** Returns I/O that does as `io` does. */
export function recordIo(io: Io, tape: Tape): Io {
  const begin = <Begun>(crc: number, run: () => Begun): Begun => {
    tape.effect(crc);
    return noteThrow(tape, run);
  };
  return {
    http(request, then, options) {
      const number = tape.nextNumber();
      const bring = bringer(tape, number);
      void crcOfBody(request)?.then((crc) => tape.body(number, crc));
      return begin(crcOfRequest(request), () =>
        io.http(
          request,
          (answer) => bring({ kind: "HTTP", answer: keptAnswer(answer) }, () => then(answer)),
          options,
        ),
      );
    },
    socket: (url, on, options) =>
      begin(crcOfCall(url), () => recordSocket(io, tape, { url, on, options })),
    listen: (options, on) =>
      begin(crcOfCall(options), () => recordListener(io, tape, { options, on })),
    appendFile: (path, options) =>
      begin(crcOfCall(path), () => recordFile(io, tape, path, options)),
    readFile(path, then, options) {
      const bring = bringer(tape);
      return begin(crcOfCall(path, options), () =>
        io.readFile(path, (read) => bring({ kind: "FILE", read }, () => then(read)), options),
      );
    },
    storage(path) {
      tape.leave();
      return io.storage(path);
    },
    tree(path) {
      tape.leave();
      return io.tree(path);
    },
    selfSigned() {
      tape.leave();
      return io.selfSigned();
    },
    secretBytes(count) {
      // A record must not hold them.
      tape.leave();
      return io.secretBytes(count);
    },
    get isConnected() {
      return io.isConnected;
    },
    close: () => io.close(),
  };
}

type SocketCall = {
  readonly url: string;
  readonly on: SocketHandlers;
  readonly options: SocketOptions | undefined;
};

function recordSocket(io: Io, tape: Tape, { url, on, options }: SocketCall): Socket {
  const bring = bringer(tape);
  let inner: Socket | null = null;
  let before = true;
  const socket: Socket = {
    send(frame) {
      tape.effect(crcOf(frame));
      const answer = inner?.send(frame) ?? false;
      noteChange(tape, "SENT", { answer, before });
      before = answer;
      return answer;
    },
    close(code, reason) {
      tape.effect(crcOfCall(code, reason));
      inner?.close(code, reason);
    },
  };
  const opened = io.socket(
    url,
    {
      open: (same) =>
        bring({ kind: "SOCKET_OPEN" }, () => {
          inner = same;
          return on.open(socket);
        }),
      message: (frame, receivedAt) =>
        bring({ kind: "SOCKET_MESSAGE", frame, receivedAt }, () => on.message(frame, receivedAt)),
      close: (reason) => bring({ kind: "SOCKET_CLOSE", reason }, () => on.close(reason)),
    },
    options,
  );
  inner = opened;
  return socket;
}

function recordFile(
  io: Io,
  tape: Tape,
  path: string,
  options: AppendOptions | undefined,
): AppendFile {
  const rotate = options?.rotate;
  const head = rotate?.head?.bind(rotate);
  const recorded =
    rotate === undefined
      ? options
      : {
          ...options,
          rotate: {
            ...rotate,
            head() {
              tape.note("ROTATED", null);
              const bytes = head?.() ?? new Uint8Array(0);
              tape.effect(crcOf(bytes));
              return bytes;
            },
          },
        };
  const file = io.appendFile(path, recorded);
  return {
    get bytesWritten() {
      return file.bytesWritten;
    },
    write(bytes) {
      tape.effect(crcOf(bytes));
      const failure = file.write(bytes);
      if (failure === null) tape.pass();
      else tape.note("WROTE", failure);
      return failure;
    },
    close: () => file.close(),
  };
}

/** A call that throws is noted; one that does not is passed. */
export function noteThrow<Begun>(tape: Tape, run: () => Begun): Begun {
  try {
    const begun = run();
    tape.pass();
    return begun;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    tape.note("THREW", { name, message });
    throw error;
  }
}

/** An answer as plain data. */
export function keptAnswer({ status, headers, body, failure }: HttpAnswer): KeptAnswer {
  return { status, headers: [...headers], body, failure };
}
