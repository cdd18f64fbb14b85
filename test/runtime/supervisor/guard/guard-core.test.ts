/** What the guard decides, on a clock of the test's own. */
import { describe, expect, test } from "bun:test";
import {
  exitCodeOf,
  GUARD_TICK_MS,
  GuardCore,
  type GuardEffect,
  type LifeEnd,
} from "../../../../src/runtime/supervisor/guard/guard-core.ts";
import { BUDGET_DEFAULTS } from "../../../../src/runtime/supervisor/guard/life-budget.ts";

const WARN_MS = 3_000;
const LATE_MS = 10_000;
const STOP_MS = 40_000;
const FIRST_WORD_MS = 30_000;
const READY = { kind: "READY", text: "ready" } as const;

/** A guard whose child is the test. */
class Bench {
  readonly core = new GuardCore({
    ...BUDGET_DEFAULTS,
    warnMs: WARN_MS,
    lateMs: LATE_MS,
    firstWordMs: FIRST_WORD_MS,
    stopMs: STOP_MS,
    isFinal: (exit) => [0, 2, 3, 4, 8, 10].includes(exit),
  });
  nowMs = 1_000;
  readonly effects: GuardEffect[] = [...this.core.begin()];

  /** Lets time pass in looks; with a beat at each when the child turns. */
  pass(ms: number, { beats }: { readonly beats: boolean }): this {
    for (let passed = 0; passed < ms; passed += GUARD_TICK_MS) {
      this.nowMs += GUARD_TICK_MS;
      if (beats) this.core.report({ kind: "BEAT" });
      this.effects.push(...this.core.tick(this.nowMs, null));
    }
    return this;
  }

  end(end: LifeEnd): this {
    this.effects.push(...this.core.ended(end, this.nowMs, 0.5));
    return this;
  }

  kinds(): readonly string[] {
    return this.effects.map(({ kind }) => kind);
  }

  get last(): GuardEffect | undefined {
    return this.effects.at(-1);
  }
}

