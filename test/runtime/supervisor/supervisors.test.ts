/** A tree of supervisors over real threads: groups, nesting, giving up. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ActorSpec } from "../../../src/runtime/supervisor/actor-spec.ts";
import {
  ROOT,
  ROOT_DEFAULTS,
  SUPERVISOR_DEFAULTS,
  type SupervisorSpec,
} from "../../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { KitDesk } from "../../kit/kit-desk.ts";
import { reading, specOf } from "../../kit/kit-spec.ts";
import { until } from "../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const group = (name: string, changes: Partial<SupervisorSpec>): SupervisorSpec => ({
  ...SUPERVISOR_DEFAULTS,
  onExceeded: "escalate",
  children: [],
  name,
  ...changes,
});

const root = (changes: Partial<SupervisorSpec> = {}): SupervisorSpec => ({
  ...ROOT_DEFAULTS,
  children: [],
  name: ROOT,
  ...changes,
});

const under = (supervisor: string) => ({ child: { supervisor } });

const pongOf = (name: string, supervisor: string): Promise<ActorSpec> =>
  specOf("pong", { name, reads: [reading("ping")], ...under(supervisor) });

/** Names with their lives, as the actors said their farewells. */
const livesOf = (desk: KitDesk) =>
  Object.fromEntries(desk.system.status().map(({ name, incarnation }) => [name, incarnation]));

/** Who became ready since `from`, in order. */
const readyAfter = (desk: KitDesk, from: number) =>
  desk.events.slice(from).flatMap((event) => (event.kind === "READY" ? [event.actor] : []));

describe("a group of threads", () => {
  // S-111
  test.each([
    ["rest_for_one", ["b", "c"], { ping: 1, a: 1, b: 2, c: 2 }],
    ["one_for_all", ["a", "b", "c"], { ping: 1, a: 2, b: 2, c: 2 }],
  ] as const)(
    "is restarted as %s says, in order, and its others stop gracefully",
    async (strategy, again, lives) => {
      const specs = [
        await specOf("ping"),
        await pongOf("a", "trio"),
        await pongOf("b", "trio"),
        await pongOf("c", "trio"),
      ];
      const supervisors = [root(), group("trio", { strategy })];
      const { desk, taps } = await KitDesk.startTapped(specs, ["c"], { supervisors });
      const from = desk.events.length;
      expect(desk.system.kill("b", "the test says so")).toBe(true);
      await desk.ready("c", 2);
      expect(readyAfter(desk, from)).toEqual([...again]);
      expect(livesOf(desk)).toEqual(lives);
      expect(taps.c.heard("kit-bye")).toHaveLength(1);
      expect(desk.status("b").reason).toBe("the test says so");
      expect(desk.status("c").reason).toBe("restarted with its group");
    },
  );

  test("whose restart keeps failing is listed as restarting, and the desk stops at once", async () => {
    const fails = await specOf("stuck", {
      args: { deed: "NONE", at: 0, start: "WELL", stop: "WELL" },
      ...under("pair"),
    });
    const slow = { strategy: "one_for_all", backoffMs: [60_000, 60_000] } as const;
    const desk = await KitDesk.start([await specOf("ping", under("pair")), fails], {
      supervisors: [root(), group("pair", slow)],
    });
    desk.system.kill("stuck", "first");
    await desk.ready("stuck", 2);
    desk.system.kill("stuck", "second");
    await until("all wait", () => desk.system.status().every(({ phase }) => phase === "BACKOFF"));
    const [, pair] = desk.system.supervisors();
    expect(pair).toMatchObject({ name: "pair", above: "root", counts: { specs: 2, active: 0 } });
    expect(pair?.children.map(({ state }) => state)).toEqual(["RESTARTING", "RESTARTING"]);
    expect(await desk.system.ask("ping", "tally")).toEqual({ ok: false, failure: "restarting" });
    await desk.system.stop("enough");
    expect(desk.system.status().map(({ phase }) => phase)).toEqual(["STOPPED", "STOPPED"]);
  });
});

