/** One round of books by `postMessage` between two fresh threads. Nanoseconds a book. */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { PostStart } from "./post-worker.ts";

export async function runPosts(books: number): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const reader = start({ role: "READ", port: port1, books });
  const writer = start({ role: "WRITE", port: port2, books });
  try {
    return await new Promise<number>((resolve, reject) => {
      reader.once("message", resolve);
      reader.once("error", reject);
      writer.once("error", reject);
    });
  } finally {
    await Promise.all([reader.terminate(), writer.terminate()]);
  }
}

function start(given: PostStart & { readonly port: MessagePort }): Worker {
  const url = new URL("./post-worker.ts", import.meta.url);
  return new Worker(url, { workerData: given, transferList: [given.port] });
}
