/** Faults of one actor on real threads: the desk goes on, and nothing is lost or done twice. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, rootWith, specOf } from "../../kit/kit-spec.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(30_000);
/** The ball at which stuck does its deed: late enough that it has done much before. */
const AT = 1_000;
const STUCK = /^stuck in on\.ball for \d\.\d s$/;

/** Whole numbers between the least and the greatest of `numbers` that it lacks. */
function holesOf(numbers: readonly number[]): readonly number[] {
  const holes: number[] = [];
  for (const [index, number] of numbers.slice(1).entries()) {
    for (let hole = (numbers[index] ?? 0) + 1; hole < number; hole += 1) holes.push(hole);
  }
  return holes;
}

function expectAscending(numbers: readonly number[]): undefined {
  expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
  expect(new Set(numbers).size).toBe(numbers.length);
}

const wiredStuck = (args: object, changes: Parameters<typeof specOf>[1] = {}) =>
  specOf("stuck", {
    args: { deed: "NONE", at: AT, start: "WELL", stop: "WELL", ...args },
    reads: [reading("ping")],
    ...changes,
  });

const fastPing = () => specOf("ping", { args: { burst: 10 } });
const bystander = () => specOf("pong", { reads: [reading("ping")] });

/** What was told of stuck before it was killed. */
function warningsOf(desk: KitDesk): readonly string[] {
  return desk.events.flatMap((event) =>
    event.kind === "WARNED" && event.actor === "stuck" ? [event.text] : [],
  );
}

/** The warning where the system shows its threads, and where it does not. */
function lateIn(handler: string, doing: string) {
  const told = process.platform === "linux" ? `: ${doing}` : "";
  return expect.stringMatching(new RegExp(`^no heartbeat for \\d\\.\\d s in ${handler}${told}$`));
}

describe("a fault in a handler", () => {
  // S-10, S-11, S-20, S-21
  test.each([
    ["throws", "THROW", "threw in on.ball: RangeError: deed", [AT]],
    ["rejects", "REJECT", "threw: RangeError: deed", []],
    ["spins for ever", "SPIN", STUCK, [AT]],
    ["ends its thread with code 0", "EXIT", "vanished with exit code 0 in on.ball", [AT]],
    ["blocks its thread", "BLOCK", STUCK, [AT]],
  ] as const)(
    "an actor that %s is restarted alone; what was queued is delivered once, in order, but for the ball that killed it",
    async (_, deed, reason, lost) => {
      const specs = [await fastPing(), await wiredStuck({ deed }), await bystander()];
      const { desk, taps } = await KitDesk.startTapped(specs, ["stuck", "pong"]);
      const { stuck, pong } = taps;
      const last = (tap: Tap) => tap.numbers("kit-echo").at(-1) ?? 0;
      await until("echoes after it", () => Math.min(last(stuck), last(pong)) > AT + 500);
      // It may say so before main has seen that it is ready.
      await desk.ready("stuck", 2);

      const echoes = stuck.numbers("kit-echo");
      expect(echoes[0]).toBeLessThan(AT);
      expectAscending(echoes);
      expect(holesOf(echoes)).toEqual([...lost]);
      expect(holesOf(pong.numbers("kit-echo"))).toEqual([]);
      expect(desk.deaths).toEqual(["stuck"]);
      const status = desk.status("stuck");
      expect(status).toMatchObject({ phase: "READY", incarnation: 2, restarts: 1 });
      expect(status.reason).toMatch(reason);
      expect(desk.status("ping").incarnation).toBe(1);
      expect(desk.status("pong").incarnation).toBe(1);
    },
  );

  test("an actor in a native call that cannot be ended is reported, and restarted once it is over", async () => {
    const desk = await KitDesk.start([
      await fastPing(),
      await wiredStuck({ deed: "NATIVE" }),
      await bystander(),
    ]);
    const pong = new Tap(desk.system, "pong");
    await until("unkillable", () => {
      pong.heard();
      return desk.events.some(({ kind }) => kind === "UNKILLABLE");
    });
    expect(desk.status("stuck")).toMatchObject({ phase: "STOPPING", incarnation: 1 });
    expect(warningsOf(desk)).toEqual([lateIn("on.ball", "blocked \\(state [SD]\\)")]);
    await desk.ready("stuck", 2);
    expect(desk.status("stuck").reason).toMatch(STUCK);
    expect(holesOf(pong.numbers("kit-echo"))).toEqual([]);
    expect(desk.deaths).toEqual(["stuck"]);
  });

  test("an actor that spins is warned of before it is killed: its handler, and that its thread runs", async () => {
    const desk = await KitDesk.start([await fastPing(), await wiredStuck({ deed: "SPIN" })]);
    await desk.ready("stuck", 2);
    const spinning = "spinning \\(\\d+ ms of processor time, state R\\)";
    expect(warningsOf(desk)).toEqual([lateIn("on.ball", spinning)]);
    expect(desk.events.findIndex(({ kind }) => kind === "WARNED")).toBeLessThan(
      desk.events.findIndex(({ kind }) => kind === "DIED"),
    );
  });

  // S-26
  test("a spent budget escalates where its supervisor says so", async () => {
    const supervisors = rootWith({ restartsMax: 0, onExceeded: "escalate" });
    const specs = [await fastPing(), await wiredStuck({ deed: "THROW" })];
    const desk = await KitDesk.start(specs, { supervisors });
    await until("escalated", () => desk.events.some(({ kind }) => kind === "ESCALATED"));
    expect(desk.events.at(-1)).toEqual({
      kind: "ESCALATED",
      actor: "stuck",
      reason: "threw in on.ball: RangeError: deed",
    });
  });
});

