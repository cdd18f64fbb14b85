/** The thread of a running actor is exchanged; whatever fails, nothing is lost and none acts twice. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ControlBlock } from "../../../../src/runtime/actor/control-block.ts";
import { inspect } from "../../../../src/runtime/actor/inspector.ts";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, rootWith, specOf } from "../../../kit/kit-spec.ts";
import { DEED_AT } from "../../../kit/ledger.ts";
import { ledgerOf, SwapDesk } from "../../../kit/swap-kit.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

/** More than a busy machine needs for a start that is well. Milliseconds. */
const PATIENT = { deadlineMs: 10_000 };

describe("ActorSystem.swap", () => {
  // S-90
  test.each(["GATE", "EVICT"] as const)(
    "new code goes on behind the last message, as a reader of kind %s, with the state",
    async (kind) => {
      const swap = await SwapDesk.start({}, { reads: [reading("ping", kind)] });
      const folder = await mkdtemp(join(tmpdir(), "outcry-swap-"));
      const file = join(folder, "ledger.ts");
      const old = new URL("../../../kit/ledger.ts", import.meta.url).href;
      const open = `open(state, ctx) { ctx.send.notice({ text: "new code" }); }`;
      await writeFile(
        file,
        `import ledger from "${old}";\nexport default { ...ledger, ${open} };\n`,
      );
      const spec = { ...(await ledgerOf()), module: pathToFileURL(file).href };
      const swapped = await swap.desk.system.swap("ledger", spec, PATIENT);
      expect(swapped).toEqual({
        ok: true,
        value: { incarnation: 2, pauseMs: expect.any(Number) },
      });
      await swap.goesOn();
      swap.expectWhole();
      expect(swap.lives()).toEqual([1, 2]);
      expect(swap.ledger.heard("kit-notice").map(({ body }) => body.text)).toEqual(["new code"]);
      expect(swap.ledger.heard("kit-bye")).toEqual([]);
      expect(swap.notices()).toEqual(["ledger RESTARTED 2"]);
      const { phase, incarnation, restarts } = swap.desk.status("ledger");
      expect([phase, incarnation, restarts]).toEqual(["READY", 2, 0]);
      expect(swap.desk.deaths).toEqual([]);

      // What is restarted later is what was swapped in.
      await swap.desk.system.restart("ledger", "the test says so");
      await swap.desk.ready("ledger", 3);
      await swap.goesOn();
      expect(swap.ledger.heard("kit-notice")).toHaveLength(2);
      swap.expectWhole();
    },
  );

  test("a life that begins beats at once: its own period is longer than many swaps take", async () => {
    const swap = await SwapDesk.start(
      {},
      { child: { heartbeatMs: 60_000, heartbeatLateMs: 120_000 } },
    );
    const { system } = swap.desk;
    const { number } = swap.desk.status("ledger");
    const block = new ControlBlock(system.lines, number);
    const beats = block.heartbeat;
    for (const lives of [1, 2]) {
      expect(await swap.swap({}, PATIENT)).toMatchObject({ ok: true });
      expect(block.heartbeat).toBe(beats + lives);
    }
  });

  // S-91
  test.each([
    [{ start: "THROW" }, "start failed: RangeError: its way"],
    [{ start: "HANG" }, "not ready within 200 ms"],
    [{ start: "SPIN" }, "not ready within 200 ms"],
    [{ start: "EXIT" }, "start failed: vanished with exit code 0"],
    [{ open: "THROW" }, "start failed: RangeError: its way"],
    [{ open: "SPIN" }, "not ready within 200 ms"],
    [{ open: "EXIT" }, "start failed: vanished with exit code 0"],
  ] as const)(
    "one that is to begin with %j is ended, and the old one goes on as if nothing had been",
    async (args, reason) => {
      const swap = await SwapDesk.start();
      const patience = reason.startsWith("not ready") ? {} : PATIENT;
      expect(await swap.swap(args, patience)).toEqual({ ok: false, failure: reason });
      await swap.goesOn();
      swap.expectWhole();
      expect(swap.lives()).toEqual([1]);
      expect(swap.ledger.heard("kit-notice")).toEqual([]);
      expect(swap.notices()).toEqual([]);
      const status = swap.desk.status("ledger");
      expect([status.phase, status.incarnation]).toEqual(["READY", 1]);
      expect(status.handler).toBeOneOf([null, "on.ball", "snapshot", "settle"]);
      expect(swap.desk.deaths).toEqual([]);
      // And it can be swapped still. No life has the number of one that failed to begin.
      expect(await swap.swap({}, PATIENT)).toMatchObject({ value: { incarnation: 3 } });
      await swap.goesOn();
      swap.expectWhole();
    },
  );

  // S-91
  test("a module that cannot be imported is the outcome before anything stands still", async () => {
    const swap = await SwapDesk.start();
    const module = new URL("./no-such-actor.ts", import.meta.url).href;
    const failed = await swap.desk.system.swap("ledger", { ...(await ledgerOf()), module });
    expect(failed).toMatchObject({ ok: false, failure: expect.stringMatching(/^start failed: /) });
    await swap.goesOn();
    swap.expectWhole();
  });

  // S-91
  test("one that hands over late takes back at once, and goes on", async () => {
    const swap = await SwapDesk.start({ snapshot: "BLOCK" });
    expect(await swap.swap({}, { deadlineMs: 50 })).toEqual({
      ok: false,
      failure: "not handed over: no answer within 50 ms",
    });
    await swap.goesOn();
    swap.expectWhole();
    expect(swap.lives()).toEqual([1]);
    expect(swap.desk.deaths).toEqual([]);
  });

  test("what has connections of its own is not swapped, and keeps them", async () => {
    const swap = await SwapDesk.start({ listens: true });
    expect(await swap.swap()).toMatchObject({
      failure: expect.stringContaining("it has connections, and no swappable"),
    });
    await swap.goesOn();
    swap.expectWhole();
  });
});

