/**
 * BR-45: a stop reaches the desk however it was started, although it is sent to the outermost process
 * only, and leaves no process behind.
 */
import { afterEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DESK_DEADLINE_MS, ROOT } from "./kit/child-desk.ts";
import { GuardedDesk, kill } from "./kit/guarded-desk.ts";

const BUN = process.execPath;
const MAIN = join(ROOT, "src/desk/cli/main.ts");
const NPM = Bun.which("npm");
const hasNamespaces =
  existsSync("/proc/self/ns/pid") &&
  Bun.spawnSync(["unshare", "--pid", "--fork", "--mount-proc", "true"]).exitCode === 0;

let desk: GuardedDesk | null = null;

afterEach(async () => {
  await desk?.end();
  desk = null;
}, DESK_DEADLINE_MS);

/** A runner leaves its name in the environment of whom it runs: without one there is none. */
const ALONE = { npm_lifecycle_event: "" };

type Way = {
  readonly name: string;
  readonly command: readonly string[];
  readonly signals: readonly NodeJS.Signals[];
  /** Of the outermost process. */
  readonly exit: number;
};

const WAYS: readonly Way[] = [
  { name: "directly", command: [BUN, MAIN, "start"], signals: ["SIGTERM"], exit: 0 },
  { name: "directly", command: [BUN, MAIN, "start"], signals: ["SIGHUP"], exit: 0 },
  { name: "directly", command: [BUN, MAIN, "start"], signals: ["SIGINT", "SIGINT"], exit: 0 },
  {
    name: "without a guard",
    command: [BUN, MAIN, "start", "--no-guard"],
    signals: ["SIGTERM"],
    exit: 0,
  },
  { name: "by bun run", command: [BUN, "run", "start"], signals: ["SIGTERM"], exit: 0 },
  { name: "by bun run", command: [BUN, "run", "start"], signals: ["SIGHUP"], exit: 0 },
  // Bun's own shell dies of the signal and tells nobody.
  {
    name: "by bun run --shell=bun",
    command: [BUN, "run", "--shell=bun", "start"],
    signals: ["SIGTERM"],
    exit: 143,
  },
  {
    name: "by bun run --shell=bun, without a guard",
    command: [BUN, "run", "--shell=bun", "start", "--no-guard"],
    signals: ["SIGTERM"],
    exit: 143,
  },
  {
    name: "in a session of its own",
    command: ["setsid", "--wait", BUN, MAIN, "start"],
    signals: ["SIGTERM"],
    exit: 0,
  },
];

/** Starts, and sends what is to be sent to the outermost process once the desk is ready. */
async function stop(command: readonly string[], signals: readonly NodeJS.Signals[]) {
  desk = new GuardedDesk(command, ALONE);
  await desk.ready();
  expect(desk.pids().length).toBeGreaterThan(0);
  for (const signal of signals) kill(desk.outermost.pid, signal);
  const { exit } = await desk.ended;
  return { exit, desk };
}

describe("BR-45: a desk that was started", () => {
  test.each(WAYS)(
    "$name ends in order by $signals, and no process is left",
    async ({ command, signals, exit }) => {
      const stopped = await stop(command, signals);
      expect(stopped.exit, stopped.desk.err).toBe(exit);
      expect(JSON.parse(stopped.desk.out).ok).toBe(true);
      await stopped.desk.until("no process", () => stopped.desk.pids().length === 0);
      expect(stopped.desk.err).not.toContain("panic");
    },
    DESK_DEADLINE_MS,
  );

  test.skipIf(NPM === null)(
    "by npm, whose shell passes nothing on, ends in order by SIGHUP, and no process is left",
    async () => {
      const stopped = await stop([NPM ?? "", "start", "--silent", "--"], ["SIGHUP"]);
      await stopped.desk.until("no process", () => stopped.desk.pids().length === 0);
      expect(stopped.desk.out).toContain('"ok":true');
    },
    DESK_DEADLINE_MS,
  );

  test.skipIf(!hasNamespaces)(
    "as the first process of a namespace ends in order by SIGTERM, and no process is left",
    async () => {
      desk = new GuardedDesk(
        ["unshare", "--pid", "--fork", "--mount-proc", BUN, MAIN, "start"],
        ALONE,
      );
      await desk.ready();
      const above = desk.outermost.pid;
      const children = await Bun.file(`/proc/${above}/task/${above}/children`).text();
      kill(Number(children.trim()), "SIGTERM");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(JSON.parse(out).ok).toBe(true);
      expect(desk.pids()).toEqual([]);
    },
    DESK_DEADLINE_MS,
  );
});
