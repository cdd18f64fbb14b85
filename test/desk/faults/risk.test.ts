/** Risk that fails on the running desk: what it has not decided is refused or never sent. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Position } from "../../../src/desk/message/position.ts";
import { Trading } from "../../../src/desk/message/trading.ts";
import { until } from "../../kit/until.ts";
import { deathIn } from "./kit/death.ts";
import { EAGER_NAME, putEager } from "./kit/eager.ts";
import { FaultDesk } from "./kit/fault-desk.ts";
import { type Change, FaultFolder } from "./kit/fault-folder.ts";
import { holdingsOf } from "./kit/oracles.ts";
import { approvals, byOrder, numberOf, ofType, type Said } from "./kit/said.ts";

setDefaultTimeout(60_000);

function withRisk(...changes: readonly Change[]): FaultFolder {
  return putRisk(new FaultFolder(), ...changes);
}

function putRisk(folder: FaultFolder, ...changes: readonly Change[]): FaultFolder {
  folder.variant("risk/faulty", "risk", changes);
  folder.edit("risk", ['use = "risk"', 'use = "risk/faulty"']);
  folder.edit("strategy-reversion", ["bandSigma = 2.0", "bandSigma = 0.5"]);
  return folder;
}

/** Throws in that order event of each of the first `lives` lives. */
function dyingInEvents(lives: number, at = 50): readonly Change[] {
  return [
    [
      "    event(state, event, ctx) {",
      `    event(state, event, ctx) {
      events += 1;
      if (events === ${at} && ctx.self.incarnation <= ${lives}) {
        ctx.count("fault");
        throw new RangeError("deed");
      }`,
    ],
    ["export default", "let events = 0;\n\nexport default"],
  ];
}

/** Approved orders that have no fate: neither sent nor said to be over. */
function fatelessOf(log: readonly Said[]): readonly string[] {
  const events = ofType(log, "order-event").map(({ body }) => String(body.orderId));
  const known = new Set(events);
  return [...byOrder(approvals(log)).keys()].filter((id) => !known.has(id));
}

const isVerdict = (type: string) => type === "approved" || type === "refused";

const epochOf = (desk: FaultDesk) =>
  desk.board({ actor: "risk", board: "trading", slot: 0 }, Trading)?.epoch;

describe("risk that throws in its gate", () => {
  test("has refused that intent, counts it, and stays up for all others", async () => {
    const folder = withRisk(
      ["import { review }", "import { review as reviewWell }"],
      [
        "export default",
        `const review = (intent, ...rest) => {
  if (intent.lots === 2_000) throw new RangeError("deed");
  return reviewWell(intent, ...rest);
};

export default`,
      ],
    );
    const desk = await FaultDesk.start(folder);
    await desk.trades("strategy-reversion", 3);
    expect(desk.counter("risk", "risk:gateErrors")).toBeGreaterThan(0);
    desk.expectUntouched();
    const maker = desk.status("strategy-market-maker").number;
    const log = await desk.judged();

    const ofMaker = (one: Said) => one.body.strategy === maker;
    const refusals = ofType(log, "refused").filter(ofMaker);
    expect(refusals.length).toBeGreaterThan(0);
    expect(new Set(refusals.map(({ body }) => body.reason))).toEqual(new Set(["GATE_ERROR"]));
    expect(refusals).toHaveLength(desk.counter("risk", "refused:GATE_ERROR"));
    // Against who asked, and nobody else.
    expect(desk.counter(EAGER_NAME, "strategy:gateErrors")).toBeGreaterThan(0);
    expect(desk.counter("strategy-reversion", "strategy:gateErrors")).toBe(0);
    expect(approvals(log).filter(ofMaker)).toEqual([]);
  });
});