describe("a fault at the start", () => {
  test.each([
    ["throws", "THROW", "start failed: RangeError: deed", 20_000],
    ["never ends", "HANG", "not ready within 400 ms", 400],
    ["spins", "SPIN", "not ready within 400 ms", 400],
  ])("a first start that %s is the outcome of the desk's start", async (_, start, reason, ms) => {
    const child = { startDeadlineMs: ms };
    const { failure, events } = await KitDesk.tryStart([
      await fastPing(),
      await wiredStuck({ start }, { child }),
      await bystander(),
    ]);
    expect(failure).toMatchObject({ actor: "stuck", reason });
    // What stood before it ran and was stopped; what stands behind it was never started.
    expect(events).toEqual([{ kind: "READY", actor: "ping", incarnation: 1 }]);
  });

  // S-28
  test("a first import that fails is the outcome of the desk's start", async () => {
    const file = await moduleFile("export default 1 +;");
    const { failure } = await KitDesk.tryStart([await wiredStuck({}, { module: file.url })]);
    expect(failure?.actor).toBe("stuck");
    expect(failure?.reason).toMatch(/^start failed: .*Unexpected ;/);
  });

  // S-28
  test("an import that fails in a restart ends in quarantine, and the desk goes on without it", async () => {
    const whole = new URL("../../kit/stuck.ts", import.meta.url).pathname;
    const file = await moduleFile(`export { default } from ${JSON.stringify(whole)};`);
    const specs = [
      await specOf("ping", { args: { burst: 10 }, topicBytes: 1 << 14 }),
      await wiredStuck({ deed: "THROW" }, { module: file.url }),
      await specOf("pong", { reads: [reading("ping", "EVICT")] }),
    ];
    const supervisors = rootWith({ restartsMax: 2, backoffMs: [10, 20] });
    const desk = await KitDesk.start(specs, { supervisors });
    const [stuck, pong] = [new Tap(desk.system, "stuck"), new Tap(desk.system, "pong")];
    await file.write("throw new Error('left by the editor');");
    await until("quarantined", () => {
      stuck.heard();
      return desk.status("stuck").phase === "QUARANTINED";
    });
    const reason = "start failed: Error: left by the editor";
    expect(desk.status("stuck")).toMatchObject({ incarnation: 3, restarts: 2, reason });
    expect(desk.events.at(-1)).toEqual({ kind: "QUARANTINED", actor: "stuck", reason });

    // Its ring holds about 400 balls, and it is no gate any more.
    const before = pong.numbers("kit-echo").at(-1) ?? 0;
    await until("balls", () => (pong.numbers("kit-echo").at(-1) ?? 0) > before + 2_000);

    await file.write(`export { default } from ${JSON.stringify(whole)};`);
    expect(await desk.system.restart("stuck", "repaired")).toBe(true);
    await desk.ready("stuck", 4);
    const count = stuck.numbers("kit-echo").length;
    await until("echoes again", () => stuck.numbers("kit-echo").length > count + 100);
    const echoes = stuck.numbers("kit-echo");
    expectAscending(echoes);
    expect(echoes.at(-1)).toBeGreaterThan(before);
    expect(desk.status("stuck")).toMatchObject({ phase: "READY", reason: "repaired" });
    expect(new Set(desk.deaths)).toEqual(new Set(["stuck"]));
  });
});

describe("a fault of the main thread", () => {
  // S-27
  test("after main was blocked for 5 s nobody is killed or warned of", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await bystander()]);
    const pong = new Tap(desk.system, "pong");
    await until("a ball", () => pong.numbers("kit-echo").length > 0);
    // Much shorter than main is blocked, and much longer than a start takes on a busy machine.
    const child = { startDeadlineMs: 3_000 };
    const late = await specOf("pong", { name: "late", reads: [reading("ping")], child });
    const adding = desk.system.add(late, []);
    const end = Date.now() + 5_000;
    while (Date.now() < end);
    // The new actor had all of its own time, although main looked late.
    expect(await adding).toEqual({ ok: true, value: undefined });
    const count = pong.numbers("kit-echo").length;
    await until("balls", () => pong.numbers("kit-echo").length > count + 100);
    expect(new Set(desk.events.map(({ kind }) => kind))).toEqual(new Set(["READY"]));
    expect(desk.system.status().map(({ incarnation }) => incarnation)).toEqual([1, 1, 1]);
  });
});

async function moduleFile(text: string) {
  const path = join(await mkdtemp(join(tmpdir(), "outcry-faults-")), "actor.ts");
  const write = (next: string) => writeFile(path, next);
  await write(text);
  return { url: pathToFileURL(path).href, write };
}
