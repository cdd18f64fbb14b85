/** Risk or the gateway is gone while orders rest: who cancels them, and who waits. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { OpenOrder } from "../../../src/desk/message/open-order.ts";
import { pullKillSwitch } from "../../../src/desk/run/end/kill-switch.ts";
import { until } from "../../kit/until.ts";
import { deathIn } from "./kit/death.ts";
import { EAGER_NAME, putEager } from "./kit/eager.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { type Change, FaultFolder } from "./kit/fault-folder.ts";
import { putPatient } from "./kit/patient.ts";
import { ofType, type Said } from "./kit/said.ts";

setDefaultTimeout(60_000);

const ORDERS = 3;
const GATEWAY = "execution-paper";
const ALONE = "no risk for 2.0 s";
/** Of tests that need not wait for the 2 s of the default. */
const SOON: Change = ["latencyMs = 5", "latencyMs = 5\ncancelAfterMs = 500"];
const SOON_ALONE = "no risk for 0.5 s";
/** Each crash of the core is its last, until somebody starts it again. */
const NO_BUDGET: Change = [
  'restartsMax = 5\nperiodMs = 30_000\nonExceeded = "escalate"',
  'restartsMax = 0\nperiodMs = 30_000\nonExceeded = "quarantine"',
];

type Mortal = "risk" | "execution-paper";

const MODULES: Readonly<Record<Mortal, { use: string; mortal: string }>> = {
  risk: { use: "risk", mortal: "risk/mortal" },
  "execution-paper": { use: "execution/paper", mortal: "execution/mortal" },
};

/** A desk whose `mortals` die, once and together, when `kill` is called. */
async function start(mortals: readonly Mortal[], prepare: (folder: FaultFolder) => undefined) {
  const folder = new FaultFolder();
  const death = deathIn(folder);
  const settle = "  settle(state, ctx) {";
  for (const mortal of mortals) {
    const { use, mortal: variant } = MODULES[mortal];
    folder.variant(variant, use, [[settle, `${settle}\n    ${death.deed}`]]);
    folder.edit(mortal, [`use = "${use}"`, `use = "${variant}"`]);
  }
  prepare(folder);
  const desk = await FaultDesk.start(folder);
  return { desk, kill: death.come };
}

/** Ids of the orders that work, by the board. */
function workingOf(desk: FaultDesk): readonly string[] {
  const ids: string[] = [];
  for (let slot = 0; ; slot += 1) {
    const order = desk.board({ actor: GATEWAY, board: "openOrder", slot }, OpenOrder);
    if (order === null) return ids;
    if (order.state === "WORKING") ids.push(order.orderId);
  }
}

const canceledBy = (said: readonly Said[], reason: string) =>
  ofType(said, "order-event", "CANCELED")
    .filter(({ body }) => body.reason === reason)
    .map(({ body }) => String(body.orderId));

const resting = (desk: FaultDesk) =>
  until("orders that rest", () => workingOf(desk).length === ORDERS);

/** Each of `ids` was cancelled once, for `reason`, and by nobody else. */
function expectCanceledOnce(log: readonly Said[], ids: readonly string[], reason: string) {
  expect(canceledBy(log, reason).toSorted()).toEqual(ids.toSorted());
  const ends = ofType(log, "order-event").filter(
    ({ body }) => body.leavesLots === 0 && ids.includes(String(body.orderId)),
  );
  expect(ends).toHaveLength(ids.length);
}

type Changes = { readonly desk?: readonly Change[]; readonly gateway?: readonly Change[] };

function withPatient({ desk = [], gateway = [] }: Changes = {}) {
  return (folder: FaultFolder): undefined => {
    putPatient(folder, ORDERS);
    folder.edit("desk", ...desk);
    folder.edit(GATEWAY, ...gateway);
  };
}

