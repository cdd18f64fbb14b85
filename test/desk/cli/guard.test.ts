/**
 * The guard around real processes: each way to die, signals that arrive twice, a guard that is gone.
 * With `OUTCRY_GUARD=long`, twenty rounds of each kind of death, each stop 20 s long.
 */
import { afterEach, describe, expect, test } from "bun:test";
import { until } from "../../kit/until.ts";
import { DESK_DEADLINE_MS } from "./kit/child-desk.ts";
import { GuardedDesk, kill } from "./kit/guarded-desk.ts";
import { NotifyReceiver } from "./kit/notify-receiver.ts";

const IS_LONG = process.env.OUTCRY_GUARD === "long";
const ROUNDS = IS_LONG ? 20 : 1;
/** A stop that its desk does not survive: it is silent for 8 s. Milliseconds. */
const STOPPED_MS = 20_000;
const LONG_DEADLINE_MS = IS_LONG ? 1_800_000 : DESK_DEADLINE_MS * 2;

const desks: GuardedDesk[] = [];
const managers: NotifyReceiver[] = [];

afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.end();
  for (const manager of managers.splice(0)) manager.close();
}, DESK_DEADLINE_MS);

function start(...given: ConstructorParameters<typeof GuardedDesk>): GuardedDesk {
  const desk = new GuardedDesk(...given);
  desks.push(desk);
  return desk;
}

/** Ends the desk's process `rounds` times, and returns how long each took to ready again. Milliseconds. */
async function die(desk: GuardedDesk, end: (pid: number) => void): Promise<readonly number[]> {
  const times: number[] = [];
  let pid = await desk.ready();
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    end(pid);
    pid = await desk.ready(pid);
    times.push(performance.now() - began);
  }
  return times;
}

function print(what: string, times: readonly number[]): undefined {
  const sorted = times.toSorted((left, right) => left - right).map(Math.round);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
  // biome-ignore lint/suspicious/noConsole: a figure for people.
  console.log(
    `${what}: ${times.length} rounds, to ready p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, max ${at(1)} ms`,
  );
}

describe("S-80: under the guard", () => {
  test.each(["SIGKILL", "SIGSEGV"] as const)(
    "a desk that dies by %s is back and ready, in the same run, on the same port",
    async (signal) => {
      const desk = start();
      const guard = desk.outermost.pid;
      await desk.ready();
      const url = desk.card()?.url;
      print(signal, await die(desk, (pid) => kill(pid, signal)));
      expect(desk.card()?.url).toBe(url ?? "none");
      expect(desk.err.match(/guard: the desk ended \(\w+\): it is started again/g)).toHaveLength(
        ROUNDS,
      );
      kill(guard, "SIGTERM");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(JSON.parse(out).ok).toBe(true);
    },
    LONG_DEADLINE_MS,
  );

  test(
    "S-81: a desk that is stopped by a signal is killed after 8 s of silence, and is back and ready",
    async () => {
      const manager = new NotifyReceiver(`@outcry-guard-${process.pid}`);
      managers.push(manager);
      const service = { NOTIFY_SOCKET: `@outcry-guard-${process.pid}`, WATCHDOG_USEC: "1000000" };
      const desk = start(undefined, service);
      const fed = () => manager.withLine("WATCHDOG=1").length;
      const times = await die(desk, (pid) => {
        kill(pid, "SIGSTOP");
        setTimeout(() => kill(pid, "SIGCONT"), STOPPED_MS);
      });
      print("SIGSTOP", times);
      expect(Math.min(...times)).toBeGreaterThan(8_000);
      expect(desk.err).toContain("has not beaten for");
      expect(desk.err).toContain("(the process is stopped)");
      // S-84: fed up to the warning, and not again until the kill.
      const texts = manager.notices.map(({ text }) => text);
      const warned = texts.findIndex((text) => text.includes("has not beaten"));
      const killed = texts.findIndex((text) => text.includes("it is started again"));
      expect(warned).toBeGreaterThan(0);
      expect(texts.slice(warned + 2, killed)).not.toContain("WATCHDOG=1");
      const before = fed();
      await desk.until("food for the second life", () => fed() > before);
    },
    LONG_DEADLINE_MS,
  );

  test(
    "a desk that means its end is not started again, and prints one document",
    async () => {
      const other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
      const desk = start(undefined, {}, ["--port", String(other.port)]);
      const { exit, out, err } = await desk.ended;
      await other.stop(true);
      expect(exit, err).toBe(10);
      expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: "E_CONFLICT" } });
      expect(err).not.toContain("guard:");
    },
    DESK_DEADLINE_MS,
  );
});

describe("S-82: a signal", () => {
  test(
    "that reaches guard and desk stops once, in order",
    async () => {
      const desk = start();
      const pid = await desk.ready();
      for (const one of [desk.outermost.pid, pid]) kill(one, "SIGINT");
      const { exit, out, err } = await desk.ended;
      expect(exit, err).toBe(0);
      expect(JSON.parse(out).ok).toBe(true);
      expect(err.match(/stopping: interrupted/g)).toHaveLength(1);
      expect(desk.pids()).toEqual([]);
    },
    DESK_DEADLINE_MS,
  );

  test(
    "to the desk alone is an end that was asked for",
    async () => {
      const desk = start();
      kill(await desk.ready(), "SIGTERM");
      const { exit, err } = await desk.ended;
      expect(exit, err).toBe(0);
    },
    DESK_DEADLINE_MS,
  );
});

describe("S-83: without its guard", () => {
  test(
    "a desk ends in order",
    async () => {
      const desk = start();
      await desk.ready();
      kill(desk.outermost.pid, "SIGKILL");
      await until("the end of the desk", () => desk.pids().length === 0, DESK_DEADLINE_MS);
      const { out, err } = await desk.ended;
      expect(err).toContain("stopping: its guard is gone");
      expect(JSON.parse(out).ok).toBe(true);
    },
    DESK_DEADLINE_MS,
  );
});
