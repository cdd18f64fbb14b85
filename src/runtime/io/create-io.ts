/** The I/O of the threaded runtime: Bun's sockets, HTTP and files behind the types of `io.ts`. */
import { openAppendFile } from "./disk/append-file.ts";
import { holdStorage } from "./disk/held-storage.ts";
import { readWholeFile } from "./disk/read-file.ts";
import type { WriterLife } from "./disk/storage.ts";
import { systemStorage } from "./disk/system-storage.ts";
import { systemTree } from "./disk/system-tree.ts";
import { requestHttp } from "./http.ts";
import type { Io, IoPort } from "./io.ts";
import { IoScope } from "./io-scope.ts";
import { startListener } from "./listener.ts";
import { openSocket } from "./socket.ts";
import { selfSigned } from "./tls/self-signed.ts";
import { tlsFloor } from "./tls-floor.ts";

/** What differs from one machine to another, and from life to life. */
export type IoOptions = {
  /** Whose I/O it is; nobody's by default, who takes over no lock. */
  readonly life?: WriterLife | null;
  /** PEM text; replaces the system's certificate authorities. */
  readonly certificateAuthority?: string;
};

/** The I/O of one incarnation; every completion goes through `port`. */
export function createIo(port: IoPort, of: IoOptions = {}): Io {
  const { certificateAuthority, life = null } = of;
  const scope = new IoScope(port);
  const floor = tlsFloor(certificateAuthority);
  const floorFor = ({ certificateAuthority: own }: { certificateAuthority?: string }) =>
    own === undefined ? floor : tlsFloor(own);
  return {
    http: (request, then, options = {}) =>
      scope.begin(() => requestHttp({ scope, tls: floorFor(options), request, then }, options)),
    socket: (url, on, options = {}) =>
      scope.begin(() => openSocket({ scope, tls: floorFor(options), url, on }, options)),
    listen: (options, on) => scope.begin(() => startListener(scope, options, on)),
    appendFile: (path, options = {}) => scope.begin(() => openAppendFile(scope, path, options)),
    readFile: (path, then, options) =>
      scope.begin(() => readWholeFile({ scope, path, then }, options)),
    storage: (path) => scope.begin(() => holdStorage(scope, systemStorage(path, { life }))),
    tree: (path) => scope.begin(() => systemTree(path)),
    selfSigned: () => selfSigned({ host: "localhost", addresses: ["127.0.0.1"] }),
    secretBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    get isConnected() {
      return scope.isConnected;
    },
    close: () => scope.close(),
  };
}
