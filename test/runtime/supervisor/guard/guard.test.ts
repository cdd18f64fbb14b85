/** The guard's shell around small real processes: each way to die, and none of them ours to survive. */
import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { GUARD_TICK_MS } from "../../../../src/runtime/supervisor/guard/guard-core.ts";
import { until } from "../../../kit/until.ts";
import { watchedEnvironment } from "../../../kit/watched.ts";

const HOST = join(import.meta.dir, "kit/guard-host.ts");
const DEADLINE_MS = 60_000;
/** Longer than the impatient guard waits for a beat. */
const STOPPED_MS = 3_000;

type Host = {
  readonly process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly said: { out: string; err: string };
  readonly ended: Promise<number>;
};

let host: Host | null = null;

afterEach(() => {
  host?.process.kill("SIGKILL");
  host = null;
});

/** Runs a guard whose child does `deed` in its first life. */
function guard(deed: string, ...more: readonly string[]): Host {
  const child = Bun.spawn([process.execPath, HOST, deed, ...more], {
    env: watchedEnvironment(),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = { out: "", err: "" };
  const heard = Promise.all([
    take(child.stdout, (text) => {
      said.out += text;
    }),
    take(child.stderr, (text) => {
      said.err += text;
    }),
  ]);
  host = { process: child, said, ended: heard.then(() => child.exited) };
  return host;
}

async function take(stream: ReadableStream<Uint8Array>, add: (text: string) => void) {
  const decoder = new TextDecoder();
  for await (const bytes of stream) add(decoder.decode(bytes, { stream: true }));
}

async function pidOf({ said }: Host): Promise<number> {
  await until("the child", () => /pid \d+\n/.test(said.out), DEADLINE_MS);
  return Number(/pid (\d+)\n/.exec(said.out)?.[1]);
}

describe("S-80: a child that", () => {
  test.each([
    ["spin", "its main thread has not beaten for"],
    ["abort", "SIGABRT"],
    ["segfault", "SIGSEGV"],
    ["exit", "exit code 7"],
    ["throw", "exit code 1"],
  ])(
    "does %s lives again, in the same folder",
    async (deed, reason) => {
      const { ended, said } = guard(deed);
      expect(await ended, said.err).toBe(0);
      expect(said.err).toContain(`guard: the desk ended (${reason}`);
      expect(said.out).toContain("life 2 of the-run\n");
    },
    DEADLINE_MS,
  );

  test(
    "cannot even be started ends the guard after five tries",
    async () => {
      const { ended, said } = guard("live", "/nowhere/bun");
      expect(await ended).toBe(1);
      expect(said.err.match(/cannot start the desk/g)).toHaveLength(5);
      expect(said.err).toContain("it was never ready in 5 lives");
    },
    DEADLINE_MS,
  );
});

test(
  "S-81: a guard and a child that were both stopped, as in a sleep of the machine, both go on",
  async () => {
    const running = guard("live");
    const pid = await pidOf(running);
    const guardPid = running.process.pid;
    process.kill(pid, "SIGSTOP");
    // The guard takes in what was said before the stop, so that its next look finds nothing new.
    await new Promise((resolve) => setTimeout(resolve, 3 * GUARD_TICK_MS));
    process.kill(guardPid, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
    process.kill(guardPid, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, GUARD_TICK_MS));
    process.kill(pid, "SIGCONT");
    // Longer than the guard would wait, had it counted the time in which it did not run.
    await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
    expect(running.said.err).not.toContain("the desk ended");
    process.kill(running.process.pid, "SIGTERM");
    // The child has no listener of its own: the signal ends it, as it was asked to.
    expect(await running.ended).toBe(143);
  },
  DEADLINE_MS,
);

test(
  "S-82: a child that beats and does not stop is killed, and does not live again",
  async () => {
    const running = guard("deaf");
    await pidOf(running);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.kill(running.process.pid, "SIGTERM");
    expect(await running.ended).toBe(137);
    expect(running.said.out).not.toContain("life 2");
  },
  DEADLINE_MS,
);

test(
  "S-83: a child whose guard is killed hears of it at once",
  async () => {
    const running = guard("live");
    await pidOf(running);
    running.process.kill("SIGKILL");
    await running.ended;
    expect(running.said.out).toContain("its guard is gone\n");
  },
  DEADLINE_MS,
);
