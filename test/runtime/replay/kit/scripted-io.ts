/** I/O that brings what a test says, and answers as it says: what a recorder stands in front of. */
import type { Storage } from "../../../../src/runtime/io/disk/storage.ts";
import type { TreeStorage } from "../../../../src/runtime/io/disk/tree-storage.ts";
import type {
  AppendFile,
  AppendOptions,
  FileFailure,
  FileRead,
  HttpAnswer,
  Io,
  IoPort,
  KeyPair,
  Listener,
  ListenerHandlers,
  Socket,
  SocketHandlers,
  WebConnection,
  WebRequest,
} from "../../../../src/runtime/io/io.ts";

export class ScriptedIo implements Io {
  readonly #port: IoPort;
  readonly isConnected = false;
  sockets: SocketHandlers[] = [];
  listeners: ListenerHandlers[] = [];
  requests: ((answer: HttpAnswer) => undefined)[] = [];
  reads: ((read: FileRead) => undefined)[] = [];
  /** What sends answer from here on. */
  isSent = true;
  /** What writes answer from here on. */
  failure: FileFailure | null = null;
  /** Whether the next write begins a new file. */
  rotates = false;
  /** Data of each connection that was upgraded. */
  upgraded: unknown[] = [];

  constructor(port: IoPort) {
    this.#port = port;
  }

  http(_request: Request, then: (answer: HttpAnswer) => undefined): undefined {
    this.requests.push(then);
  }

  socket(url: string, on: SocketHandlers): Socket {
    if (!url.startsWith("ws")) throw new SyntaxError(`no URL of a WebSocket: ${url}`);
    this.sockets.push(on);
    return { send: () => this.isSent, close: () => undefined };
  }

  listen(_options: unknown, on: ListenerHandlers): Listener {
    this.listeners.push(on);
    return { url: "http://127.0.0.1:4711/", port: 4_711, stop: () => undefined };
  }

  appendFile(path: string, options: AppendOptions = {}): AppendFile {
    if (path === "/nowhere") throw new Error("ENOENT: no such file or directory");
    return {
      bytesWritten: 0,
      write: () => {
        if (this.rotates) options.rotate?.head?.();
        this.rotates = false;
        return this.failure;
      },
      close: () => undefined,
    };
  }

  readFile(_path: string, then: (read: FileRead) => undefined): undefined {
    this.reads.push(then);
  }

  storage(): Storage {
    return NO_STORAGE;
  }

  tree(): TreeStorage {
    return NO_TREE;
  }

  secretBytes(count: number): Uint8Array {
    return new Uint8Array(count);
  }

  /** Runs `run` as a completion. */
  selfSigned(): KeyPair {
    return { key: "key", cert: "cert" };
  }

  complete(run: () => undefined): undefined {
    this.#port.complete(run);
  }

  close(): undefined {}

  request(path: string): WebRequest {
    return {
      method: "GET",
      url: new URL(path, "http://127.0.0.1:4711"),
      headers: new Headers({ "x-of": "test" }),
      body: "",
      ip: "127.0.0.1",
      respond: () => undefined,
      upgrade: (data) => void this.upgraded.push(data),
      drop: () => undefined,
    };
  }

  /** The connection of the upgraded request `index`. */
  connection(index: number): WebConnection {
    return {
      data: this.upgraded[index],
      send: () => this.isSent,
      ping: () => undefined,
      close: () => undefined,
      terminate: () => undefined,
    };
  }
}

/** Folders that are empty, and stay so. */
const NO_STORAGE = { list: () => [] } as Partial<Storage> as Storage;
const NO_TREE = { list: () => [] } as Partial<TreeStorage> as TreeStorage;
