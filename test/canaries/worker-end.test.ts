/**
 * How a worker ends by itself, and what main hears of it: the exit code alone proves nothing.
 *
 * All but the last are seen in a program of its own, as a desk is one.
 */
import { describe, expect } from "bun:test";
import { canary, type Ours } from "./kit/canary.ts";
import { runBun } from "./kit/child.ts";
import { type End, endOf } from "./kit/end-probe.ts";

const PROBE = new URL("kit/end-probe.ts", import.meta.url).pathname;

const DEATH: Ours = {
  "src/runtime/supervisor/thread/death-reason.ts":
    "names the error, and the exit code only without one",
  "src/runtime/supervisor/thread/actor-thread.ts": "listens for error and exit of every thread",
};
const HOOK: Ours = {
  "src/runtime/actor/worker.ts": "reports and exits by itself, from a hook, with an interval alive",
};
const WORD: Ours = {
  "src/runtime/supervisor/thread/thread-group.ts": "any end without a farewell word is a crash",
};
const REPORT: Ours = {
  "src/runtime/actor/worker.ts": "posts why it ends, then calls process.exit",
  "src/runtime/supervisor/thread/actor-thread.ts": "has the report when the exit event comes",
};

/** Lets a worker do `deed` in a program of its own. */
async function endInProgram(deed: string): Promise<End> {
  const { code, output } = await runBun([PROBE, deed]);
  expect(code).toBe(0);
  return JSON.parse(output) as End;
}

/** Throws unless a worker that does `deed` ends with exactly these events. */
async function endsAs(deed: string, ...events: readonly string[]): Promise<End> {
  const end = await endInProgram(deed);
  expect(end.events).toEqual(events);
  return end;
}

describe("a worker that throws", () => {
  canary("end-throw", "a throw in a callback gives an error event, then exit code 1", DEATH, () =>
    endsAs("throw in a callback", "error RangeError: deed", "exit 1"),
  );

  canary(
    "end-throw-top",
    "a throw at the top level gives an error event after the online event, then exit code 1",
    DEATH,
    () => endsAs("throw at the top", "error RangeError: deed", "exit 1"),
  );

  canary("end-overflow", "a stack overflow gives an error event, then exit code 1", DEATH, () =>
    endsAs("overflow the stack", "error RangeError: Maximum call stack size exceeded.", "exit 1"),
  );

  canary("end-throw-hook", "a hook on uncaughtException runs, and may post and exit", HOOK, () =>
    endsAs("throw with a hook that exits", "message report", "exit 70"),
  );
});

describe("a worker that rejects", () => {
  canary(
    "end-reject",
    "a rejection in a callback gives an error event, then exit code 0 while a handle lives",
    DEATH,
    () => endsAs("reject while a handle lives", "error RangeError: deed", "exit 0"),
  );

  canary(
    "end-reject-alone",
    "a rejection with nothing else alive gives no error event, and exit code 0",
    { ...WORD, ...HOOK },
    () => endsAs("reject with nothing alive", "exit 0"),
  );

  canary(
    "end-reject-top",
    "a rejection at the top level gives an error event, then exit code 1",
    DEATH,
    () => endsAs("reject at the top", "error RangeError: deed", "exit 1"),
  );

  canary(
    "end-reject-message",
    "a rejection in the handler of a message gives an error event, then exit code 1",
    DEATH,
    () => endsAs("reject in a message's handler", "error RangeError: deed", "exit 1"),
  );

  canary(
    "end-reject-hook",
    "a hook on unhandledRejection runs, and the worker lives on",
    HOOK,
    () => endsAs("reject with a hook", "message hook", "message alive", "exit 0"),
  );

  canary(
    "end-reject-hook-alone",
    "a hook on unhandledRejection does not run when nothing else is alive: exit code 0",
    HOOK,
    async () => {
      const { cleaned } = await endsAs("reject with a hook and nothing alive", "exit 0");
      expect(cleaned).toBe(false);
    },
  );

  canary("end-reject-exit", "a hook on unhandledRejection may post and exit", HOOK, () =>
    endsAs("reject with a hook that exits", "message report", "exit 70"),
  );
});

describe("a worker that leaves", () => {
  canary("end-dry", "a worker with nothing left to do exits with code 0", WORD, () =>
    endsAs("run dry", "exit 0"),
  );

  canary(
    "end-exit",
    "process.exit ends the worker alone, with its code and no error event",
    WORD,
    () => endsAs("exit", "exit 7"),
  );

  canary("end-exit-hook", "process.exit runs the worker's exit hooks", WORD, async () => {
    const { cleaned } = await endsAs("exit with a hook", "exit 7");
    expect(cleaned).toBe(true);
  });

  canary("end-exit-finally", "process.exit runs no finally block", WORD, async () => {
    const { cleaned } = await endsAs("exit in a try", "exit 7");
    expect(cleaned).toBe(false);
  });

  canary(
    "end-posts",
    "all that a worker posted before process.exit arrives, before the exit event",
    REPORT,
    async () => {
      const posted = Array.from({ length: 100 }, (_, index) => `message ${index + 1}`);
      await endsAs("post and exit", ...posted, "exit 7");
    },
  );

  canary(
    "end-await",
    "a worker whose top level awaits what nothing can settle exits with code 13",
    {
      "src/runtime/actor/inspector.ts": "names the code when a module's top level ends its thread",
    },
    () => endsAs("await for ever", "exit 13"),
  );

  canary(
    "end-abort",
    "process.abort is refused in a worker",
    { "docs/adr/0001-threads-not-processes.md": "counts on threads to isolate faults" },
    () => endsAs("abort", "message ERR_WORKER_UNSUPPORTED_OPERATION", "exit 0"),
  );

  canary(
    "end-memory",
    "resourceLimits do not limit a worker's heap",
    { "docs/adr/0001-threads-not-processes.md": "an out-of-memory costs all actors" },
    () => endsAs("fill", "message 64", "exit 0"),
  );
});

describe("the test runner", () => {
  canary(
    "end-under-test",
    "under `bun test` a worker that throws runs no hook of its own and exits with code 0",
    {
      "test/canaries/kit/end-probe.ts": "is a program of its own for this reason",
      "test/runtime/supervisor/faults.test.ts": "sees the error event where a desk sees the report",
    },
    async () => {
      const { events } = await endOf("throw with a hook that exits");
      expect(events).toEqual(["error RangeError: deed", "exit 0"]);
    },
  );
});
