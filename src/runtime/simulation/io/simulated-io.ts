/** The I/O of one simulated incarnation: the network and the disk of its machine. */
import { openAppendFile } from "../../io/disk/append-file.ts";
import { holdStorage } from "../../io/disk/held-storage.ts";
import type { Io, IoPort } from "../../io/io.ts";
import { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import type { SimulatedThread } from "../thread/simulated-thread.ts";
import type { Disk } from "./disk/disk.ts";
import { type DiskUser, simulatedStorage, simulatedTree } from "./disk/simulated-storage.ts";
import type { Network } from "./network.ts";
import { requestSimulated } from "./simulated-http.ts";
import { SimulatedListener } from "./simulated-listener.ts";
import { SimulatedSocket } from "./simulated-socket.ts";
import { simulatedPair } from "./simulated-tls.ts";

/** What every actor of one machine shares. */
export type Machine = { readonly network: Network; readonly disk: Disk };

/** The thread whose I/O it is, as far as I/O sees it. */
export type IoThread = Owner & Pick<SimulatedThread, "onDeath" | "charge">;

/** Whose it is, by default nobody's: a thread is then a process of its own. */
export type Whose = Pick<DiskUser, "life" | "process">;

export function simulatedIo(
  { network, disk }: Machine,
  thread: IoThread,
  port: IoPort,
  whose: Whose = { life: null, process: thread },
): Io {
  const scope = new IoScope(port);
  const user = { ...whose, thread };
  const owner = thread;
  // The system closes what a dead thread had open: its peers see it, and it sees nothing.
  thread.onDeath(() => scope.close());
  return {
    http: (request, then, options = {}) =>
      scope.begin(() => requestSimulated({ network, owner, scope, request, then }, options)),
    socket: (url, on, options = {}) =>
      scope.begin(() => new SimulatedSocket({ network, owner, scope, url, on }, options)),
    listen: (options, on) =>
      scope.begin(() => new SimulatedListener({ network, owner, scope, options, on })),
    appendFile: (path, options = {}) =>
      scope.begin(() => openAppendFile(scope, path, options, disk)),
    readFile: (path, then, options) =>
      scope.begin((): undefined => {
        const read = disk.read(path, options);
        network.engine.later(disk.readNs(), owner, () => void scope.complete(() => then(read)));
      }),
    storage: (path) => scope.begin(() => holdStorage(scope, simulatedStorage(disk, path, user))),
    tree: (path) => scope.begin(() => simulatedTree(disk, path, user)),
    selfSigned: () => simulatedPair(network.engine.random.between(0, 2 ** 31)),
    secretBytes: (count) =>
      Uint8Array.from({ length: count }, () => network.engine.random.between(0, 255)),
    get isConnected() {
      return scope.isConnected;
    },
    close: () => scope.close(),
  };
}
