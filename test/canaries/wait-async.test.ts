/** Atomics.wait and Atomics.waitAsync: who may wait, what keeps a worker alive, what is delivered. */
import { describe, expect } from "bun:test";
import { canary, type Ours } from "./kit/canary.ts";
import { NEVER, POLLED, RELEASED } from "./kit/given.ts";
import { Thread } from "./kit/thread.ts";

const WAIT = new URL("kit/wait-worker.ts", import.meta.url);
const BELL: Ours = { "src/runtime/ring/doorbell.ts": "parks by one Atomics.waitAsync a worker" };
const ALIVE: Ours = {
  "src/runtime/actor/worker.ts":
    "keeps its control port and an interval, so that it outlives its park",
};

const words = () => new Int32Array(new SharedArrayBuffer(4));

describe("waiting", () => {
  canary(
    "wait-main",
    "Atomics.wait is allowed on the main thread",
    { "ARCHITECTURE.md": "invariant 11: main never blocks, and only our own code sees to it" },
    () => {
      expect(Atomics.wait(words(), 0, 0, 1)).toBe("timed-out");
    },
  );

  canary(
    "wait-async-not-equal",
    "Atomics.waitAsync on a word that has changed says not-equal at once, without a promise",
    { "src/runtime/ring/doorbell.ts": "returns null then, and the loop turns instead of parking" },
    () => {
      const changed = words();
      changed[0] = 1;
      const answer = Atomics.waitAsync(changed, 0, 0);
      expect(answer).toEqual({ async: false, value: "not-equal" });
    },
  );

  canary(
    "wait-async-own-thread",
    "Atomics.notify resolves the promise of a waiter in its own thread, and counts it once",
    BELL,
    async () => {
      const bell = words();
      const { value } = Atomics.waitAsync(bell, 0, 0);
      expect(Atomics.notify(bell, 0)).toBe(1);
      expect(await value).toBe("ok");
      expect(Atomics.notify(bell, 0)).toBe(0);
    },
  );
});

// rings case 41
describe("a worker that waits", () => {
  canary(
    "wait-async-life",
    "a dormant Atomics.waitAsync does not keep its worker alive: it exits with code 0",
    ALIVE,
    async () => {
      expect(await new Thread(WAIT, "nothingElse").ended).toEqual(["exit 0"]);
    },
  );

  canary(
    "wait-async-port",
    "a port that is listened to keeps a worker with a dormant Atomics.waitAsync alive",
    ALIVE,
    async () => {
      const listening = new Thread(WAIT, "port");
      await listening.reached();
      // Whatever ends a worker that nothing keeps has ended this one first.
      await new Thread(WAIT, "nothingElse").ended;
      listening.post("ping");
      await listening.heard("pong");
      Atomics.notify(listening.words, POLLED);
      await listening.heard("ok");
      await listening.terminate();
    },
  );

  canary(
    "wait-async-interval",
    "an interval keeps a worker with a dormant Atomics.waitAsync alive",
    ALIVE,
    async () => {
      const beating = new Thread(WAIT, "interval");
      await beating.reached();
      await new Thread(WAIT, "nothingElse").ended;
      expect(Atomics.notify(beating.words, POLLED)).toBe(1);
      await beating.heard("ok");
      await beating.terminate();
    },
  );

  canary(
    "wait-async-delivered",
    "a resolution that was notified is delivered before the worker may end",
    BELL,
    async () => {
      const blocked = new Thread(WAIT, "blocked");
      await blocked.reached();
      expect(Atomics.notify(blocked.words, POLLED)).toBe(1);
      blocked.set(RELEASED);
      expect(await blocked.ended).toEqual(["message ok", "exit 0"]);
    },
  );

  canary(
    "wait-terminated",
    "a terminated worker leaves no waiter behind, whether it parked or blocked",
    {
      "src/runtime/ring/doorbell.ts":
        "keeps a bell's word when its worker dies: the next incarnation waits on it",
    },
    async () => {
      const thread = new Thread(WAIT, "alsoWaits");
      await thread.reached();
      await thread.terminate();
      expect(Atomics.notify(thread.words, POLLED)).toBe(0);
      expect(Atomics.notify(thread.words, NEVER)).toBe(0);
    },
  );
});