describe("new message types", () => {
  // S-94
  test("are known to its readers before it says one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "outcry-swap-"));
    const fileOf = async (name: string, text: string) => {
      const file = join(folder, name);
      await writeFile(file, text);
      const module = pathToFileURL(file).href;
      const outcome = await inspect(module);
      if (!outcome.ok) throw new Error(outcome.failure.message);
      return { module, inspection: outcome.inspection };
    };
    const urlOf = (path: string) => new URL(path, import.meta.url).href;
    const reader = await fileOf(
      "reader.ts",
      `import pong from "${urlOf("../../../kit/pong.ts")}";
      export default { ...pong, in: {}, on: {}, record(_state, { type }, ctx) {
        const entry = ctx.types.find(({ number }) => number === type);
        ctx.send.notice({ text: entry === undefined ? "unknown" : entry.name });
      } };`,
    );
    const sayer = await fileOf(
      "sayer.ts",
      `import ledger from "${urlOf("../../../kit/ledger.ts")}";
      import { definePacked } from "${urlOf("../../../../src/runtime/codec/define-packed.ts")}";
      export default { ...ledger, out: { ...ledger.out, extra: definePacked("kit-extra", 1) },
        open(state, ctx) { ctx.send.extra({}); } };`,
    );
    const { system } = await KitDesk.start([
      await specOf("ping"),
      await ledgerOf(),
      { ...(await specOf("pong", { name: "reader", reads: [reading("ledger")] })), ...reader },
    ]);
    const tap = new Tap(system, "reader");
    const spec = { ...(await ledgerOf()), ...sayer };
    expect(await system.swap("ledger", spec, PATIENT)).toMatchObject({ ok: true });
    const types = () => new Set(tap.heard("kit-notice").map(({ body }) => body.text));
    await until(
      "a record of the new type",
      () => types().has("kit-extra") || types().has("unknown"),
    );
    expect(types()).not.toContain("unknown");
  });
});

