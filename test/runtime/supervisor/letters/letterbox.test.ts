/** Dead letters of each cause, on real threads. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, rootWith, specOf } from "../../../kit/kit-spec.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(30_000);

/** A ring of ping's that runs over in a fraction of a second: about 400 balls. */
const SMALL = 1 << 14;

const stuckWith = (deed: string) =>
  specOf("stuck", {
    args: { deed, at: 200, start: "WELL", stop: "WELL" },
    reads: [reading("ping")],
  });

describe("an ask", () => {
  // S-29a
  test('T-67: of an actor that waits for its restart fails at once with "restarting"', async () => {
    const supervisors = rootWith({ backoffMs: [60_000, 60_000], restartsMax: 2 });
    const specs = [await specOf("ping", { args: { burst: 4 } }), await stuckWith("ALWAYS")];
    const desk = await KitDesk.start(specs, { supervisors });
    await until("the second pause", () => desk.deaths.length === 2);
    expect(await desk.system.ask("stuck", "tally")).toEqual({ ok: false, failure: "restarting" });
    expect(desk.status("stuck").deadLetters).toMatchObject({ ASK: 1 });
    expect(desk.system.deadLetters().at(-1)).toMatchObject({
      actor: "stuck",
      cause: "ASK",
      what: "ask of tally: restarting",
    });
  });

  test('of an actor that is down fails at once with "not running"', async () => {
    const supervisors = rootWith({ restartsMax: 0 });
    const specs = [await specOf("ping", { args: { burst: 4 } }), await stuckWith("THROW")];
    const desk = await KitDesk.start(specs, { supervisors });
    await until("its quarantine", () => desk.status("stuck").phase === "QUARANTINED");
    expect(await desk.system.ask("stuck", "tally")).toEqual({ ok: false, failure: "not running" });
    expect(await desk.system.reconfigure("stuck", {})).toEqual({
      ok: false,
      failure: "not running",
    });
    expect(await desk.system.suspend("stuck")).toBe(false);
    expect(desk.status("stuck").deadLetters).toMatchObject({ ASK: 1, COMMAND: 2 });
    expect(desk.events.filter(({ kind }) => kind === "DEAD_LETTER")).toHaveLength(3);
  });
});

describe("records", () => {
  // S-29a
  test("that went past a suspended actor are counted while it is, and once when it goes on", async () => {
    const desk = await KitDesk.start([
      await specOf("ping", { args: { burst: 10 }, topicBytes: SMALL }),
      await specOf("pong", { reads: [reading("ping")] }),
    ]);
    const pong = new Tap(desk.system, "pong");
    const lost = () => desk.status("pong").deadLetters.RECORD;
    await until("an echo", () => pong.numbers("kit-echo").length > 0);
    expect(await desk.system.suspend("pong")).toBe(true);
    const last = pong.numbers("kit-echo").at(-1) ?? Number.NaN;
    await until("a loss", () => lost() > 1_000);
    expect(desk.system.resume("pong")).toBe(true);
    await until("an echo of later", () => (pong.numbers("kit-echo").at(-1) ?? 0) > last);

    const next = pong.numbers("kit-echo").find((number) => number > last) ?? Number.NaN;
    // Main counts when it lets the actor go on; what is said until the actor is back is a gap more.
    const missed = next - last - 1;
    expect(lost()).toBeGreaterThan(1_000);
    expect(lost()).toBeLessThanOrEqual(missed);
    const before = lost();
    await until("more echoes", () => (pong.numbers("kit-echo").at(-1) ?? 0) > next + 100);
    expect(lost()).toBe(before);
    expect(desk.system.deadLetters().at(-1)?.what).toBe(`${before} records of ping went past it`);
  });

  test("that went past an actor in quarantine are counted, also before it comes back", async () => {
    const supervisors = rootWith({ restartsMax: 0 });
    const ping = await specOf("ping", { args: { burst: 10 }, topicBytes: SMALL });
    const desk = await KitDesk.start([ping, await stuckWith("THROW")], { supervisors });
    const lost = () => desk.status("stuck").deadLetters.RECORD;
    await until("a loss", () => lost() > 1_000);
    expect(desk.status("stuck").phase).toBe("QUARANTINED");
    expect(await desk.system.restart("stuck", "repaired")).toBe(true);
    await desk.ready("stuck", 2);
    const after = lost();
    expect(after).toBeGreaterThan(1_000);
    expect(desk.system.deadLetters().at(-1)?.what).toBe(`${after} records of ping went past it`);
  });

  test("that a reader had not read when it was detached are counted", async () => {
    const desk = await KitDesk.start([
      await specOf("ping", { args: { burst: 10 } }),
      await specOf("pong", { reads: [reading("ping")] }),
    ]);
    expect(await desk.system.suspend("pong")).toBe(true);
    const lag = () => desk.system.lags().find(({ reader }) => reader === "pong")?.records ?? 0;
    await until("unread balls", () => lag() > 500);
    // Its ring is large, so none of them is lost to one that only waits.
    expect(desk.status("pong").deadLetters.RECORD).toBe(0);
    expect(await desk.system.detach("pong", "ping")).toBe(true);
    expect(desk.status("pong").deadLetters.RECORD).toBeGreaterThan(500);
    expect(desk.system.lags()).toEqual([]);
  });

  test("that nobody lost are not counted: a restart at once costs a gating reader none", async () => {
    const desk = await KitDesk.start([
      await specOf("ping", { args: { burst: 10 } }),
      await stuckWith("THROW"),
    ]);
    await desk.ready("stuck", 2);
    expect(desk.status("stuck").deadLetters.RECORD).toBe(0);
  });
});
