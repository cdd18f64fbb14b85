/** A thread that serves until it is ended: it takes each upgrade, and answers no request. */
import { parentPort } from "node:worker_threads";

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request, self) {
    if (self.upgrade(request)) return undefined;
    parentPort?.postMessage("asked");
    return new Promise<Response>(() => {});
  },
  websocket: { message: () => {} },
});
parentPort?.postMessage(server.url.href);