describe("risk that is gone", () => {
  // S-65
  test("for 2 s: the gateway cancels all that rests by itself, once; back, risk trades anew", async () => {
    const { desk, kill } = await start(["risk"], withPatient({ desk: [NO_BUDGET] }));
    await resting(desk);
    const ids = workingOf(desk);
    await kill();
    await until("risk down", () => desk.status("risk").phase === "QUARANTINED");
    await until("no order", () => workingOf(desk).length === 0);
    expect(canceledBy(desk.said(GATEWAY), ALONE)).toHaveLength(ORDERS);
    desk.expectUntouched("risk");
    // It asks for so many and then rests: they are counted from before risk can be back.
    const anew = desk.trades(EAGER_NAME, ORDERS);
    expect(await desk.system.restart("risk", "asked for")).toBe(true);
    await anew;
    const log = await desk.judged();
    expectCanceledOnce(log, ids, ALONE);
    const [first] = ofType(log, "order-event", "CANCELED");
    const lost = ofType(log, "log").find(
      ({ actor, body }) => actor === GATEWAY && String(body.text).endsWith("no risk epoch"),
    );
    // From the moment that it saw risk gone.
    expect((first?.committedAt ?? 0) - (lost?.committedAt ?? 0)).toBeGreaterThanOrEqual(2e9);
  });

  // S-65
  test("for less: nothing is cancelled, and what works is the strategy's still", async () => {
    const { desk, kill } = await start(["risk"], withPatient());
    await resting(desk);
    const ids = workingOf(desk);
    await kill();
    await desk.recovers("risk");
    // The gateway has had the time to do wrong.
    const end = performance.now() + 2_500;
    await until("the time", () => performance.now() > end);
    expect(workingOf(desk)).toEqual(ids);
    desk.expectUntouched("risk");
    const log = await desk.judged();
    expect(canceledBy(log, ALONE)).toEqual([]);
    expectCanceledOnce(log, ids, "desk stops");
  });

  // S-65
  test("suspended: it is gone as well", async () => {
    const { desk } = await start([], withPatient({ gateway: [SOON] }));
    await resting(desk);
    const ids = workingOf(desk);
    expect(await desk.system.suspend("risk")).toBe(true);
    await until("no order", () => workingOf(desk).length === 0);
    const anew = desk.trades(EAGER_NAME, ORDERS);
    expect(desk.system.resume("risk")).toBe(true);
    await anew;
    desk.expectUntouched();
    expectCanceledOnce(await desk.judged(), ids, SOON_ALONE);
  });

  // S-66
  test("makes the strategies pause: they ask for nothing new, and go on when it is back", async () => {
    const { desk, kill } = await start(["risk"], (folder) => {
      putEager(folder);
      folder.edit("desk", NO_BUDGET);
    });
    await desk.trades(EAGER_NAME, 3);
    await kill();
    await until("risk down", () => desk.status("risk").phase === "QUARANTINED");
    const paused = desk.counter(EAGER_NAME, "strategy:paused");
    await until("a pause", () => desk.counter(EAGER_NAME, "strategy:paused") > paused + 3);
    const asked = () =>
      desk.said(EAGER_NAME, "intent").filter(({ body }) => body.action === "NEW").length;
    const before = asked();
    const more = desk.counter(EAGER_NAME, "strategy:paused");
    await until("a longer pause", () => desk.counter(EAGER_NAME, "strategy:paused") > more + 10);
    expect(asked()).toBe(before);
    expect(await desk.system.restart("risk", "asked for")).toBe(true);
    await desk.trades(EAGER_NAME, 3);
    desk.expectUntouched("risk");
    await desk.judged();
  });
});

describe("an execution that dies with orders at work", () => {
  test("has them still in its next life, each as it was", async () => {
    const { desk, kill } = await start(["execution-paper"], withPatient());
    await resting(desk);
    const ids = workingOf(desk);
    await kill();
    await desk.recovers(GATEWAY);
    await desk.expectOnly(GATEWAY, /^threw in settle: RangeError: deed$/);
    expect(workingOf(desk)).toEqual(ids);
    const log = await desk.judged();
    expect(ofType(log, "order-event", "SENT")).toHaveLength(ORDERS);
    expectCanceledOnce(log, ids, "desk stops");
  });

  // S-65
  test("with risk, which stays away: its next life cancels them by itself", async () => {
    const prepare = withPatient({ desk: [NO_BUDGET], gateway: [SOON] });
    const { desk, kill } = await start(["execution-paper", "risk"], prepare);
    await resting(desk);
    const ids = workingOf(desk);
    await kill();
    for (const name of ["risk", GATEWAY]) {
      await until(`${name} down`, () => desk.status(name).phase === "QUARANTINED");
    }
    expect(workingOf(desk)).toEqual(ids);
    expect(await desk.system.restart(GATEWAY, "asked for")).toBe(true);
    await until("no order", () => workingOf(desk).length === 0);
    expect(desk.status("risk").phase).toBe("QUARANTINED");
    desk.expectUntouched("risk", GATEWAY);
    expectCanceledOnce(await desk.judged(), ids, SOON_ALONE);
  });
});

// S-68
describe("the kill switch", () => {
  const REASON = "told to cancel";

  test("cancels everything without risk, and nothing new is sent", async () => {
    const { desk, kill } = await start(["risk"], withPatient({ desk: [NO_BUDGET] }));
    await resting(desk);
    const ids = workingOf(desk);
    await kill();
    await until("risk down", () => desk.status("risk").phase === "QUARANTINED");
    pullKillSwitch(desk.system, desk.desk.plan, "kill switch");
    await until("no order", () => workingOf(desk).length === 0);
    expect(await desk.system.restart("risk", "asked for")).toBe(true);
    await until("risk is back", () => desk.status("risk").phase === "READY");
    const log = await desk.judged();
    expect(ofType(log, "order-event", "SENT")).toHaveLength(ORDERS);
    expectCanceledOnce(log, ids, REASON);
  });

  test("starts an execution that is down once more, which cancels what its last life left", async () => {
    const { desk, kill } = await start(["execution-paper"], withPatient({ desk: [NO_BUDGET] }));
    await resting(desk);
    const ids = workingOf(desk);
    await kill();
    await until("it is down", () => desk.status(GATEWAY).phase === "QUARANTINED");
    pullKillSwitch(desk.system, desk.desk.plan, "kill switch");
    await until("no order", () => workingOf(desk).length === 0);
    const log = await desk.judged();
    expect(ofType(log, "order-event", "SENT")).toHaveLength(ORDERS);
    expectCanceledOnce(log, ids, REASON);
  });
});
