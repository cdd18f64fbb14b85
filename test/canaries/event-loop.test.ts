/** The event loop: what runs between two turns of a loop that schedules itself by setImmediate. */
import { describe, expect } from "bun:test";
import { MessageChannel } from "node:worker_threads";
import { answerWith, rawServer } from "../runtime/io/kit/raw-server.ts";
import { canary, type Ours } from "./kit/canary.ts";

const LOOP: Ours = {
  "src/runtime/actor/loop.ts": "turns by setImmediate, and is woken by a resolution otherwise",
};
/** Turns after which what has not run between them never will. */
const TURNS_MAX = 10_000_000;

/** Turns by setImmediate until `awaited` settles; resolves with what it settled to. */
async function turningUntil<Value>(awaited: Promise<Value>): Promise<Value> {
  let isOver = false;
  const starved = Promise.withResolvers<never>();
  let turns = 0;
  const turn = () => {
    turns += 1;
    if (turns > TURNS_MAX) starved.reject(new Error(`nothing came in ${turns} turns`));
    else if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    return await Promise.race([awaited, starved.promise]);
  } finally {
    isOver = true;
  }
}

describe("a loop of setImmediate", () => {
  canary(
    "immediate-sockets",
    "sockets are polled between two setImmediate callbacks",
    LOOP,
    async () => {
      const port = await rawServer(answerWith("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
      const answer = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
      expect(await turningUntil(answer)).toBe("ok");
    },
  );

  canary("immediate-timers", "timers run between two setImmediate callbacks", LOOP, async () => {
    const timer = new Promise((resolve) => setTimeout(() => resolve("ran"), 5));
    expect(await turningUntil(timer)).toBe("ran");
  });

  canary(
    "immediate-ports",
    "messages of a port are delivered between two setImmediate callbacks",
    { "src/runtime/actor/loop.ts": "commands of main arrive by a port while the loop turns" },
    async () => {
      const { port1, port2 } = new MessageChannel();
      const message = new Promise((resolve) => port2.on("message", resolve));
      port1.postMessage("command");
      expect(await turningUntil(message)).toBe("command");
      port1.close();
    },
  );

  canary(
    "immediate-wait-async",
    "a notified Atomics.waitAsync resolves between two setImmediate callbacks",
    LOOP,
    async () => {
      const bell = new Int32Array(new SharedArrayBuffer(4));
      const { value } = Atomics.waitAsync(bell, 0, 0);
      setTimeout(() => Atomics.notify(bell, 0), 5);
      expect(await turningUntil(Promise.resolve(value))).toBe("ok");
    },
  );
});

describe("one pass of the event loop", () => {
  canary(
    "wait-async-order",
    "a notified Atomics.waitAsync resolves after microtasks and before setImmediate callbacks",
    { "src/runtime/actor/loop.ts": "takes either order: a turn that comes second finds nothing" },
    async () => {
      const bell = new Int32Array(new SharedArrayBuffer(4));
      const order: string[] = [];
      const immediate = Promise.withResolvers<void>();
      const waiter = Atomics.waitAsync(bell, 0, 0);
      if (waiter.async) void waiter.value.then(() => order.push("waitAsync"));
      setImmediate(() => {
        order.push("immediate");
        immediate.resolve();
      });
      queueMicrotask(() => order.push("microtask"));
      Atomics.notify(bell, 0);
      await immediate.promise;
      expect(order).toEqual(["microtask", "waitAsync", "immediate"]);
    },
  );
});
