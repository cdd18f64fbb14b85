/** How a thread can end, each way provoked: clean only by farewell, everything else is a crash. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { RestartType } from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { Tap } from "../../kit/tap.ts";
import { until } from "../../kit/until.ts";
import { mortalOf, noticesOf, pingOf } from "./kit/mortals.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const STUCK = /^stuck in on\.ball for \d\.\d s$/;

/** Each deed, and the reason that is told. An exit code is never what decides: some say 0. */
const CRASHES: Readonly<Record<string, RegExp>> = {
  THROW: /^threw in on\.ball: RangeError: deed$/,
  // A hook tells of it in a desk; under `bun test` main sees the error.
  REJECT: /^threw: RangeError: deed$/,
  OVERFLOW: /^threw in on\.ball: RangeError: Maximum call stack size exceeded/,
  EXIT: /^vanished with exit code 0 in on\.ball$/,
  DRY: /^vanished with exit code 0$/,
  // A worker of node:worker_threads has no self.close: who calls it has thrown.
  CLOSE: /^threw in on\.ball: TypeError: /,
  SPIN: STUCK,
  WAIT: STUCK,
  SLEEP: STUCK,
};

/** A desk with one mortal for each way to end, all of one restart type. */
async function deskOf(restart: RestartType) {
  const deeds = ["STOP", ...Object.keys(CRASHES)];
  const mortals = deeds.map((deed) => {
    // Only who is stuck for ever, or for longer than this, is to be taken for stuck.
    const watched = CRASHES[deed] === STUCK ? { heartbeatLateMs: 1_000, heartbeatWarnMs: 900 } : {};
    return mortalOf(deed.toLowerCase(), { deed }, { child: { restart, ...watched } });
  });
  const specs = [await pingOf(), ...(await Promise.all(mortals)), await mortalOf("bystander")];
  const workerEntry = new URL("./kit/timed-worker.ts", import.meta.url).href;
  return KitDesk.start(specs, { workerEntry });
}

const isOver = (desk: KitDesk, name: string) =>
  desk.status(name).phase === "ENDED" && desk.status(name).reason !== null;

async function expectRestarted(desk: KitDesk, deed: string): Promise<void> {
  const name = deed.toLowerCase();
  await desk.ready(name, 2);
  const status = desk.status(name);
  expect(status).toMatchObject({ incarnation: 2, restarts: 1 });
  expect(status.reason ?? "").toMatch(CRASHES[deed] ?? /^enough$/);
}

describe("an end of each kind", () => {
  test("T-13 T-19: restarts a permanent actor alone, a clean end too, in a new life", async () => {
    const desk = await deskOf("permanent");
    for (const deed of ["STOP", ...Object.keys(CRASHES)]) await expectRestarted(desk, deed);
    expect(desk.status("bystander")).toMatchObject({ incarnation: 1, restarts: 0 });
    expect(desk.status("ping")).toMatchObject({ incarnation: 1, restarts: 0 });
    expect(desk.system.status()).toHaveLength(12);
  });

  test("T-15 T-17: restarts a transient actor after each crash, and leaves it down after a clean end", async () => {
    const desk = await deskOf("transient");
    for (const deed of Object.keys(CRASHES)) await expectRestarted(desk, deed);
    await until("the clean one is down", () => isOver(desk, "stop"));
    expect(desk.status("stop")).toMatchObject({ incarnation: 1, restarts: 0, reason: "enough" });
    // Nobody waits for it: the others go on.
    const bystander = new Tap(desk.system, "bystander");
    await until("echoes", () => bystander.numbers("kit-echo").length > 100);
    expect(desk.status("stop").incarnation).toBe(1);
  });

  test("never restarts a temporary actor, and nobody waits for it", async () => {
    const child = { restart: "temporary" } as const;
    const desk = await KitDesk.start([
      // Its ring holds about 200 balls.
      await pingOf({ topicBytes: 1 << 13 }),
      await mortalOf("clean", { deed: "STOP" }, { child }),
      await mortalOf("crash", { deed: "THROW" }, { child }),
      await mortalOf("bystander"),
    ]);
    const bystander = new Tap(desk.system, "bystander");
    await until("both are down", () => ["clean", "crash"].every((name) => isOver(desk, name)));
    await until("balls", () => (bystander.numbers("kit-echo").at(-1) ?? 0) > 1_000);
    expect(desk.status("clean")).toMatchObject({ incarnation: 1, reason: "enough" });
    expect(desk.status("crash")).toMatchObject({
      incarnation: 1,
      reason: "threw in on.ball: RangeError: deed",
    });
  });

  test("T-13: that was ordered restarts it at once, also when its stop went wrong, which is told", async () => {
    const desk = await KitDesk.start([
      await pingOf(),
      await mortalOf("well"),
      await mortalOf("ill", { deed: "THROW", place: "STOP", at: 0 }),
    ]);
    for (const name of ["well", "ill"]) {
      expect(await desk.system.restart(name, "asked for")).toBe(true);
      await desk.ready(name, 2);
    }
    expect(desk.status("well").reason).toBe("asked for");
    expect(desk.status("ill").reason).toBe("asked for; threw in stop: RangeError: deed");
  });
});