describe("a supervisor that gives up", () => {
  // S-113
  test("stops its children, is restarted by the one above it, and no other actor is", async () => {
    const desk = await KitDesk.start(
      [await specOf("ping"), await pongOf("a", "inner"), await pongOf("b", "inner")],
      { supervisors: [root({ restartsMax: 1 }), group("inner", { restartsMax: 0 })] },
    );
    const from = desk.events.length;
    desk.system.kill("b", "the test says so");
    await desk.ready("b", 2);
    expect(desk.events.slice(from)).toContainEqual({
      kind: "GAVE_UP",
      actor: "supervisors.inner",
      reason: "b: the test says so",
    });
    expect(readyAfter(desk, from)).toEqual(["a", "b"]);
    expect(livesOf(desk)).toEqual({ ping: 1, a: 2, b: 2 });
  });

  // S-114
  test("below a root without a budget is the kill switch: what runs goes on until it is stopped", async () => {
    const specs = [await specOf("ping"), await pongOf("a", "inner"), await pongOf("b", "inner")];
    const desk = await KitDesk.start(specs, {
      supervisors: [root(), group("inner", { restartsMax: 0 })],
    });
    desk.system.kill("a", "the test says so");
    await until("escalated", () => desk.events.some(({ kind }) => kind === "ESCALATED"));
    expect(desk.events.at(-1)).toMatchObject({ kind: "ESCALATED", actor: "a" });
    expect(desk.status("ping").phase).toBe("READY");
    expect(desk.status("b").phase).toBe("READY");
    expect(desk.status("a").phase).toBe("QUARANTINED");
    // Once more, by hand: a gateway ends what it has open.
    expect(await desk.system.restart("a", "to end what it has open")).toBe(true);
    const late = await desk.system.add(await specOf("pong", { name: "late" }), []);
    expect(late.ok).toBe(false);
  });

  test("as a transient one below it stays down, and who watches its actors is told", async () => {
    const desk = await KitDesk.start([await specOf("ping"), await pongOf("a", "inner")], {
      supervisors: [root(), group("inner", { restartsMax: 0, restart: "transient" })],
    });
    const told: string[] = [];
    desk.system.watch("a", (reason) => told.push(reason));
    desk.system.kill("a", "the test says so");
    await until("told", () => told.length > 0);
    expect(desk.events.map(({ kind }) => kind)).not.toContain("ESCALATED");
    expect(desk.system.supervisors()[0]?.children).toContainEqual(
      expect.objectContaining({ name: "supervisors.inner", state: "STOPPED" }),
    );
    expect(told).toHaveLength(1);
  });
});

describe("a tree", () => {
  // S-110
  test("starts in order, each supervisor whole in its place, and stops in exact reverse", async () => {
    const order = ["x", "a", "b", "y"];
    const specs = [
      await pongOf("y", ROOT),
      await pongOf("b", "inner"),
      await pongOf("x", ROOT),
      await pongOf("a", "inner"),
      await specOf("ping"),
    ];
    const supervisors = [
      root({ children: ["ping", "x", "supervisors.inner", "y"] }),
      group("inner", { children: ["a", "b"] }),
    ];
    const { desk, taps } = await KitDesk.startTapped(specs, order, { supervisors });
    expect(readyAfter(desk, 0)).toEqual(["ping", ...order]);
    const stopped: string[] = [];
    for (const name of order) desk.system.watch(name, () => stopped.push(name));
    await desk.system.stop("enough");
    // Each had time to say so, and the last that started was the first to.
    const byes = order.map((name) => taps[name]?.heard("kit-bye").at(-1)?.committedAt ?? 0);
    expect(byes.every((at) => at > 0)).toBe(true);
    expect(byes).toEqual(byes.toSorted((left, right) => right - left));
    expect(stopped.toSorted()).toEqual(order.toSorted());
  });

  test.each([
    ["a supervisor that is not there", { supervisor: "nobody" }, "there is no supervisor nobody"],
    [
      "a significant actor where nothing follows from it",
      { significant: true, restart: "transient" },
      "a: significant needs autoShutdown of its supervisor",
    ],
  ] as const)("with %s is refused before any thread", async (_, child, reason) => {
    const wrong = await specOf("pong", { name: "a", child });
    const { failure, events } = await KitDesk.tryStart([await specOf("ping"), wrong]);
    expect(failure?.reason).toBe(reason);
    expect(events).toEqual([]);
  });

  test("hears of each of two actors of one thread that end in the same turn", async () => {
    const child = { restart: "temporary" } as const;
    const args = { deed: "STOP", place: "BALL", at: 5, lives: 1, stop: "WELL" };
    const ending = (name: string) =>
      specOf("mortal", { name, thread: "shared", reads: [reading("ping")], args, child });
    const desk = await KitDesk.start([await specOf("ping"), await ending("a"), await ending("b")]);
    await until("both have ended", () =>
      ["a", "b"].every((name) => desk.status(name).phase === "ENDED"),
    );
    expect(["a", "b"].map((name) => desk.status(name).reason)).toEqual(["enough", "enough"]);
    expect(desk.events.some(({ kind }) => kind === "DIED")).toBe(false);
  });

  test("of which actors that share a thread have one supervisor", async () => {
    const thread = "shared";
    const { failure } = await KitDesk.tryStart(
      [await specOf("ping", { thread }), await specOf("pong", { thread, ...under("inner") })],
      { supervisors: [root(), group("inner", {})] },
    );
    expect(failure).toEqual({
      actor: "pong",
      reason: "it shares a thread with ping, and so supervisor, restart and significant",
    });
  });
});