describe("S-80: the end of a life", () => {
  test.each([0, 2, 3, 4, 8, 10, 129, 130, 143])("with exit code %i is the end", (exit) => {
    const bench = new Bench();
    bench.core.report(READY);
    expect(bench.end({ exit }).last).toEqual({ kind: "END", exit, spent: null });
  });

  test.each([1, 5, 6, 7, 9, 11, 12, 13, 99])("with exit code %i begins another", (exit) => {
    const bench = new Bench();
    bench.core.report(READY);
    expect(bench.end({ exit }).last).toEqual({ kind: "START", life: 2, folder: null });
  });

  test.each(["SIGKILL", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGTRAP"])(
    "by %s begins another",
    (signal) => {
      const bench = new Bench();
      bench.core.report(READY);
      expect(bench.end({ signal }).last).toMatchObject({ kind: "START", life: 2 });
    },
  );

  test.each(["SIGTERM", "SIGINT", "SIGHUP"])("by %s is one that was asked for", (signal) => {
    const bench = new Bench();
    const exit = exitCodeOf({ signal });
    expect(bench.end({ signal }).last).toEqual({ kind: "END", exit, spent: null });
  });

  test("is the last once it is on its way out, however it comes", () => {
    const bench = new Bench();
    bench.core.report({ kind: "DRAINING", reason: "its time is over" });
    expect(bench.end({ signal: "SIGSEGV" }).last).toEqual({ kind: "END", exit: 139, spent: null });
  });

  test("hands the run's folder to the next", () => {
    const bench = new Bench();
    bench.core.report({ kind: "FOLDER", folder: "run/1" });
    expect(bench.end({ signal: "SIGKILL" }).last).toMatchObject({ folder: "run/1" });
  });
});

describe("the budget", () => {
  test("the first restart is at once, and the next ones wait longer each time", () => {
    const bench = new Bench();
    const pauses: number[] = [];
    for (let life = 1; life <= 5; life += 1) {
      bench.core.report(READY);
      const { nowMs } = bench;
      bench.end({ signal: "SIGKILL" });
      while (bench.last?.kind !== "START") bench.pass(GUARD_TICK_MS, { beats: false });
      pauses.push(bench.nowMs - nowMs);
    }
    // In looks of 250 ms: 0, 75, 150, 300 and 600 ms.
    expect(pauses).toEqual([0, 250, 250, 500, 750]);
  });

  test("half a minute of quiet makes the next restart immediate again", () => {
    const bench = new Bench();
    for (let life = 1; life <= 3; life += 1) {
      bench.core.report(READY);
      bench.end({ signal: "SIGKILL" }).pass(31_000, { beats: true });
    }
    expect(bench.kinds()).toEqual(["START", "TELL", "START", "TELL", "START", "TELL", "START"]);
  });

  test("31 deaths in ten minutes end the guard with the child's code, and the reason", () => {
    const bench = new Bench();
    for (let death = 1; death <= 31; death += 1) {
      bench.core.report(READY);
      bench.end({ signal: "SIGABRT" }).pass(15_000, { beats: true });
    }
    expect(bench.kinds().filter((kind) => kind === "START")).toHaveLength(31);
    const spent = "30 restarts within 600 s are spent";
    expect(bench.effects.slice(-2)).toEqual([
      {
        kind: "TELL",
        text: `the desk ended (SIGABRT), and is not started again: ${spent}`,
      },
      { kind: "END", exit: 134, spent },
    ]);
  });

  test("its window slides: a death each half minute goes on for ever", () => {
    const bench = new Bench();
    for (let death = 1; death <= 100; death += 1) {
      bench.core.report(READY);
      bench.end({ signal: "SIGKILL" }).pass(30_000, { beats: true });
    }
    expect(bench.last?.kind).toBe("START");
  });

  test("five lives of which none was ready end the guard: it cannot start", () => {
    const bench = new Bench();
    for (let life = 1; life <= 5; life += 1) bench.end({ exit: 1 }).pass(5_000, { beats: true });
    expect(bench.last).toEqual({
      kind: "END",
      exit: 1,
      spent: "it was never ready in 5 lives",
    });
    expect(bench.kinds().filter((kind) => kind === "START")).toHaveLength(5);
  });

  test("a desk that was ready once may fail to start more often than that", () => {
    const bench = new Bench();
    bench.core.report(READY);
    for (let life = 1; life <= 10; life += 1) bench.end({ exit: 1 }).pass(15_000, { beats: true });
    expect(bench.kinds().filter((kind) => kind === "START")).toHaveLength(11);
  });
});

describe("S-81: the beat", () => {
  test("a main thread that is silent for more than 10 s is warned of, killed, once, and started again", () => {
    const bench = new Bench();
    bench.core.report(READY);
    bench.pass(WARN_MS, { beats: false });
    expect(bench.kinds()).toEqual(["START"]);
    bench.pass(LATE_MS - WARN_MS, { beats: false });
    expect(bench.kinds()).toEqual(["START", "TELL"]);
    bench.pass(5_000, { beats: false });
    expect(bench.kinds()).toEqual(["START", "TELL", "KILL"]);
    bench.end({ signal: "SIGKILL" });
    expect(bench.effects.at(-2)).toMatchObject({ text: expect.stringContaining("has not beaten") });
    expect(bench.last).toMatchObject({ kind: "START", life: 2 });
  });

  test("what the kernel says of the thread is told", () => {
    const bench = new Bench();
    bench.core.report(READY);
    bench.pass(LATE_MS + GUARD_TICK_MS, { beats: false });
    const [effect] = bench.core.tick(bench.nowMs + GUARD_TICK_MS, "the process is stopped");
    expect(effect).toEqual({
      kind: "KILL",
      reason: expect.stringMatching(/has not beaten for 10\.\d s \(the process is stopped\)$/),
    });
  });

  test("a start that takes minutes is not late while it beats", () => {
    const bench = new Bench().pass(300_000, { beats: true });
    expect(bench.kinds()).toEqual(["START"]);
  });

  test("a process that never says a word is killed after half a minute", () => {
    const bench = new Bench().pass(FIRST_WORD_MS, { beats: false });
    expect(bench.kinds()).toEqual(["START", "TELL"]);
    expect(bench.pass(1_000, { beats: false }).kinds()).toEqual(["START", "TELL", "KILL"]);
  });

  test("time in which the guard itself did not run is not the child's: a sleep of an hour", () => {
    const bench = new Bench();
    bench.core.report(READY);
    for (let sleep = 0; sleep < 10; sleep += 1) {
      bench.nowMs += 3_600_000;
      bench.pass(1_000, { beats: false }).pass(1_000, { beats: true });
    }
    expect(bench.kinds()).toEqual(["START"]);
  });

  test("a manager's watchdog is fed while it turns or is being started, and no longer", () => {
    const bench = new Bench();
    expect(bench.core.isSound(3_000)).toBe(true);
    bench.core.report(READY);
    bench.pass(2_000, { beats: false });
    expect(bench.core.isSound(3_000)).toBe(true);
    bench.pass(2_000, { beats: false });
    expect(bench.core.isSound(3_000)).toBe(false);
    bench.pass(GUARD_TICK_MS, { beats: true });
    expect(bench.core.isSound(3_000)).toBe(true);
    bench.end({ exit: 0 });
    expect(bench.core.isSound(3_000)).toBe(false);
  });
});

describe("S-82: a signal", () => {
  test("is forwarded each time: whether the second is one, the child knows", () => {
    const bench = new Bench();
    expect(bench.core.signal("SIGINT")).toEqual([{ kind: "FORWARD", signal: "SIGINT" }]);
    expect(bench.core.signal("SIGTERM")).toEqual([{ kind: "FORWARD", signal: "SIGTERM" }]);
  });

  test("makes the end that follows the last, also a crash", () => {
    const bench = new Bench();
    bench.core.signal("SIGTERM");
    expect(bench.end({ signal: "SIGSEGV" }).last).toEqual({ kind: "END", exit: 139, spent: null });
  });

  test("in the pause before a restart ends the guard with the last code", () => {
    const bench = new Bench();
    bench.end({ exit: 1 }).end({ exit: 9 });
    expect(bench.core.signal("SIGINT")).toEqual([{ kind: "END", exit: 9, spent: null }]);
    expect(bench.core.tick(bench.nowMs + 60_000, null)).toEqual([]);
  });

  test("a child that beats but does not stop is killed after 40 s, and not started again", () => {
    const bench = new Bench();
    bench.core.report(READY);
    bench.core.signal("SIGTERM");
    expect(bench.pass(STOP_MS, { beats: true }).kinds()).toEqual(["START"]);
    expect(bench.pass(1_000, { beats: true }).kinds()).toEqual(["START", "KILL"]);
    expect(bench.end({ signal: "SIGKILL" }).last).toEqual({ kind: "END", exit: 137, spent: null });
  });

  test("nothing follows the end", () => {
    const bench = new Bench().end({ exit: 0 });
    expect(bench.core.signal("SIGINT")).toEqual([]);
    expect(bench.core.tick(bench.nowMs + 60_000, null)).toEqual([]);
  });
});