describe("a death in the middle of a swap", () => {
  // S-92
  test("of the old one, when it has handed over: the new one begins all the same", async () => {
    const swap = await SwapDesk.start({ snapshot: "EXIT_SOON" });
    expect(await swap.swap({ start: "SLOW" }, PATIENT)).toMatchObject({
      value: { incarnation: 2 },
    });
    await swap.goesOn();
    swap.expectWhole();
    expect(swap.desk.deaths).toEqual([]);
  });

  // S-92
  test("of both: its supervisor restarts it from the snapshot of the hand-over", async () => {
    const swap = await SwapDesk.start({ snapshot: "EXIT_SOON" });
    expect((await swap.swap({ start: "HANG" })).ok).toBe(false);
    await swap.desk.ready("ledger", 3);
    await swap.goesOn();
    swap.expectWhole();
    expect(swap.lives()).toEqual([1, 3]);
    expect(swap.desk.deaths).toEqual(["ledger"]);
    expect(swap.desk.status("ledger").reason).toBe("vanished with exit code 0");
  });

  // S-92
  test("of the old one, while it hands over: its supervisor restarts it, and the new one ends", async () => {
    const swap = await SwapDesk.start({ snapshot: "EXIT" });
    expect((await swap.swap({}, PATIENT)).ok).toBe(false);
    await swap.desk.ready("ledger", 2);
    await swap.goesOn();
    const numbers = swap.entries().map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
    expect(swap.lives()).toEqual([1, 2]);
    expect(swap.desk.deaths).toEqual(["ledger"]);
  });

  // S-92
  test("of the new one, once it has begun: its supervisor restarts the new code", async () => {
    const swap = await SwapDesk.start();
    expect((await swap.swap({ diesIn: 2 }, PATIENT)).ok).toBe(true);
    await until("its next life", () => swap.lives().includes(3));
    const at = swap.entries().findIndex(({ life }) => life === 3);
    const [last, first] = [swap.entries()[at - 1], swap.entries()[at]];
    // Its ball is lost, and nothing else; the count is that of the hand-over.
    expect((first?.number ?? 0) - (last?.number ?? 0)).toBe(2);
    expect((last?.count ?? 0) - (first?.count ?? 0)).toBe(DEED_AT - 2);
    expect(swap.lives()).toEqual([1, 2, 3]);
    expect(swap.desk.deaths).toEqual(["ledger"]);
    expect(swap.desk.status("ledger").restarts).toBe(1);
  });

  // S-92
  test("of a new one that nothing can end: nobody writes before it is gone, and then it is restarted", async () => {
    const swap = await SwapDesk.start();
    const pipe = join(await mkdtemp(join(tmpdir(), "outcry-swap-")), "pipe");
    expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
    expect(await swap.swap({ start: "NATIVE", pipe })).toEqual({
      ok: false,
      failure: "not ready within 200 ms; and its thread cannot be ended",
    });
    expect(swap.desk.status("ledger").phase).toBe("STOPPING");
    await writeFile(pipe, "over");
    await swap.desk.ready("ledger", 3);
    await swap.goesOn();
    swap.expectWhole();
    expect(swap.lives()).toEqual([1, 3]);
    expect(swap.desk.events).toContainEqual(
      expect.objectContaining({ kind: "UNKILLABLE", actor: "ledger" }),
    );
  });

  test("main that is delayed calls nobody late", async () => {
    const swap = await SwapDesk.start();
    // In all much longer than the deadline, which stands still meanwhile.
    const delaying = setInterval(() => Bun.sleepSync(150), 5);
    const swapped = await swap.swap({ start: "SLOW" }, { deadlineMs: 120 });
    clearInterval(delaying);
    expect(swapped).toMatchObject({ ok: true });
    await swap.goesOn();
    swap.expectWhole();
  });
});

describe("what is refused", () => {
  // S-93
  test("a swap of a suspended actor, of one under way, of one that is down, of a desk that stops", async () => {
    const swap = await SwapDesk.start();
    const { system } = swap.desk;
    expect(await system.swap("nobody", await ledgerOf())).toMatchObject({
      failure: "no such actor",
    });
    await system.suspend("ledger");
    expect(await swap.swap()).toMatchObject({ failure: "it is suspended" });
    system.resume("ledger");
    const spec = await ledgerOf();
    const first = system.swap("ledger", spec, PATIENT);
    expect(await system.swap("ledger", spec)).toMatchObject({
      failure: "a swap of it is under way",
    });
    expect((await first).ok).toBe(true);
    await swap.goesOn();
    swap.expectWhole();
    const stopping = system.stop("the test says so");
    expect(await swap.swap()).toMatchObject({ failure: "the desk stops: the test says so" });
    await stopping;
  });

  // S-93
  test("a swap of one that is quarantined", async () => {
    const swap = await SwapDesk.start({}, {}, { supervisors: rootWith({ restartsMax: 0 }) });
    await swap.swap({ diesIn: 2 }, PATIENT);
    await until("its quarantine", () => swap.desk.status("ledger").phase === "QUARANTINED");
    expect(await swap.swap()).toMatchObject({ failure: "it is not running: QUARANTINED" });
  });

  // S-93
  test("a swap of one that shares its thread", async () => {
    const { system } = await KitDesk.start([
      await specOf("ping", { thread: "one" }),
      await ledgerOf({}, { thread: "one" }),
    ]);
    expect(await system.swap("ledger", await ledgerOf())).toMatchObject({
      failure: "it shares its thread with ping: restart them together",
    });
  });

  // S-93
  test("a restart, and a stop of the desk, give up a swap that only prepares", async () => {
    const swap = await SwapDesk.start();
    const spec = await ledgerOf();
    const given = swap.desk.system.swap("ledger", spec, PATIENT);
    expect(await swap.desk.system.restart("ledger", "the test says so")).toBe(true);
    expect(await given).toEqual({ ok: false, failure: "the test says so" });
    await swap.desk.ready("ledger", 2);
    await swap.goesOn();
    swap.expectWhole();
    const last = swap.desk.system.swap("ledger", spec, PATIENT);
    await swap.desk.system.stop("over");
    expect(await last).toEqual({ ok: false, failure: "over" });
    expect(swap.desk.status("ledger").phase).toBe("STOPPED");
  });
});