describe("risk that dies outside its gate", () => {
  // S-10
  test("with an intent in its hands: nobody decides on it, and its strategy gives it up", async () => {
    const folder = withRisk(
      [
        "    intent(state, intent, ctx) {",
        `    intent(state, intent, ctx) {
      const isNew = intent.action === "NEW" && ctx.from === "${EAGER_NAME}";
      if (isNew) intents += 1;
      if (isNew && intents === 10 && ctx.self.incarnation === 1) {
        ctx.count("fault");
        throw new RangeError("deed");
      }`,
      ],
      ["export default", "let intents = 0;\n\nexport default"],
    );
    // One order at a time: it sends the next when that one is over.
    putEager(folder);
    const desk = await FaultDesk.start(folder);
    await desk.recovers("risk");
    await desk.trades(EAGER_NAME, 3);
    await desk.expectOnly("risk", /^threw in on\.intent: RangeError: deed$/);
    const log = await desk.judged();
    const answered = byOrder(
      log.filter(({ type, body }) => isVerdict(type) && body.action === "NEW"),
    );
    const asked = ofType(log, "intent").filter(({ body }) => body.action === "NEW");
    const lost = asked.filter(({ body }) => !answered.has(String(body.orderId)));
    expect(lost).toHaveLength(1);
    expect(lost[0]?.actor).toBe(EAGER_NAME);
    const id = String(lost[0]?.body.orderId);
    const said = ofType(log, "log").map(({ body }) => String(body.text));
    expect(said.filter((text) => text.includes(id))).toEqual([`order ${id} is over: no answer`]);
  });

  // S-67
  test("does not double a strategy's rate: no second has more approvals than its limit", async () => {
    const folder = withRisk(...dyingInEvents(2, 12));
    const ratePerS = 5;
    putEager(folder, { workingMax: 200, position: "1", isBlind: true, orderRatePerS: ratePerS });
    const desk = await FaultDesk.start(folder);
    await desk.recovers("risk", 3);
    await desk.trades(EAGER_NAME, 2 * ratePerS);
    desk.expectUntouched("risk");
    const { number } = desk.status(EAGER_NAME);
    const log = await desk.judged();
    const times = approvals(log)
      .filter(({ body }) => body.strategy === number)
      .map(({ committedAt }) => committedAt);
    // A tenth less than a second: a commit comes a moment after its decision.
    const crowded = times.filter(
      (time) => times.filter((one) => one >= time && one < time + 9e8).length > ratePerS,
    );
    expect(crowded).toEqual([]);
    expect(times.length).toBeGreaterThan(2 * ratePerS);
  });

  test("comes back under a new epoch, knows what is held and open, and trading goes on", async () => {
    const desk = await FaultDesk.start(withRisk(...dyingInEvents(1)));
    await desk.recovers("risk");
    await desk.expectOnly("risk", /^threw in on\.event: RangeError: deed$/);
    expect(epochOf(desk)).toBe(2);
    await desk.trades("strategy-market-maker", 10);
    await desk.trades("strategy-reversion");
    desk.expectUntouched("risk");
    const log = await desk.judged();

    expect(fatelessOf(log)).toEqual([]);
    const epochs = new Set(approvals(log).map((one) => numberOf(one, "riskEpoch")));
    expect(epochs).toEqual(new Set([1, 2]));
  });

  test("knows what its last life died of: the fill that filled the position is counted", async () => {
    const folder = withRisk(
      [
        "    event(state, event, ctx) {",
        `    event(state, event, ctx) {
      if (event.instrument === 0) filled += event.deltaLots;
      if (filled === 3_000 && event.deltaLots > 0 && ctx.self.incarnation === 1) {
        ctx.count("fault");
        throw new RangeError("deed");
      }`,
      ],
      ["export default", "let filled = 0;\n\nexport default"],
    );
    putEager(folder, { position: "0.003", hoards: true });
    const desk = await FaultDesk.start(folder);
    await desk.recovers("risk");
    const refusals = () =>
      ofType(desk.said("risk"), "refused").filter(({ body }) => body.reason === "POSITION");
    const before = refusals().length;
    await until("refusals by the new life", () => refusals().length > before + 2);
    await desk.expectOnly("risk", /^threw in on\.event: RangeError: deed$/);
    const held = desk.board({ actor: "risk", board: "position", slot: 0 }, Position);
    expect(held).toMatchObject({ lots: 3_000, workingBuyLots: 0, workingSellLots: 0 });
    const log = await desk.judged();
    expect(holdingsOf(log)[`${desk.status(EAGER_NAME).number}/0`]).toBe(3_000);
  });

  test("leaves approvals that nobody sent: they are expired, never sent", async () => {
    const folder = new FaultFolder();
    const death = deathIn(folder);
    const settle = "  settle(state, ctx) {";
    putRisk(folder, [settle, `${settle}\n    ${death.deed}`]);
    // Wide enough that it still sends, and is approved, when nothing it sent comes back.
    putEager(folder, { workingMax: 200, position: "1", isBlind: true });
    const desk = await FaultDesk.start(folder);
    await desk.trades(EAGER_NAME);
    expect(await desk.system.suspend("execution-paper")).toBe(true);
    expect((await desk.readyz()).status).toBe(503);
    const before = approvals(desk.said("risk")).length;
    await until("approvals for nobody", () => approvals(desk.said("risk")).length > before + 1);
    await death.come();
    await desk.recovers("risk");
    expect(desk.system.resume("execution-paper")).toBe(true);
    await desk.trades(EAGER_NAME, 3);
    await desk.expectOnly("risk", /^threw in settle: RangeError: deed$/);
    const log = await desk.judged();

    const approved = byOrder(approvals(log));
    const old = ofType(log, "order-event", "EXPIRED").filter(
      ({ body }) => body.reason === "old risk epoch",
    );
    expect(old.length).toBeGreaterThanOrEqual(2);
    const epochs = old.map(({ body }) => approved.get(String(body.orderId))?.body.riskEpoch);
    expect(new Set(epochs)).toEqual(new Set([1]));
    expect(fatelessOf(log)).toEqual([]);
  });

  test("gets what was queued meanwhile once and in order, from its next life on", async () => {
    const folder = withRisk(...dyingInEvents(2));
    putEager(folder, { workingMax: 20, isBlind: true });
    const desk = await FaultDesk.start(folder);
    await desk.recovers("risk", 3);
    await desk.trades(EAGER_NAME, 5);
    expect(desk.status("risk").restarts).toBe(2);
    desk.expectUntouched("risk");
    const log = await desk.judged();

    const ofEager = ofType(log, "intent").filter(({ actor }) => actor === EAGER_NAME);
    const asked = ofEager.filter(({ body }) => body.action === "NEW");
    const answers = log.filter(
      ({ type, body }) => (type === "approved" || type === "refused") && body.action === "NEW",
    );
    const ids = asked.map(({ body }) => body.orderId);
    // Neither life died in the gate, so no intent was lost with one.
    const own = new Set(ids);
    expect(answers.map(({ body }) => body.orderId).filter((id) => own.has(id))).toEqual(ids);

    const lastLife = approvals(log).find(({ body }) => body.riskEpoch === 3);
    expect(lastLife).toBeDefined();
    const answered = byOrder(answers);
    const queued = asked.filter(({ body, committedAt }) => {
      const answer = answered.get(String(body.orderId));
      return answer !== undefined && answer.committedAt - committedAt > 50e6;
    });
    expect(queued.length).toBeGreaterThan(1);
  });
});
