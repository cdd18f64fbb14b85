/** What a desk's supervisor offers, on real threads. Faults have a file of their own. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ActorSpec } from "../../../src/runtime/supervisor/actor-spec.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, rootWith, specOf } from "../../kit/kit-spec.ts";
import { ledgerOf, WELL } from "../../kit/swap-kit.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(30_000);

const pongOf = (writer: string, changes: Parameters<typeof specOf>[1] = {}) =>
  specOf("pong", { reads: [reading(writer)], ...changes });

const stuckOf = (args: object, changes: Parameters<typeof specOf>[1] = {}) =>
  specOf("stuck", {
    args: { deed: "NONE", at: 0, start: "WELL", stop: "WELL", ...args },
    ...changes,
  });

async function echoesGrow(tap: Tap, by = 50): Promise<void> {
  const count = tap.numbers("kit-echo").length;
  await until("echoes", () => tap.numbers("kit-echo").length >= count + by);
}

const noticesOf = (tap: Tap) => tap.heard("kit-notice").map(({ body }) => body.text);

describe("ActorSystem.start", () => {
  // S-30
  test("starts actors in order, each ready before the next", async () => {
    const desk = await KitDesk.start([
      await specOf("ping"),
      await pongOf("ping", { name: "second" }),
      await pongOf("ping", { name: "third" }),
    ]);
    expect(desk.events).toEqual(
      ["ping", "second", "third"].map((actor) => ({ kind: "READY", actor, incarnation: 1 })),
    );
    expect(desk.system.status().map(({ number, phase }) => [number, phase])).toEqual([
      [0, "READY"],
      [1, "READY"],
      [2, "READY"],
    ]);
  });

  test("refuses two actors of one name, before any thread", async () => {
    const { failure, events } = await KitDesk.tryStart([
      await specOf("ping"),
      await specOf("ping"),
    ]);
    expect(failure).toEqual({ actor: "ping", reason: "an actor of this name is already present" });
    expect(events).toEqual([]);
  });

  test("refuses a reader of another version than its writer says, and names both", async () => {
    const pong = await pongOf("ping");
    const { failure, events } = await KitDesk.tryStart([await specOf("ping"), newer(pong)]);
    expect(failure?.reason).toBe("pong reads kit-ball version 2, and ping says version 1");
    expect(events).toEqual([]);
  });
});

describe("ActorSystem.stop", () => {
  // S-30, S-31
  test("stops in reverse, and what does not stop by its deadline is killed", async () => {
    const child = { stopDeadlineMs: 200 };
    const desk = await KitDesk.start([
      await specOf("ping"),
      await pongOf("ping"),
      await stuckOf({ stop: "HANG" }, { name: "hangs", child }),
      await stuckOf({ stop: "SPIN" }, { name: "spins", child }),
      await stuckOf({}),
    ]);
    const taps = ["ping", "pong", "hangs", "spins", "stuck"].map(
      (name) => new Tap(desk.system, name),
    );
    await desk.system.stop("the test says so");
    const byes = taps.flatMap((tap) => tap.heard("kit-bye"));
    const inTime = byes.toSorted((left, right) => left.committedAt - right.committedAt);
    expect(inTime.map(({ body }) => body.from)).toEqual(["stuck", "pong", "ping"]);
    const late = "did not stop within 200 ms";
    expect(desk.system.status().map(({ phase, reason }) => [phase, reason])).toEqual([
      ["STOPPED", null],
      ["STOPPED", null],
      ["STOPPED", late],
      ["STOPPED", late],
      ["STOPPED", null],
    ]);
    expect(desk.deaths).toEqual([]);
  });
});

describe("ActorSystem.add", () => {
  test("an actor that comes while the desk runs reads and is read, and nobody is restarted", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("ping")]);
    const pong = new Tap(desk.system, "pong");
    const reader = await pongOf("ping", { name: "new-pong" });
    expect(await desk.system.add(reader, [])).toEqual({ ok: true, value: undefined });
    await echoesGrow(new Tap(desk.system, "new-pong"));

    const writer = await specOf("ping", { name: "new-ping" });
    expect((await desk.system.add(writer, [reading("pong")])).ok).toBe(true);
    const heardFrom = () => pong.heard("kit-echo").filter(({ body }) => body.from === "new-ping");
    await until("echoes of new-ping", () => heardFrom().length >= 50);
    expect(heardFrom()[0]?.body.number).toBe(1);
    expect(noticesOf(pong)).toContain("new-ping ATTACHED 1");
    expect(desk.system.status().map(({ incarnation }) => incarnation)).toEqual([1, 1, 1, 1]);
    expect(desk.deaths).toEqual([]);
  });

  test("one that fails to start is the outcome, and its writers do not wait for it", async () => {
    const ping = await specOf("ping", { topicBytes: 1 << 13 });
    const desk = await KitDesk.start([ping, await pongOf("ping")]);
    const stuck = await stuckOf({ start: "THROW" }, { reads: [reading("ping")] });
    expect(await desk.system.add(stuck, [])).toMatchObject({
      ok: false,
      failure: { actor: "stuck", reason: "start failed: RangeError: deed" },
    });
    // Its ring holds about 200 balls.
    await echoesGrow(new Tap(desk.system, "pong"), 400);
    expect(desk.system.status().map(({ name }) => name)).toEqual(["ping", "pong"]);
    expect(desk.deaths).toEqual([]);
  });

  test("one that failed to start can be added again, and no life has a number twice", async () => {
    const desk = await KitDesk.start([await specOf("ping")]);
    const reads = [reading("ping")];
    expect((await desk.system.add(await stuckOf({ start: "THROW" }, { reads }), [])).ok).toBe(
      false,
    );
    expect((await desk.system.add(await stuckOf({}, { reads }), [])).ok).toBe(true);
    expect(desk.status("stuck")).toMatchObject({ phase: "READY", incarnation: 2, number: 1 });
    await echoesGrow(new Tap(desk.system, "stuck"));
  });

  test("refuses a name that is present, and a version that differs", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("ping")]);
    const again = await desk.system.add(await specOf("ping"), []);
    expect(again.ok).toBe(false);
    const other = newer(await pongOf("ping", { name: "other" }));
    expect(await desk.system.add(other, [])).toMatchObject({
      failure: { reason: "other reads kit-ball version 2, and ping says version 1" },
    });
    expect(desk.system.status()).toHaveLength(2);
  });
});

describe("ActorSystem.restart", () => {
  test("stops it gracefully, costs nothing of its budget, and its readers hear of it", async () => {
    const supervisors = rootWith({ restartsMax: 0 });
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("ping")], { supervisors });
    const [pings, pong] = [new Tap(desk.system, "ping"), new Tap(desk.system, "pong")];
    expect(await desk.system.restart("ping", "asked for")).toBe(true);
    await desk.ready("ping", 2);
    await echoesGrow(pong);
    expect(desk.status("ping")).toMatchObject({ restarts: 1, reason: "asked for" });
    expect(pings.heard("kit-bye")).toHaveLength(1);
    expect(noticesOf(pong)).toContain("ping RESTARTED 2");
    expect(pings.missed + pong.missed).toBe(0);
    expect(desk.deaths).toEqual(["ping"]);
  });

  test("is false for an actor that is not there", async () => {
    const desk = await KitDesk.start([await specOf("ping")]);
    expect(await desk.system.restart("nobody", "asked for")).toBe(false);
  });
});

describe("ActorSystem.suspend", () => {
  // S-43
  test("a suspended gate holds nobody up; once resumed it hears its gap and goes on at the newest", async () => {
    const ping = await specOf("ping", { topicBytes: 1 << 13 });
    const other = await pongOf("ping", { name: "other" });
    const desk = await KitDesk.start([ping, await pongOf("ping"), other]);
    const [pong, others] = [new Tap(desk.system, "pong"), new Tap(desk.system, "other")];
    await echoesGrow(pong);
    expect(await desk.system.suspend("pong")).toBe(true);
    expect(desk.status("pong").phase).toBe("SUSPENDED");
    const last = pong.numbers("kit-echo").at(-1) ?? 0;
    // Its ring holds about 200 balls.
    await echoesGrow(others, 600);
    expect(pong.numbers("kit-echo").at(-1)).toBe(last);
    expect(desk.system.resume("pong")).toBe(true);
    await echoesGrow(pong);
    const resumedAt = pong.numbers("kit-echo").find((number) => number > last) ?? 0;
    expect(resumedAt).toBeGreaterThan(last + 400);
    expect(noticesOf(pong)).toContain("gap of ping");
    expect(desk.status("pong").phase).toBe("READY");
    expect(desk.deaths).toEqual([]);
  });

  test("an actor that is restarted while suspended runs, and is a gate again", async () => {
    const at = 1_000;
    const ping = await specOf("ping", { topicBytes: 1 << 13 });
    const gate = await stuckOf({ deed: "SPIN", at }, { reads: [reading("ping")] });
    const desk = await KitDesk.start([ping, gate]);
    expect(await desk.system.suspend("stuck")).toBe(true);
    const tap = new Tap(desk.system, "stuck");
    expect(await desk.system.restart("stuck", "asked for")).toBe(true);
    await until("echoes after it", () => (tap.numbers("kit-echo").at(-1) ?? 0) > at + 100);
    // While it spun its writer waited for it, whose ring holds about 200 balls.
    const numbers = tap.numbers("kit-echo");
    const first = numbers[0] ?? 0;
    expect(first).toBeLessThan(at);
    const all = Array.from(numbers, (_, index) => first + index + (first + index < at ? 0 : 1));
    expect(numbers).toEqual(all);
  });
});

describe("ActorSystem.ask", () => {
  test("gives the reply, or why there is none", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("ping")]);
    const pong = new Tap(desk.system, "pong");
    await echoesGrow(pong);
    const tally = await desk.system.ask("pong", "tally");
    expect(tally).toMatchObject({ ok: true, value: { balls: expect.any(Number) } });
    expect(await desk.system.ask("pong", "weather")).toEqual({
      ok: false,
      failure: "pong has no answer weather: it has tally",
    });
    expect(await desk.system.ask("nobody", "tally")).toEqual({ ok: false, failure: "not running" });
  });

  // S-29a
  test("ends when the actor dies before it answers: with what becomes of it, and why", async () => {
    const stuck = await stuckOf({ deed: "SPIN", at: 50 }, { reads: [reading("ping")] });
    const desk = await KitDesk.start([await specOf("ping"), stuck]);
    await until("stuck", () => desk.status("stuck").heartbeatAgeMs > 300);
    const reply = await desk.system.ask("stuck", "tally");
    expect(reply.ok ? "" : reply.failure).toMatch(/^restarting: stuck in on\.ball for \d\.\d s$/);
    expect(desk.status("stuck").deadLetters.ASK).toBe(1);
  });
});

describe("ActorSystem.reconfigure", () => {
  test("hands new settings to an actor that takes them", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("ping")]);
    expect((await desk.system.reconfigure("pong", {})).ok).toBe(true);
    expect(desk.status("pong").incarnation).toBe(1);
  });

  test("restarts an actor that does not, with the new ones", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("ping")]);
    const pings = new Tap(desk.system, "ping");
    expect((await desk.system.reconfigure("ping", { burst: 7 })).ok).toBe(true);
    await desk.ready("ping", 2);
    const before = pings.heard().length;
    await until("bursts", () => pings.heard().length > before + 70);
    // A burst is one batch, and a batch has one time.
    const newest = pings.heard().at(-1)?.committedAt;
    expect(pings.heard().filter(({ committedAt }) => committedAt === newest)).toHaveLength(7);
    expect(desk.status("ping").reason).toBe("reconfigured");
  });

  // S-121
  test("goes back to what it had when a life cannot start with the new ones", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await ledgerOf()]);
    const refused = await desk.system.reconfigure("ledger", { ...WELL, start: "THROW" });
    expect(refused).toEqual({ ok: false, failure: "start failed: RangeError: its way" });
    await desk.ready("ledger", 2);
    const ledger = new Tap(desk.system, "ledger");
    await until("entries of the old settings", () => ledger.heard("kit-entry").length > 5);
    // What it goes on with is also what a later restart begins with.
    expect(await desk.system.restart("ledger", "asked for")).toBe(true);
    expect(desk.status("ledger").phase).toBe("READY");
  });
});

describe("ActorSystem.detach", () => {
  test("a reader that was detached hears no more, and its writer does not wait for it", async () => {
    const ping = await specOf("ping", { topicBytes: 1 << 13 });
    const other = await pongOf("ping", { name: "other" });
    const desk = await KitDesk.start([ping, await pongOf("ping"), other]);
    const [pong, others] = [new Tap(desk.system, "pong"), new Tap(desk.system, "other")];
    await echoesGrow(pong);
    expect(await desk.system.detach("pong", "ping")).toBe(true);
    const count = pong.numbers("kit-echo").length;
    await echoesGrow(others, 400);
    expect(noticesOf(pong)).toContain("ping DETACHED 1");
    expect(pong.numbers("kit-echo")).toHaveLength(count);
  });
});

describe("boards", () => {
  test("a watcher sees the boards of all who write them: restarted ones, and those that came later", async () => {
    const desk = await KitDesk.start([await specOf("watcher"), await specOf("ping")]);
    const tap = new Tap(desk.system, "watcher");
    const saw = (text: string) => until(text, () => noticesOf(tap).includes(text));
    await saw("ping in life 1");
    await desk.system.restart("ping", "asked for");
    await saw("ping in life 2");
    expect((await desk.system.add(await specOf("ping", { name: "later" }), [])).ok).toBe(true);
    await saw("later in life 1");
    const late = await specOf("watcher", { name: "late" });
    expect((await desk.system.add(late, [])).ok).toBe(true);
    const lateTap = new Tap(desk.system, "late");
    await until("a ping", () => noticesOf(lateTap).includes("ping in life 2"));
    expect(desk.system.boardOf("ping", "newest")?.byteLength).toBeGreaterThan(0);
    expect(desk.system.boardOf("ping", "other")).toBeNull();
  });
});

describe("a shared thread", () => {
  test("hosts its actors in one loop, and they are restarted together", async () => {
    const thread = "core";
    const stuck = await stuckOf({ deed: "THROW", at: 200 }, { thread, reads: [reading("ping")] });
    const desk = await KitDesk.start([
      await pongOf("ping", { thread }),
      await specOf("ping"),
      stuck,
    ]);
    const [echoes, pong] = [new Tap(desk.system, "stuck"), new Tap(desk.system, "pong")];
    await until("echoes after it", () => {
      const last = [echoes, pong].map((tap) => tap.numbers("kit-echo").at(-1) ?? 0);
      return Math.min(...last) > 400;
    });
    expect(desk.deaths).toEqual(["pong", "stuck"]);
    const reason = "threw in on.ball: RangeError: deed";
    expect(desk.system.status().map(({ incarnation }) => incarnation)).toEqual([2, 1, 2]);
    expect(desk.status("stuck")).toMatchObject({ reason, restarts: 1 });
    expect(desk.status("pong")).toMatchObject({ reason, restarts: 1 });

    await desk.system.stop("the test says so");
    const [stuckBye, pongBye] = [echoes, pong].map((tap) => tap.heard("kit-bye")[0]?.committedAt);
    expect(stuckBye).toBeLessThan(pongBye ?? Number.NaN);
  });
});

/** The same actor, as if its code read a later version of balls. */
function newer(spec: ActorSpec): ActorSpec {
  const { ball } = spec.inspection.in;
  if (ball === undefined) throw new Error("it reads no balls");
  const later = { ...ball, schema: { ...ball.schema, version: 2 } };
  return {
    ...spec,
    inspection: { ...spec.inspection, in: { ...spec.inspection.in, ball: later } },
  };
}
