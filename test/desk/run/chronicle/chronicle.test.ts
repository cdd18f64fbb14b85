/** What main says of a desk, and when: on virtual time, without a thread. */
import { describe, expect, test } from "bun:test";
import { WAITING_MAX } from "../../../../src/desk/run/chronicle/speaker.ts";
import { planOf } from "../../config/desk-kit.ts";
import { HEALTHY, statusOf, viewOf } from "../../http/view-kit.ts";
import { stageOf } from "./chronicle-kit.ts";

const plan = await planOf();
/** Behind a beat, and well before the next: what comes now comes for its own sake. */
const QUIET_MS = 1_250;
const HALTED = {
  durability: "sync",
  audit: null,
  journal: {
    ...{ state: "HALTED", reason: "ENOSPC: no space left on device", durableSequence: 5 },
    ...{ waiting: 3, waitedMs: 10, pauseMs: 50, syncMs: 1 },
  },
} as const;

describe("beats", () => {
  test("come each second, with what holds then", () => {
    const { pass, bodies } = stageOf(plan);
    pass(5_050);
    expect(bodies("beat")).toHaveLength(5);
    expect(bodies("beat")[0]).toEqual({
      ready: "PASS",
      trading: "ACTIVE",
      causes: [],
      isDraining: false,
    });
  });

  test("come at once when a desk is unready, and when it is ready again, with who and why", () => {
    const { pass, bodies, view } = stageOf(plan);
    pass(QUIET_MS);
    const before = bodies("beat").length;
    const down = statusOf("risk", { phase: "BACKOFF", reason: "threw" });
    view.actors = () => [...HEALTHY.filter(({ name }) => name !== "risk"), down];
    pass(100);
    view.actors = () => HEALTHY;
    pass(100);
    expect(bodies("beat").slice(before)).toMatchObject([
      { ready: "FAIL", causes: [{ actor: "risk", reason: "risk is BACKOFF: threw" }] },
      { ready: "PASS", causes: [] },
    ]);
  });

  test.each([
    ["trading", { trading: "REDUCING" }, { trading: "REDUCING" }],
    ["draining", { draining: true }, { ready: "FAIL", isDraining: true }],
    ["an unknown state of trading", { trading: null }, { trading: "HALTED" }],
    ["the kill switch", { halted: "core: gave up" }, { ready: "WARN", trading: "HALTED" }],
  ] as const)("come at once for %s", (_, change, beat) => {
    const { pass, bodies, view } = stageOf(plan);
    pass(QUIET_MS);
    const before = bodies("beat").length;
    Object.assign(view, change);
    pass(100);
    expect(bodies("beat").slice(before)).toMatchObject([beat]);
  });

  test("come at once when what failed the desk only warns, by the same actor", () => {
    const { pass, bodies, view } = stageOf(plan);
    view.actors = () => [statusOf("risk", { phase: "BACKOFF" })];
    pass(QUIET_MS);
    const before = bodies("beat").length;
    view.actors = () => [statusOf("risk", { restarts: 1, restartedMsAgo: 10 })];
    pass(100);
    expect(bodies("beat").slice(before)).toMatchObject([{ ready: "WARN" }]);
  });

  test("come at once when another actor is why", () => {
    const { pass, bodies, view } = stageOf(plan);
    const failing = (name: string) => () => [statusOf(name, { phase: "STARTING" })];
    view.actors = failing("feed");
    pass(QUIET_MS);
    const before = bodies("beat").length;
    view.actors = failing("risk");
    pass(100);
    expect(bodies("beat").slice(before)).toMatchObject([{ causes: [{ actor: "risk" }] }]);
  });

  test("do not come for a reason that counts its own seconds", () => {
    const { pass, bodies, view } = stageOf(plan);
    let ms = 0;
    view.actors = () => {
      ms += 100;
      return [statusOf("risk", { restarts: 1, restartedMsAgo: ms })];
    };
    pass(3_050);
    expect(bodies("beat").length).toBeLessThanOrEqual(4);
  });

  test("name those who fail the desk before those of whom it only warns", () => {
    const { pass, bodies, view } = stageOf(plan);
    view.actors = () => [
      statusOf("strategy", { required: false, phase: "QUARANTINED" }),
      statusOf("risk", { phase: "STARTING" }),
    ];
    pass(100);
    const { causes } = bodies("beat")[0] as { causes: { actor: string }[] };
    expect(causes.map(({ actor }) => actor)).toEqual(["risk", "strategy"]);
  });
});

describe("alerts", () => {
  test("H-6: a journal that halts is one, with its reason; that trading goes on is another", () => {
    const { pass, bodies, view, alerts } = stageOf(plan);
    const reason = "the journal writes no more: ENOSPC: no space left on device";
    pass(100);
    Object.assign(view, { halted: reason, record: () => HALTED });
    pass(3_000);
    Object.assign(view, { halted: null, record: viewOf().record });
    pass(3_000);
    expect(bodies("alert")).toEqual([
      { level: "HALT", source: "desk", text: `trading is halted: ${reason}` },
      { level: "WARN", source: "desk", text: `trading goes on: it was halted: ${reason}` },
    ]);
    expect(alerts).toEqual(bodies("alert") as typeof alerts);
    const failed = bodies("beat").find(({ ready }) => ready === "FAIL");
    expect(failed).toMatchObject({ trading: "HALTED", causes: [{ actor: "journal", reason }, {}] });
  });

  test.each([
    ["QUARANTINED", "it is down: quarantined after threw"],
    ["ESCALATED", "a supervisor gave up: threw"],
    ["UNKILLABLE", "its thread cannot be ended: threw"],
  ] as const)("%s is an error, and a step in a life", (kind, text) => {
    const { chronicle, bodies } = stageOf(plan);
    chronicle.onEvent({ kind, actor: "risk", reason: "threw" });
    expect(bodies("alert")).toEqual([{ level: "ERROR", source: "risk", text }]);
    expect(bodies("actor-life")).toMatchObject([{ actor: "risk", what: kind, reason: "threw" }]);
  });

  test("state that is not kept is a warning, and so is its end", () => {
    const { chronicle, bodies } = stageOf(plan);
    chronicle.onKept("ENOSPC");
    chronicle.onKept(null);
    expect(bodies("alert")).toEqual([
      { level: "WARN", source: "desk", text: "state is not kept: ENOSPC" },
      { level: "WARN", source: "desk", text: "state is kept again" },
    ]);
  });
});