describe("a clean end", () => {
  // S-34
  test("T-71: leaves its last state to its next life, and what it did not handle", async () => {
    const specs = [await pingOf(), await mortalOf("mortal", { deed: "STOP" })];
    const { desk, taps } = await KitDesk.startTapped(specs, ["mortal"]);
    await desk.ready("mortal", 2);
    await until("balls of the next life", () => taps.mortal.numbers("kit-echo").length > 60);
    const texts = noticesOf(taps.mortal);
    const from = texts.indexOf("stopping: enough");
    // At the ball 20 of its count it asked for its end, and handled none after it.
    expect(texts.slice(from, from + 2)).toEqual(["stopping: enough", "life 2 from 20"]);
    const numbers = taps.mortal.numbers("kit-echo");
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
  });

  // S-25
  test("T-79: discards the ticks that come while it stops, and none reaches its next life", async () => {
    const specs = [await pingOf(), await mortalOf("mortal", { deed: "STOP" })];
    const { desk, taps } = await KitDesk.startTapped(specs, ["mortal"]);
    await desk.ready("mortal", 2);
    await until(
      "ticks of the next life",
      () => taps.mortal.heard("kit-notice").at(-1)?.body.text === "tick",
    );
    const told = taps.mortal
      .heard()
      .filter(({ type }) => type !== "kit-echo")
      .map(({ type, body }) => (type === "kit-bye" ? "bye" : String(body.text)));
    const from = told.indexOf("stopping: enough");
    // Its stop took 40 ms, and its timer goes off each 5 ms.
    expect(told.slice(from, from + 3)).toEqual(["stopping: enough", "bye", "life 2 from 20"]);
  });

  test("of one actor of a thread leaves the others running; the thread goes with the last", async () => {
    const thread = "shared";
    const child = { restart: "transient" } as const;
    const desk = await KitDesk.start([
      await pingOf({ topicBytes: 1 << 13 }),
      await mortalOf("soon", { deed: "STOP" }, { thread, child }),
      await mortalOf("late", { deed: "STOP", at: 1_000 }, { thread, child }),
    ]);
    await until("the first is down", () => isOver(desk, "soon"));
    expect(desk.status("late").phase).toBe("READY");
    expect(await desk.system.ask("soon", "tally")).toEqual({ ok: false, failure: "not running" });
    // It goes on through five rings that nobody else frees.
    await until("the last is down", () => isOver(desk, "late"));
    expect(desk.system.status().map(({ incarnation }) => incarnation)).toEqual([1, 1, 1]);
    expect(desk.deaths).toEqual([]);
  });

  test("whose stop takes too long is a crash by its deadline", async () => {
    const child = { stopDeadlineMs: 200 };
    const hangs = await mortalOf("hangs", { deed: "STOP", stop: "HANG" }, { child });
    const desk = await KitDesk.start([await pingOf(), hangs]);
    await desk.ready("hangs", 2);
    expect(desk.status("hangs").reason).toBe("threw in stop: Error: did not stop within 200 ms");
  });
});
