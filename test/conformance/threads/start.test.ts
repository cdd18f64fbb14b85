/** How a start can fail, each way provoked: typed, told to who asked for it, and nothing is left. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ControlBlock } from "../../../src/runtime/actor/control-block.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { rootWith } from "../../kit/kit-spec.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";
import { mortalModule, mortalOf, pingOf } from "./kit/mortals.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

/** Often, so that a test sees soon that another one does not. */
const BEATS = { heartbeatMs: 20 };
/** Of starts that never end: however slow the machine is, they are late. */
const DEADLINE = { startDeadlineMs: 300, ...BEATS };

/** No thread beats for the actor `name`, the last that came, while another one beats on. */
async function expectNoOrphan(desk: KitDesk, name: string): Promise<void> {
  const known = desk.system.status();
  const numberOf = (of: string) => known.find((one) => one.name === of)?.number ?? known.length;
  const beats = (of: string) => new ControlBlock(desk.system.lines, numberOf(of)).heartbeat;
  const [own, others] = [beats(name), beats("ping")];
  await until("beats of another", () => beats("ping") > others + 3);
  expect(beats(name)).toBe(own);
}

describe("a start that fails", () => {
  // S-36
  test.each([
    ["returns nothing", "UNDEFINED", "START", "BAD_RETURN", /it returned undefined$/],
    ["returns a function", "FUNCTION", "START", "BAD_RETURN", /it returned function$/],
    ["throws", "THROW", "START", "THREW", /^start failed: RangeError: deed$/],
    [
      "throws once it is open",
      "THROW",
      "OPEN",
      "THREW",
      /^start failed in open: RangeError: deed$/,
    ],
    [
      "overflows the stack",
      "OVERFLOW",
      "START",
      "THREW",
      /^start failed: RangeError: Maximum call/,
    ],
    ["ends its thread", "EXIT", "START", "DIED", /^vanished with exit code 0 in start$/],
  ])("T-05 T-73: because it %s is told by its kind", async (_, deed, place, kind, reason) => {
    const desk = await KitDesk.start([await pingOf({ child: BEATS })]);
    const added = await desk.system.add(
      await mortalOf("mortal", { deed, place, at: 0 }, { child: BEATS }),
      [],
    );
    expect(added).toMatchObject({ ok: false, failure: { actor: "mortal", kind } });
    expect(added.ok ? "" : added.failure.reason).toMatch(reason);
    expect(desk.system.status().map(({ name }) => name)).toEqual(["ping"]);
    await expectNoOrphan(desk, "mortal");
    expect(await desk.system.ask("mortal", "tally")).toEqual({ ok: false, failure: "not running" });
  });

  test.each([
    ["waits for ever", "HANG"],
    ["spins", "SPIN"],
    ["blocks", "WAIT"],
  ])("T-83: because it %s is a timeout, and what was half started is ended", async (_, deed) => {
    const desk = await KitDesk.start([await pingOf({ child: BEATS })]);
    const mortal = await mortalOf("mortal", { deed, place: "START" }, { child: DEADLINE });
    expect(await desk.system.add(mortal, [])).toEqual({
      ok: false,
      failure: { actor: "mortal", kind: "TIMEOUT", reason: "not ready within 300 ms" },
    });
    await expectNoOrphan(desk, "mortal");
  });

  test.each([
    ["throws while it loads", "throw new RangeError('deed');", "IMPORT"],
    ["does not parse", "const = ;", "IMPORT"],
    ["imports what is not there", 'import "./nobody.ts";', "IMPORT"],
    ["never finishes loading", "await new Promise(() => {});", "TIMEOUT"],
    ["spins while it loads", "for (;;);", "TIMEOUT"],
  ])("T-05 T-83: because its module %s is told by its kind", async (_, before, kind) => {
    const desk = await KitDesk.start([await pingOf({ child: BEATS })]);
    const module = await mortalModule(before);
    const child = kind === "TIMEOUT" ? DEADLINE : BEATS;
    const mortal = await mortalOf("mortal", {}, { module, child });
    expect(await desk.system.add(mortal, [])).toMatchObject({ failure: { actor: "mortal", kind } });
    await expectNoOrphan(desk, "mortal");
  });

  test("T-05: because its module has no definition is a bad return", async () => {
    const desk = await KitDesk.start([await pingOf({ child: BEATS })]);
    const module = (await mortalModule("")).replace("actor.ts", "other.ts");
    await Bun.write(new URL(module), "export default { start: 1 };");
    const added = await desk.system.add(await mortalOf("mortal", {}, { module }), []);
    expect(added).toMatchObject({ ok: false, failure: { kind: "BAD_RETURN" } });
  });

  test("is cut short when the desk stops: a thread is ended while it loads", async () => {
    const desk = await KitDesk.start([await pingOf({ child: BEATS })]);
    const module = await mortalModule("await new Promise(() => {});");
    const child = { startDeadlineMs: 600_000 };
    const adding = desk.system.add(await mortalOf("mortal", {}, { module, child }), []);
    await until("it starts", () => desk.system.status().at(-1)?.phase === "STARTING");
    await desk.system.stop("the test says so");
    expect(await adding).toMatchObject({ ok: false, failure: { reason: "the desk stops" } });
    expect(desk.status("mortal").phase).toBe("STOPPED");
  });
});

describe("a start that declines", () => {
  // S-35
  test("T-03: is no failure: the actor is listed and down, and nobody waits for it", async () => {
    // Its ring holds about 200 balls.
    const ping = await pingOf({ topicBytes: 1 << 13 });
    const desk = await KitDesk.start([ping, await mortalOf("bystander")]);
    const declines = await mortalOf("mortal", { deed: "DECLINE", place: "START" });
    expect((await desk.system.add(declines, [])).ok).toBe(true);
    const reason = "declined: nothing to do";
    expect(desk.status("mortal")).toMatchObject({ phase: "DECLINED", reason, restarts: 0 });
    const phases = desk.system.status().map(({ phase }) => phase);
    expect(phases).toEqual(["READY", "READY", "DECLINED"]);
    expect(await desk.system.ask("mortal", "tally")).toEqual({ ok: false, failure: "not running" });
    await expectNoOrphan(desk, "mortal");
    const bystander = new Tap(desk.system, "bystander");
    await until("balls", () => (bystander.numbers("kit-echo").at(-1) ?? 0) > 1_000);
    // Nothing was retried.
    expect(desk.status("mortal").incarnation).toBe(1);
    expect(desk.deaths).toEqual([]);
  });

  test("T-25: in a restart leaves it down without a retry", async () => {
    const args = { deed: "DECLINE", place: "START", lives: 1_000 };
    const specs = [await pingOf({ child: BEATS }), await mortalOf("mortal", { ...args, lives: 0 })];
    const supervisors = rootWith({ restartsMax: 100, backoffMs: [1, 1] });
    const desk = await KitDesk.start(specs, { supervisors });
    expect(desk.status("mortal").phase).toBe("READY");
    // Its next lives decline.
    expect((await desk.system.reconfigure("mortal", { ...args, at: 0, stop: "WELL" })).ok).toBe(
      true,
    );
    const declined = () => desk.status("mortal").reason === "declined: nothing to do";
    await until("it declined", declined);
    expect(desk.status("mortal")).toMatchObject({ phase: "DECLINED", incarnation: 2 });
    await expectNoOrphan(desk, "mortal");
    expect(desk.status("mortal").incarnation).toBe(2);
  });
});
