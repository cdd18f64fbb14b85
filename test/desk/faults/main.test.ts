/** What happens to the running desk beside faults: main is blocked, and an actor is added. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { specOf } from "../../../src/desk/run/desk-specs.ts";
import { until } from "../../kit/until.ts";
import { putEager } from "./kit/eager.ts";
import { FaultDesk, planIn } from "./kit/fault-desk.ts";
import { FaultFolder } from "./kit/fault-folder.ts";
import { approvals, numberOf, ofType, type Said } from "./kit/said.ts";

setDefaultTimeout(60_000);

const LATE = "strategy-late";

describe("the main thread", () => {
  test("blocked for 5 s: the desk trades on without it, and nobody is killed", async () => {
    const desk = await FaultDesk.start(new FaultFolder());
    await desk.trades("strategy-market-maker", 3);
    const from = performance.now();
    while (performance.now() < from + 5_000);
    // What was said meanwhile is in the rings; the taps read it now.
    await desk.trades("strategy-market-maker", 3);
    desk.expectUntouched();
    expect(desk.events.filter(({ kind }) => kind !== "READY")).toEqual([]);
    await desk.judged();
  });
});

describe("an actor added to the running desk", () => {
  test("trades under its own limits, and no other actor is restarted", async () => {
    const folder = new FaultFolder();
    const desk = await FaultDesk.start(folder);
    await desk.trades("strategy-market-maker");
    putEager(folder, { name: LATE, position: "0.003", workingMax: 20, hoards: true });
    const plan = await planIn(folder);
    const late = plan.actors.find(({ name }) => name === LATE);
    if (late === undefined) throw new Error("no plan of the new actor");
    const readers = plan.actors.flatMap(({ name: actor, reads }) =>
      reads
        .filter((read) => read.actor === LATE)
        .map(({ subscription, lane }) => ({ actor, subscription, lane })),
    );
    expect(readers.map(({ actor }) => actor).sort()).toEqual(["message-log", "risk"]);
    expect(await desk.system.add(specOf(late), readers)).toEqual({ ok: true, value: undefined });
    desk.hear(late);

    const { number } = desk.status(LATE);
    const beyond = (said: readonly Said[]) =>
      ofType(said, "refused").filter(
        ({ body }) => body.strategy === number && body.reason === "POSITION",
      );
    await desk.trades(LATE, 3);
    await until("an order beyond its limit", () => beyond(desk.said("risk")).length > 0);
    desk.expectUntouched();
    expect(await desk.actor(LATE)).toMatchObject({ phase: "READY", incarnation: 1, restarts: 0 });
    const log = await desk.judged();

    const own = approvals(log).filter(({ body }) => body.strategy === number);
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(new Set(own.map((one) => numberOf(one, "lots")))).toEqual(new Set([1_000]));
    expect(ofType(log, "intent").some(({ actor }) => actor === LATE)).toBe(true);
    // Risk heard of the limits in its file: it holds the strategy to three clips, and misses none.
    expect(new Set(beyond(log).map(({ body }) => body.limit))).toEqual(new Set([3_000]));
    const refusals = ofType(log, "refused").filter(({ body }) => body.strategy === number);
    expect(refusals.filter(({ body }) => body.reason === "LIMIT_MISSING")).toEqual([]);
  });
});
