/** What ends a whole process, and with which code: seen in programs of their own. */
import { describe, expect } from "bun:test";
import { canary, type Ours } from "./kit/canary.ts";
import { runBun } from "./kit/child.ts";

const MAIN: Ours = { "src/desk/cli/main.ts": "leaves what nobody caught to Bun" };
const SIGNALS: Ours = {
  "src/desk/cli/end-signals.ts": "listens before a desk starts, on main only",
};
const WORKERS: Ours = {
  "src/runtime/supervisor/thread/actor-thread.ts":
    "listens for error, on a worker of node:worker_threads",
};
const PORT = 'import { Worker } from "node:worker_threads";';

/** Runs `source` as a program. */
const run = (source: string) => runBun(["-e", source]);

describe("a process", () => {
  canary(
    "process-reject",
    "a rejection that nobody caught ends a process with code 1",
    MAIN,
    async () => {
      const source =
        "setInterval(() => {}, 1000); setTimeout(() => void Promise.reject(Error('deed')), 1)";
      const { code, errors } = await run(source);
      expect(code).toBe(1);
      expect(errors).toContain("error: deed");
    },
  );

  canary(
    "process-reject-code",
    "a rejection that nobody caught gives code 1 whatever process.exitCode says",
    MAIN,
    async () => {
      const source =
        "process.exitCode = 3; setTimeout(() => void Promise.reject(Error('deed')), 1)";
      expect((await run(source)).code).toBe(1);
    },
  );

  canary(
    "process-throw",
    "a throw that nobody caught ends a process with code 1",
    MAIN,
    async () => {
      const source = "setInterval(() => {}, 1000); setTimeout(() => { throw Error('deed') }, 1)";
      expect((await run(source)).code).toBe(1);
    },
  );

  canary(
    "process-term",
    "SIGTERM ends a process at once, by the signal, and runs no exit hook",
    SIGNALS,
    async () => {
      const source = `
        process.on("exit", () => console.log("hook"));
        setInterval(() => {}, 1000);
        process.kill(process.pid, "SIGTERM");`;
      expect(await run(source)).toMatchObject({ code: 143, signal: "SIGTERM", output: "" });
    },
  );

  canary(
    "process-term-worker",
    "a listener for SIGTERM in a worker hears nothing, and does not save the process",
    SIGNALS,
    async () => {
      const source = `${PORT}
        const listen = 'process.on("SIGTERM", () => console.log("heard")); postMessage("ready");';
        new Worker(listen + "setInterval(() => {}, 1000)", { eval: true })
          .on("message", () => process.kill(process.pid, "SIGTERM"));`;
      expect(await run(source)).toMatchObject({ code: 143, signal: "SIGTERM", output: "" });
    },
  );

  canary(
    "process-exit-blocked",
    "process.exit of main does not wait for a worker in a native call",
    { "src/desk/cli/start.ts": "ends the process at the second signal, whatever its threads do" },
    async () => {
      // The worker would outlive the program's deadline.
      const source = `${PORT}
        new Worker('postMessage("ready"); Bun.sleepSync(120_000)', { eval: true })
          .on("message", () => process.exit(4));`;
      expect(await run(source)).toMatchObject({ code: 4, signal: null });
    },
  );
});

describe("a process whose worker dies", () => {
  canary(
    "process-worker-unheard",
    "a node worker's error that nobody listens for ends the process with code 1",
    WORKERS,
    async () => {
      const { code, errors } = await run(
        `${PORT} new Worker("throw new RangeError('deed')", { eval: true });`,
      );
      expect(code).toBe(1);
      expect(errors).toContain("RangeError: deed");
    },
  );

  canary(
    "process-web-worker-unheard",
    "a web Worker's error that nobody listens for leaves the process with code 0",
    WORKERS,
    async () => {
      const source = `
        const code = "postMessage('ran'); setTimeout(() => { throw new RangeError('deed') }, 1)";
        const worker = new Worker("data:text/javascript," + encodeURIComponent(code));
        worker.onmessage = ({ data }) => console.log(data);`;
      expect(await run(source)).toMatchObject({ code: 0, output: "ran\n" });
    },
  );

  canary(
    "process-worker-exit",
    "process.exit in a worker leaves the process and its code alone",
    { "src/runtime/actor/worker.ts": "ends a crashed thread by process.exit" },
    async () => {
      const source = `${PORT}
        new Worker("process.exit(7)", { eval: true }).on("exit", (code) => console.log(code));`;
      expect(await run(source)).toMatchObject({ code: 0, output: "7\n" });
    },
  );
});