describe("the lives of actors", () => {
  test("have what supervisors tell, with kind, number and incarnation", () => {
    const { chronicle, bodies, view } = stageOf(plan);
    view.actors = () => [statusOf("risk", { number: 3, incarnation: 4 })];
    chronicle.onEvent({ kind: "DIED", actor: "risk", reason: "threw", restartInMs: 100 });
    chronicle.onEvent({ kind: "READY", actor: "risk", incarnation: 5 });
    chronicle.onEvent({ kind: "GAVE_UP", actor: "edge", reason: "risk: threw" });
    chronicle.onEvent({ kind: "WARNED", actor: "risk", text: "late" });
    const risk = { actor: "risk", kind: "risk", number: 3 };
    expect(bodies("actor-life")).toEqual([
      { ...risk, incarnation: 4, what: "DIED", reason: "threw; again in 100 ms" },
      { ...risk, incarnation: 5, what: "READY", reason: "" },
      {
        ...{ actor: "edge", kind: "supervisor", number: -1, incarnation: 0 },
        ...{ what: "GAVE_UP", reason: "risk: threw" },
      },
    ]);
  });

  test("begin with a start: who nobody has started yet has none", () => {
    const { pass, bodies, view } = stageOf(plan);
    view.actors = () => [statusOf("risk", { phase: "STOPPED", incarnation: 0 })];
    pass(300);
    expect(bodies("actor-life")).toEqual([]);
  });

  test("have what only shows: starts, suspensions, stops, and that one is there no more", () => {
    const { pass, bodies, view } = stageOf(plan);
    for (const phase of ["STARTING", "READY", "SUSPENDED", "SUSPENDED", "STOPPED"] as const) {
      view.actors = () => [statusOf("risk", { phase, reason: "asked" })];
      pass(100);
    }
    view.actors = () => [];
    pass(100);
    const said = bodies("actor-life").map(({ what }) => what);
    expect(said).toEqual(["STARTING", "SUSPENDED", "STOPPED", "REMOVED"]);
  });
});

describe("files in force", () => {
  test("are said at the start, with their hashes and the limits of each strategy", () => {
    const { bodies } = stageOf(plan);
    const strategies = plan.actors.filter(({ kind }) => kind === "strategy");
    expect(strategies).not.toEqual([]);
    expect(bodies("config-load")).toEqual([
      {
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        files: [...plan.files],
        limits: Object.fromEntries(strategies.map(({ name, limits }) => [name, limits])),
        changes: [],
      },
    ]);
  });

  test("are said again with what is other, and not when nothing is", () => {
    const { chronicle, bodies } = stageOf(plan);
    chronicle.load({ ...plan, actors: [...plan.actors] });
    expect(bodies("config-load")).toHaveLength(1);
    const actors = plan.actors.map((actor) =>
      actor.kind === "strategy"
        ? { ...actor, limits: { ...actor.limits, orderRatePerS: 77 } }
        : actor,
    );
    const next = { ...plan, actors };
    chronicle.load(next);
    chronicle.load(next);
    const load = bodies("config-load").at(-1) as { changes: string[]; limits: object };
    expect(bodies("config-load")).toHaveLength(2);
    expect(load.changes.some((line) => line.endsWith("> 77"))).toBe(true);
    expect(JSON.stringify(load.limits)).toContain("77");
  });
});

describe("a reader that is a whole ring behind", () => {
  test("loses nothing that may wait, and main is never blocked", () => {
    const { chronicle, setRoom, pass, bodies } = stageOf(plan);
    setRoom(false);
    chronicle.onKept("one");
    chronicle.onKept("two");
    pass(1_000);
    expect(bodies("alert")).toEqual([]);
    setRoom(true);
    pass(100);
    expect(bodies("alert").map(({ text }) => text)).toEqual([
      "state is not kept: one",
      "state is not kept: two",
    ]);
  });

  test("is told what it lost, once it reads again", () => {
    const { chronicle, setRoom, pass, bodies } = stageOf(plan);
    setRoom(false);
    for (let at = 0; at < WAITING_MAX + 7; at += 1) chronicle.onKept(String(at));
    setRoom(true);
    pass(1_000);
    const lost = bodies("alert").filter(({ level }) => level === "ERROR");
    expect(lost.map(({ text }) => text)).toEqual([
      "7 messages of main were lost: who records them was too far behind",
    ]);
  });
});

test("the last look is at the end, and nothing is said behind it", () => {
  const { chronicle, view, pass, said } = stageOf(plan);
  pass(1_000);
  view.draining = true;
  chronicle.close();
  expect(said().at(-1)).toMatchObject({ type: "beat", body: { isDraining: true } });
  const count = said().length;
  pass(10_000);
  expect(said()).toHaveLength(count);
});
