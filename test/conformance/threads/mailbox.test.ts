/** What becomes of messages and calls while an actor is down, suspended, or about to be killed. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { TelemetryReader } from "../../../src/runtime/telemetry/telemetry-reader.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, rootWith } from "../../kit/kit-spec.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";
import { mortalOf, noticesOf, pingOf } from "./kit/mortals.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

/** The second restart waits long enough for the ring to run over many times. */
const SLOW = rootWith({ restartsMax: 10, backoffMs: [2_000, 2_000] });

/** A mortal that died twice of its first ball, and is down for a second or two before it lives. */
async function deskDown(subscription: "GATE" | "EVICT", topicBytes: number) {
  const mortal = await mortalOf(
    "mortal",
    { deed: "THROW", lives: 2, at: 1 },
    { reads: [reading("ping", subscription)] },
  );
  const specs = [await pingOf({ topicBytes, args: { burst: 10 } }), mortal];
  const { desk, taps } = await KitDesk.startTapped(specs, ["mortal"], { supervisors: SLOW });
  await until("it is down", () => {
    const { phase, incarnation } = desk.status("mortal");
    return phase === "BACKOFF" && incarnation === 2;
  });
  return { desk, tap: taps.mortal };
}

/** Which ball must be the next, by what the mortal told until then; and which it said there. */
function accountOf(tap: Tap) {
  let next = 1;
  const account: { readonly next: number; readonly said: number }[] = [];
  for (const { type, body } of tap.heard()) {
    const [, missed] = /^missed (\d+)$/.exec(String(body.text)) ?? [];
    if (missed !== undefined) next += Number(missed);
    // The ball that killed the life before it is lost, and its echo was never seen.
    if (/^life [2-9]/.test(String(body.text))) next += 1;
    if (type !== "kit-echo") continue;
    account.push({ next, said: Number(body.number) });
    next += 1;
  }
  return account;
}

const missedOf = (tap: Tap) =>
  noticesOf(tap).flatMap((text) => (text.startsWith("missed ") ? [Number(text.slice(7))] : []));

describe("an actor that is down", () => {
  // S-11
  test("T-61: as a gate gets all that was said meanwhile, in order; what its writer could not say was refused", async () => {
    const { desk, tap } = await deskDown("GATE", 1 << 13);
    await desk.ready("mortal", 3);
    await until("balls", () => tap.numbers("kit-echo").length > 500);
    const numbers = tap.numbers("kit-echo");
    const first = numbers[0] ?? 0;
    // The two that killed it stand before the first, and nothing is lost behind it.
    expect(first).toBe(3);
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
    expect(missedOf(tap)).toEqual([]);
    const telemetry = new TelemetryReader(
      desk.system.telemetryOf("ping") ?? new SharedArrayBuffer(),
    );
    expect(telemetry.counters().refused).toBeGreaterThan(500);
  });

  // S-12
  test("T-61: as one that may be cut off is told exactly how much it missed, before what follows", async () => {
    const { desk, tap } = await deskDown("EVICT", 1 << 13);
    const ping = new Tap(desk.system, "ping");
    await until("the ring ran over", () => ping.numbers("kit-ball").length > 1_000);
    await desk.ready("mortal", 3);
    await until("balls", () => tap.numbers("kit-echo").length > 100);
    expect(Math.max(...missedOf(tap))).toBeGreaterThan(500);
    const account = accountOf(tap);
    expect(account.map(({ said }) => said)).toEqual(account.map(({ next }) => next));
  });

  // S-37
  test("T-67: is not waited for by who asks it: restarting while it comes back", async () => {
    const { desk } = await deskDown("EVICT", 1 << 20);
    expect(await desk.system.ask("mortal", "tally")).toEqual({ ok: false, failure: "restarting" });
    // It was told at once: nothing has started meanwhile.
    expect(desk.status("mortal")).toMatchObject({ phase: "BACKOFF", incarnation: 2 });
    await desk.ready("mortal", 3);
    expect((await desk.system.ask("mortal", "tally")).ok).toBe(true);
  });

  test("T-67: is not running where it does not come back", async () => {
    const specs = [await pingOf(), await mortalOf("mortal", { deed: "THROW" })];
    const desk = await KitDesk.start(specs, { supervisors: rootWith({ restartsMax: 0 }) });
    await until("quarantined", () => desk.status("mortal").phase === "QUARANTINED");
    for (const name of ["mortal", "nobody"]) {
      expect(await desk.system.ask(name, "tally")).toEqual({ ok: false, failure: "not running" });
    }
  });
});

describe("an actor that is suspended", () => {
  // S-37, S-43
  test("T-81: keeps calls and messages waiting; once it is resumed it serves them, both told twice are once", async () => {
    const desk = await KitDesk.start([
      await pingOf(),
      await mortalOf("mortal", {}, { reads: [reading("ping")] }),
    ]);
    const tap = new Tap(desk.system, "mortal");
    await until("balls", () => tap.numbers("kit-echo").length > 20);
    expect(await desk.system.suspend("mortal")).toBe(true);
    expect(await desk.system.suspend("mortal")).toBe(true);
    expect(desk.status("mortal").phase).toBe("SUSPENDED");
    const count = tap.numbers("kit-echo").length;
    const late = { ok: false, failure: "no answer within 2000 ms" } as const;
    expect(await desk.system.ask("mortal", "tally")).toEqual(late);
    expect(desk.status("mortal").phase).toBe("SUSPENDED");
    expect(tap.numbers("kit-echo")).toHaveLength(count);

    // A call that still waits is served by the resumption.
    const asking = desk.system.ask("mortal", "tally");
    expect(desk.system.resume("mortal")).toBe(true);
    expect(desk.system.resume("mortal")).toBe(true);
    expect(await asking).toMatchObject({ ok: true });
    await until("what waited", () => tap.numbers("kit-echo").length > count + 400);
    const numbers = tap.numbers("kit-echo");
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
    expect(missedOf(tap)).toEqual([]);
    expect(desk.status("mortal")).toMatchObject({ phase: "READY", incarnation: 1 });
  });
});

describe("a kill and a stop", () => {
  test("T-75: a stop waits for the handler that runs, a kill cuts it", async () => {
    const patient = { heartbeatLateMs: 30_000, heartbeatWarnMs: 30_000 };
    const desk = await KitDesk.start([
      await pingOf(),
      await mortalOf("slow", { deed: "SLEEP" }, { child: patient }),
      await mortalOf("stuck", { deed: "SPIN" }, { child: { ...patient, stopDeadlineMs: 200 } }),
    ]);
    const [slow, stuck] = [new Tap(desk.system, "slow"), new Tap(desk.system, "stuck")];
    const inDeed = (name: string) => desk.status(name).handler === "on.ball";
    await until("both are in their deed", () => inDeed("slow") && inDeed("stuck"));
    const stopping = ["slow", "stuck"].map((name) => desk.system.restart(name, "asked for"));
    expect(await Promise.all(stopping)).toEqual([true, true]);
    await desk.ready("slow", 2);
    await desk.ready("stuck", 2);
    const told = (tap: Tap) => noticesOf(tap).join(", ");
    await until("both live again", () => /life 2/.test(told(slow)) && /life 2/.test(told(stuck)));
    // The handler's own ball is said and counted where the stop waited, and nothing where it was cut.
    expect(told(slow)).toContain("stopping: asked for");
    expect(told(stuck)).not.toContain("stopping");
    expect(slow.heard("kit-bye")).toHaveLength(1);
    expect(stuck.heard("kit-bye")).toHaveLength(0);
    expect(told(stuck)).toContain("life 2 from 0");
  });
});
