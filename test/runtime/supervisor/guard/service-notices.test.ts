/** BR-46: what a service manager is told, and when, on a clock of the test's own. */
import { describe, expect, test } from "bun:test";
import { ServiceNotices } from "../../../../src/runtime/supervisor/guard/service-notices.ts";

const BEAT = { kind: "BEAT" } as const;
const READY = { kind: "READY", text: "ready at http://127.0.0.1:7070" } as const;
const TICK_MS = 250;

function notices(watchdogMs: number | null = null): ServiceNotices {
  return new ServiceNotices({ watchdogMs, mainPid: 42 });
}

describe("BR-46: readiness", () => {
  test("is said once, with the process that is to be signalled, also after a second life", () => {
    const service = notices();
    expect(service.report(READY, 0)).toEqual([
      "READY=1\nMAINPID=42\nSTATUS=ready at http://127.0.0.1:7070",
    ]);
    expect(service.report(READY, 60_000)).toEqual(["STATUS=ready at http://127.0.0.1:7070"]);
  });

  test("is not said by a desk that already stops", () => {
    const service = notices();
    service.stopping("terminated");
    expect(service.report(READY, 1)).toEqual([]);
  });
});

describe("BR-46: a start that takes 215 s", () => {
  test("asks for more time at least every 30 s while it beats", () => {
    const service = notices();
    const said: number[] = [];
    for (let nowMs = 0; nowMs < 215_000; nowMs += 500) {
      const texts = service.report(BEAT, nowMs);
      if (texts.includes("EXTEND_TIMEOUT_USEC=30000000")) said.push(nowMs);
    }
    expect(said[0]).toBe(0);
    const gaps = said.slice(1).map((atMs, index) => atMs - (said[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(30_000);
    expect(said.at(-1) ?? 0).toBeGreaterThan(185_000);
  });

  test("asks for nothing once it is ready", () => {
    const service = notices();
    service.report(READY, 0);
    expect(service.report(BEAT, 100_000)).toEqual([]);
  });

  test("says what it does in one line", () => {
    const service = notices();
    service.report(BEAT, 0);
    const texts = service.report({ kind: "STARTING", step: "starting\nREADY=1" }, 1);
    expect(texts).toEqual(["STATUS=starting READY=1"]);
  });
});

describe("BR-46: the watchdog", () => {
  /** Times at which it is fed in a minute of ticks. */
  function fed(service: ServiceNotices, isSound: (nowMs: number) => boolean): readonly number[] {
    const times: number[] = [];
    for (let nowMs = 0; nowMs < 60_000; nowMs += TICK_MS) {
      if (service.tick(nowMs, isSound(nowMs), TICK_MS).includes("WATCHDOG=1")) times.push(nowMs);
    }
    return times;
  }

  test("is fed at half its period, from the first tick on", () => {
    const times = fed(notices(20_000), () => true);
    expect(times[0]).toBe(0);
    const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
    expect(Math.min(...gaps)).toBeGreaterThan(9_000);
  });

  test("is not fed while the main thread is silent", () => {
    const times = fed(notices(4_000), (nowMs) => nowMs < 20_000 || nowMs >= 40_000);
    expect(times.filter((atMs) => atMs >= 20_000 && atMs < 40_000)).toEqual([]);
    expect(times.filter((atMs) => atMs >= 40_000).length).toBeGreaterThan(5);
  });

  test("is left alone when nobody asked for it", () => {
    expect(fed(notices(null), () => true)).toEqual([]);
  });
});

test("BR-46: the stop is said once, by whoever knows of it first", () => {
  const service = notices();
  expect(service.stopping("SIGTERM")).toEqual(["STOPPING=1\nSTATUS=stopping: SIGTERM"]);
  expect(service.report({ kind: "DRAINING", reason: "terminated" }, 5)).toEqual([]);
});
