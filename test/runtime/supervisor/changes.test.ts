/** Actors that are removed, replaced and watched while the desk runs, on real threads. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, rootWith, specOf } from "../../kit/kit-spec.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const pongOf = (name: string, writers: readonly string[], changes = {}) =>
  specOf("pong", { name, reads: writers.map((writer) => reading(writer)), ...changes });

const noticesOf = (tap: Tap) => tap.heard("kit-notice").map(({ body }) => String(body.text));

const told = (desk: KitDesk, name: string): string[] => {
  const reasons: string[] = [];
  desk.system.watch(name, (reason) => reasons.push(reason));
  return reasons;
};

describe("ActorSystem.remove", () => {
  // S-116
  test("stops the actor gracefully; who read it handles all that it said, and hears that it is gone", async () => {
    const desk = await KitDesk.start([
      await specOf("ping", { args: { burst: 10 } }),
      await pongOf("pong", ["ping"]),
      await pongOf("other", ["ping"]),
    ]);
    const [ping, pong] = [new Tap(desk.system, "ping"), new Tap(desk.system, "pong")];
    await until("echoes", () => pong.numbers("kit-echo").length > 20);
    const reasons = told(desk, "ping");
    expect(await desk.system.remove("ping", "not needed")).toEqual({ ok: true, value: undefined });
    expect(reasons).toEqual(["not needed"]);
    await until("the notice", () => noticesOf(pong).includes("ping DETACHED 1"));
    expect(ping.heard("kit-bye")).toHaveLength(1);
    const last = ping.numbers("kit-ball").at(-1);
    expect(pong.numbers("kit-echo").at(-1)).toBe(last ?? 0);
    const order = pong.heard().map(({ type, body }) => (type === "kit-notice" ? body.text : type));
    expect(order.at(-1)).toBe("ping DETACHED 1");
    expect(desk.system.status().map(({ name }) => name)).toEqual(["pong", "other"]);
    expect(desk.system.supervisors()[0]?.counts).toMatchObject({ specs: 2, active: 2 });
    expect(desk.system.lags()).toEqual([]);
    expect(desk.deaths).toEqual([]);
  });

  // S-117
  test("frees the name: who comes again goes on with its number, its lives and its sequences", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("pong", ["ping"])]);
    const pong = new Tap(desk.system, "pong");
    const before = new Tap(desk.system, "ping");
    await until("balls", () => before.numbers("kit-ball").length > 5);
    await desk.system.remove("ping", "not needed");
    const last = before.heard().at(-1)?.sequence ?? Number.NaN;
    const readers = [{ ...reading("pong"), actor: "pong" }];
    expect((await desk.system.add(await specOf("ping"), readers)).ok).toBe(true);
    expect(desk.status("ping")).toMatchObject({ incarnation: 2, number: 0, restarts: 0 });
    const after = new Tap(desk.system, "ping");
    await until("balls again", () => after.heard().length > 5);
    expect(after.heard()[0]?.sequence).toBeGreaterThan(last);
    await until("attached", () => noticesOf(pong).includes("ping ATTACHED 2"));
  });

  test("frees the places that it had: its writer waits for it no more", async () => {
    const ping = await specOf("ping", { topicBytes: 1 << 13 });
    const desk = await KitDesk.start([
      ping,
      await pongOf("pong", ["ping"]),
      await pongOf("gone", ["ping"]),
    ]);
    expect((await desk.system.remove("gone", "not needed")).ok).toBe(true);
    const pong = new Tap(desk.system, "pong");
    // Its ring holds about 200 balls.
    await until("balls", () => pong.numbers("kit-echo").length > 600);
    expect(desk.system.lags().map(({ reader }) => reader)).toEqual(["pong"]);
  });

  test("may be asked twice at once, as may a return: one of each is carried out", async () => {
    const ping = await specOf("ping");
    const desk = await KitDesk.start([ping, await pongOf("pong", ["ping"])]);
    const readers = [{ actor: "pong", subscription: "EVICT", lane: "MARKET" }] as const;
    const takeOutAndIn = async () => {
      const removed = await desk.system.remove("ping", "over");
      return [removed.ok, (await desk.system.add(ping, readers)).ok];
    };
    const outcomes = await Promise.all([takeOutAndIn(), takeOutAndIn()]);
    const added = outcomes.filter(([, isAdded]) => isAdded);
    expect(added.length).toBeGreaterThan(0);
    await desk.ready("ping", desk.status("ping").incarnation);
    expect(desk.system.status().filter(({ name }) => name === "ping")).toHaveLength(1);
    expect(desk.system.lags().filter(({ ring }) => ring === "ping")).toHaveLength(1);
    const { incarnation } = desk.status("ping");
    expect(await desk.system.restart("ping", "to see that it can be")).toBe(true);
    await desk.ready("ping", incarnation + 1);
  });

  test("refuses who is not there, and who shares a thread", async () => {
    const thread = "shared";
    const desk = await KitDesk.start([
      await specOf("ping", { thread }),
      await pongOf("pong", ["ping"], { thread }),
    ]);
    const failed = (failure: string) => ({ ok: false, failure }) as const;
    expect(await desk.system.remove("nobody", "x")).toEqual(failed("no such actor"));
    expect(await desk.system.remove("pong", "x")).toEqual(failed("it shares its thread with ping"));
  });
});

describe("ActorSystem.replace", () => {
  // S-117
  test("restarts the actor alone with other settings, wires and deadlines, at no cost", async () => {
    const desk = await KitDesk.start(
      [
        await specOf("ping"),
        await specOf("ping", { name: "second" }),
        await pongOf("pong", ["ping"]),
      ],
      { supervisors: rootWith({ restartsMax: 0 }) },
    );
    const pong = new Tap(desk.system, "pong");
    const reasons = told(desk, "pong");
    const next = await pongOf("pong", ["second"], { child: { restart: "transient" } });
    expect(await desk.system.replace("pong", next)).toEqual({ ok: true, value: undefined });
    expect(desk.status("pong")).toMatchObject({
      phase: "READY",
      incarnation: 2,
      reason: "replaced",
    });
    await until("echoes of the second", () =>
      pong.heard("kit-echo").some(({ body }) => body.from === "second"),
    );
    expect(desk.system.lags().map(({ ring }) => ring)).toEqual(["second"]);
    expect(noticesOf(pong)).toContain("second ATTACHED 1");
    expect(desk.system.supervisors()[0]?.children).toContainEqual(
      expect.objectContaining({ name: "pong", restart: "transient" }),
    );
    expect(desk.system.status().map(({ incarnation }) => incarnation)).toEqual([1, 1, 2]);
    // A restart is no end.
    expect(reasons).toEqual([]);
  });

  test("shows what is new about an actor to who reads it, as an actor that comes", async () => {
    const specs = [await specOf("ping"), await pongOf("pong", ["ping"])];
    const { desk, taps } = await KitDesk.startTapped(specs, ["pong"]);
    const next = await specOf("ping", { about: { limits: "other" } });
    expect((await desk.system.replace("ping", next)).ok).toBe(true);
    // A reader that is attached may have missed something: it hears that as well.
    const peers = () => noticesOf(taps.pong).filter((text) => text.startsWith("ping "));
    await until("its next life", () => peers().at(-1) === "ping RESTARTED 2");
    expect(peers()).toEqual([
      "ping ATTACHED 1",
      "ping DETACHED 1",
      "ping ATTACHED 1",
      "ping RESTARTED 2",
    ]);
    const count = taps.pong.numbers("kit-echo").length;
    await until("echoes", () => taps.pong.numbers("kit-echo").length > count);
  });

  test("takes nothing that was said from a reader that is behind or down", async () => {
    const pong = await pongOf("pong", ["ping"]);
    const { desk, taps } = await KitDesk.startTapped([await specOf("ping"), pong], ["pong"]);
    const numbers = () => taps.pong.numbers("kit-echo");
    await until("some balls", () => numbers().length > 10);
    await desk.system.stopActors(["pong"], "to be behind");
    const before = numbers().length;
    const behind = () => desk.system.lags().find(({ reader }) => reader === "pong")?.records ?? 0;
    await until("balls that wait", () => behind() > 10);
    const next = await specOf("ping", { about: { limits: "other" } });
    expect((await desk.system.replace("ping", next)).ok).toBe(true);
    expect(await desk.system.restart("pong", "to go on")).toBe(true);
    await until("what waited, and more", () => numbers().length > before + 30);
    const notices = noticesOf(taps.pong);
    expect(notices.filter((text) => text.startsWith("gap"))).toEqual([]);
    const all = numbers();
    const last = desk.status("ping");
    expect(last.incarnation).toBe(2);
    // Only what each life says at its end, and no ball, stands between two of them.
    const gaps = all.slice(1).filter((number, index) => number - (all[index] ?? 0) > 2);
    expect(gaps).toEqual([]);
  });

  test("leaves its place to a reader that is on its way to its own next life", async () => {
    const pong = await pongOf("pong", ["ping"]);
    const { desk, taps } = await KitDesk.startTapped([await specOf("ping"), pong], ["pong"]);
    const count = () => taps.pong.numbers("kit-echo").length;
    await until("some balls", () => count() > 10);
    for (const limits of ["a", "b", "c", "d"]) {
      const before = count();
      const next = await specOf("ping", { about: { limits } });
      const renewed = desk.system.replace("pong", pong);
      const [{ ok }] = await Promise.all([desk.system.replace("ping", next), renewed]);
      expect(ok).toBe(true);
      await until("more", () => count() > before + 10);
    }
    expect(desk.status("pong")).toMatchObject({ incarnation: 5, reason: "replaced" });
    const numbers = taps.pong.numbers("kit-echo");
    expect(numbers.filter((number, index) => number <= (numbers[index - 1] ?? 0))).toEqual([]);
  });

  test("goes back to the one before when the new one cannot start, and says why", async () => {
    const args = { deed: "NONE", at: 0, start: "WELL", stop: "WELL" };
    const desk = await KitDesk.start([await specOf("ping"), await specOf("stuck", { args })]);
    const wrong = await specOf("stuck", { args: { ...args, start: "THROW" } });
    expect(await desk.system.replace("stuck", wrong)).toEqual({
      ok: false,
      failure: "start failed: RangeError: deed",
    });
    await desk.ready("stuck", 3);
    expect(desk.status("stuck")).toMatchObject({ phase: "READY", incarnation: 3 });
  });

  test("refuses what its memory and its place do not allow", async () => {
    const desk = await KitDesk.start([await specOf("ping")]);
    const failed = (failure: string) => ({ ok: false, failure }) as const;
    const larger = await specOf("ping", { topicBytes: 1 << 21 });
    expect(await desk.system.replace("ping", larger)).toEqual(
      failed("its topicBytes and boards cannot change: remove it, and add it again"),
    );
    const elsewhere = await specOf("ping", { child: { supervisor: "edge" } });
    expect(await desk.system.replace("ping", elsewhere)).toEqual(
      failed("its supervisor cannot change: it is root"),
    );
    expect(await desk.system.replace("nobody", larger)).toEqual(failed("no such actor"));
    expect(desk.status("ping").incarnation).toBe(1);
  });
});

describe("ActorSystem.watch", () => {
  // S-116, S-118
  test("T-77 tells of a quarantine once, of a restart never, and at once of who is gone already", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("pong", ["ping"])], {
      supervisors: rootWith({ restartsMax: 1 }),
    });
    const pong = new Tap(desk.system, "pong");
    const reasons: string[] = [];
    const onGone = (reason: string) => reasons.push(reason);
    desk.system.watch("ping", onGone);
    desk.system.watch("ping", onGone);
    const unwatched: string[] = [];
    desk.system.watch("ping", (reason) => unwatched.push(reason))();
    desk.system.kill("ping", "first");
    await desk.ready("ping", 2);
    expect(reasons).toEqual([]);
    desk.system.kill("ping", "second");
    await until("told", () => reasons.length > 0);
    expect(reasons).toEqual(["second"]);
    expect(told(desk, "ping")).toEqual(["second"]);
    expect(told(desk, "nobody")).toEqual(["no such actor"]);
    await until("detached", () => noticesOf(pong).includes("ping DETACHED 2"));

    // Who is restarted by hand lives again, and its readers hear of it.
    expect(await desk.system.restart("ping", "repaired")).toBe(true);
    await until("restarted", () => noticesOf(pong).includes("ping RESTARTED 3"));
    const again = told(desk, "ping");
    expect(again).toEqual([]);
    await desk.system.stop("enough");
    expect(again).toHaveLength(1);
    expect([reasons.length, unwatched.length]).toEqual([1, 0]);
  });

  test("a reader that is restarted hears of those who are gone", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("pong", ["ping"])], {
      supervisors: rootWith({ restartsMax: 0 }),
    });
    const pong = new Tap(desk.system, "pong");
    desk.system.kill("ping", "the test says so");
    await until("detached", () => noticesOf(pong).includes("ping DETACHED 1"));
    expect(await desk.system.restart("pong", "the test says so")).toBe(true);
    await until(
      "told again",
      () => noticesOf(pong).filter((one) => one === "ping DETACHED 1").length === 2,
    );
  });

  test("a reader that is suspended hears of it when it goes on", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("pong", ["ping"])], {
      supervisors: rootWith({ restartsMax: 0 }),
    });
    const pong = new Tap(desk.system, "pong");
    expect(await desk.system.suspend("pong")).toBe(true);
    desk.system.kill("ping", "the test says so");
    await until("gone", () => desk.status("ping").phase === "QUARANTINED");
    expect(noticesOf(pong)).not.toContain("ping DETACHED 1");
    expect(desk.system.resume("pong")).toBe(true);
    await until("told", () => noticesOf(pong).includes("ping DETACHED 1"));
  });
});
