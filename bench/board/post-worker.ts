/** Two threads' sides of handing a book over by `postMessage`: an object with its levels. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { BOOK_NUMBERS } from "./board-work.ts";

export type PostStart = {
  readonly role: "WRITE" | "READ";
  readonly port: MessagePort;
  readonly books: number;
};

type Book = { readonly sequence: number; readonly levels: number[] };

/** The event loop must run now and then, or the port's queue grows with the whole round. */
const BURST = 64;

const { role, port, books } = workerData as PostStart;
const warmUp = Math.ceil(books / 4);

async function write(): Promise<undefined> {
  const levels = Array.from({ length: BOOK_NUMBERS }, (_, at) => 6_500_000 + at);
  for (let i = 1; i <= warmUp + books; i += 1) {
    levels[0] = i;
    port.postMessage({ sequence: i, levels } satisfies Book);
    if (i % BURST === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function read(): undefined {
  let seen = 0;
  let warmAt = 0;
  port.on("message", ({ sequence, levels }: Book) => {
    seen += 1;
    assert(sequence === seen && levels[0] === seen, "every book comes once, in order");
    if (seen === warmUp) warmAt = monotonicNs();
    if (seen === warmUp + books) parentPort?.postMessage((monotonicNs() - warmAt) / books);
  });
}

if (role === "READ") read();
else void write();
