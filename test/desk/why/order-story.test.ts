/** Why an order existed: each step of its story, from the market event to the position behind it. */
import { beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { JournalView } from "../../../src/desk/journal-view/journal-view.ts";
import { ActorLife } from "../../../src/desk/message/actor-life.ts";
import { Approved } from "../../../src/desk/message/approved.ts";
import { GateCheck } from "../../../src/desk/message/gate-check.ts";
import { Intent } from "../../../src/desk/message/intent.ts";
import { OrderEvent } from "../../../src/desk/message/order-event.ts";
import { Quote } from "../../../src/desk/message/quote.ts";
import { Refused } from "../../../src/desk/message/refused.ts";
import { nearIds } from "../../../src/desk/why/near-ids.ts";
import { storyText } from "../../../src/desk/why/story-text.ts";
import {
  ACTORS,
  APPROVED,
  CHECK,
  LogWriter,
  NOON,
  ORDER,
  orderEvent,
  type RunWriter,
  tearLastCommit,
} from "../journal-view/kit/desk-journal.ts";
import { OrderFolder, QUOTE } from "./kit/order-folder.ts";

let folder: OrderFolder;
beforeEach(() => {
  folder = new OrderFolder();
});

const OTHER = "o00001020000001y";
const AFTER = "o000010200000020";

/** Check and approval, on the disk 2 ms later; sent after that, taken, and filled in two parts. */
function trade(run: RunWriter): undefined {
  run.pass(0.012);
  run.append("risk", GateCheck, CHECK);
  run.append("risk", Approved, APPROVED);
  run.pass(0.002);
  run.commit();
  run.pass(0.001);
  run.append("execution-paper", OrderEvent, orderEvent("SENT", { sentAt: run.monotonic }));
  run.pass(0.005);
  run.append("execution-paper", OrderEvent, orderEvent("ACK"));
  run.append(
    "execution-paper",
    OrderEvent,
    orderEvent("FILL", { deltaLots: 50, cumLots: 50, leavesLots: 100, tradeId: "t1" }),
  );
  run.commit();
}

function saveLog(name?: string): undefined {
  const log = new LogWriter();
  // Another life's record of the same topic and sequence.
  log.add("feed-binance", Quote, { ...QUOTE, bidTicks: 1 }, { sequence: 4_711, committedAt: 77 });
  log.add("feed-binance", Quote, QUOTE, { sequence: 4_711, committedAt: CHECK.basisAt });
  const { side, lots, priceTicks, validUntil, decidedAt } = CHECK;
  const { basisFrom, basisSequence, basisAt } = CHECK;
  const intent = {
    action: "NEW",
    style: "GTC",
    replaces: "",
    side,
    instrument: 0,
    priceTicks,
    lots,
    validUntil,
    decidedAt,
  } as const;
  log.add(
    "strategy-a",
    Intent,
    { ...intent, basisFrom, basisSequence, basisAt, orderId: ORDER } as never,
    {
      sequence: CHECK.intentSequence,
      committedAt: CHECK.decidedAt,
    },
  );
  log.add("feed-binance", Quote, { ...QUOTE, bidTicks: 2 }, { sequence: 4_711, committedAt: 78 });
  log.save(folder.path, name);
}

describe("why", () => {
  test("goes from the market event to the fills, with the time between the steps", () => {
    const run = folder.journal();
    trade(run);
    run.end();
    saveLog();
    const told = folder.story();
    expect(told?.steps.map(({ what, by }) => [what, by])).toEqual([
      ["market event", "feed-binance"],
      ["decided", "strategy-a"],
      ["checked", "risk"],
      ["APPROVED", "risk"],
      ["durable", "journal"],
      ["SENT", "execution-paper"],
      ["ACK", "execution-paper"],
      ["FILL", "execution-paper"],
    ]);
    expect(told?.steps.map(({ sinceLastNs }) => sinceLastNs / 1e6)).toEqual([
      0, 1, 2, 0, 2, 1, 5, 0,
    ]);
    expect(told?.steps.at(-1)?.sinceFirstNs).toBe(11e6);
    expect(told?.marketEvent).toMatchObject({
      log: "messages.log",
      type: "quote",
      body: { bidTicks: 6_173_762 },
    });
    expect(told?.intent).toMatchObject({ log: "messages.log", type: "intent" });
    expect(told?.verdict).toMatchObject({ kind: "APPROVED", reason: "" });
    expect(told?.wasSentEarly).toBe(false);
  });

  test("says prices and lots as decimals of the instrument, and each number beside its limit", () => {
    const run = folder.journal();
    trade(run);
    run.end();
    saveLog();
    const told = folder.story();
    const text = told === null ? "" : storyText(told);
    expect(text).toContain("BTC-USDT@binance  of strategy-a");
    expect(text).toContain("BUY 0.00150 BTC at 61737.63 USDT, valid for 250.000 ms");
    expect(text).toMatch(/ok {4}book age +3\.000 ms +<= +250\.000 ms/);
    expect(text).toMatch(/ok {4}order size +0\.00150 BTC +<= +0\.00200 BTC/);
    expect(text).toMatch(/ok {4}distance of price +0\.5 bps +<= +50 bps/);
    expect(text).toMatch(
      /FILL +execution-paper +0\.00050 BTC at 61737\.63 USDT, taker, trade t1, 0\.00100 BTC left/,
    );
    expect(text).toMatch(/feed-binance 4711 {2}quote .*\(messages\.log\)/);
    expect(text).toContain("bid=61737.62USDT bidQuantity=");
  });

  test("finds what a life before has logged, and says where it looked when no log has it", () => {
    const run = folder.journal();
    trade(run);
    run.end();
    expect(folder.story()?.searched).toEqual([]);
    mkdirSync(join(folder.path, "life-1"));
    saveLog("life-1/messages.log");
    new LogWriter().save(folder.path);
    expect(folder.story()?.marketEvent?.log).toBe("life-1/messages.log");
    rmSync(join(folder.path, "life-1"), { recursive: true });
    const told = folder.story();
    expect(told?.marketEvent).toBeNull();
    const text = told === null ? "" : storyText(told);
    expect(text).toContain("feed-binance 4711  is not in the message log (searched: messages.log)");
    expect(text).toContain("the gate saw bid 61737.62 USDT, ask 61737.64 USDT");
  });

  test("has all that the journal has when a log cannot be read, and says which", () => {
    const run = folder.journal();
    trade(run);
    run.end();
    mkdirSync(join(folder.path, "messages.log"));
    const told = folder.story();
    const text = told === null ? "" : storyText(told);
    expect(text).toContain("(searched: messages.log, which cannot be read: EISDIR)");
    expect(text).toContain("the gate saw bid 61737.62 USDT, ask 61737.64 USDT");
  });

  test("each step has the wall time at which it was, however late the journal took its record", () => {
    const run = folder.journal();
    run.pass(0.012);
    const late = run.wall + 40_000;
    run.append("risk", GateCheck, CHECK, { wall: late });
    run.append("risk", Approved, APPROVED, { wall: late });
    run.pass(0.045);
    run.commit();
    run.end();
    expect(folder.story()?.steps.map(({ wallMicros }) => wallMicros - NOON)).toEqual([
      9_000, 10_000, 12_000, 12_000, 57_000,
    ]);
  });

  test("an actor that the journal has no entry of is named by its life, or by the log", () => {
    const run = folder.journal();
    const stranger = { ...CHECK, strategy: 9, basisFrom: 8 };
    run.append("risk", GateCheck, stranger);
    run.append("desk", ActorLife, {
      ...{ actor: "strategy-late", kind: "strategy", number: 9 },
      ...{ incarnation: 0, what: "READY", reason: "" },
    });
    run.append("risk", GateCheck, { ...stranger, orderId: OTHER });
    run.end();
    const log = new LogWriter({ "feed-late": 8 });
    log.add("feed-late", Quote, QUOTE, { sequence: 4_711, committedAt: CHECK.basisAt });
    log.save(folder.path);
    expect(folder.story()?.trail.strategy).toBe("actor-9");
    const told = folder.story(OTHER);
    expect(told?.trail.strategy).toBe("strategy-late");
    expect(told?.marketEvent).toMatchObject({ actor: "feed-late", type: "quote" });
    expect(told === null ? "" : storyText(told)).toContain("cause     feed-late 4711  quote");
  });

  test("a refusal is told as the gate tells it, with the number that broke its limit", () => {
    const run = folder.journal();
    const numbers = { bookAgeNs: 900e6, worstLots: Number.NaN, collarBps: Number.NaN };
    run.append("risk", GateCheck, { ...CHECK, ...numbers, verdict: "REFUSED" });
    run.append("risk", Refused, {
      action: "NEW",
      reason: "STALE_BOOK",
      instrument: 0,
      strategy: ACTORS["strategy-a"],
      limit: 250e6,
      value: 900e6,
      orderId: ORDER,
      name: "",
    });
    run.commit();
    run.end();
    const told = folder.story();
    expect(told?.verdict).toMatchObject({
      kind: "REFUSED",
      reason: "Cannot submit order as book age must be <= 250 ms: current age is 900 ms",
    });
    const outcomes = Object.fromEntries(told?.numbers.map((one) => [one.name, one.outcome]) ?? []);
    expect(outcomes).toEqual({
      "in time": "PASSED",
      "book age": "FAILED",
      "order size": "PASSED",
      "position at worst": "NOT_LOOKED_AT",
      "distance of price": "NOT_LOOKED_AT",
      "order rate": "PASSED",
    });
    expect(told?.steps.map(({ what }) => what)).toContain("REFUSED");
  });

  test("a limit that nobody set fails its check", () => {
    const run = folder.journal();
    run.append("risk", GateCheck, { ...CHECK, orderRateMax: Number.NaN, verdict: "REFUSED" });
    run.end();
    const rate = folder.story()?.numbers.find(({ name }) => name === "order rate");
    expect(rate).toMatchObject({ outcome: "FAILED", limitText: "no limit is set" });
  });

  test("a sale is held against the short side of the position's limit", () => {
    const run = folder.journal();
    const short = { side: "SELL", positionLotsMax: 100 } as const;
    run.append("risk", GateCheck, { ...CHECK, ...short, worstLots: -101 });
    run.append("risk", GateCheck, { ...CHECK, ...short, worstLots: -100, orderId: OTHER });
    run.end();
    const outcomeOf = (id: string) =>
      folder.story(id)?.numbers.find(({ name }) => name === "position at worst")?.outcome;
    expect(outcomeOf(ORDER)).toBe("FAILED");
    expect(outcomeOf(OTHER)).toBe("PASSED");
  });

  test("the position is the sum of the strategy's fills in all runs, each of them once", () => {
    const first = folder.journal();
    const fill = (id: string, lots: number, tradeId: string) =>
      orderEvent("FILL", { orderId: id, deltaLots: lots, cumLots: lots, leavesLots: 0, tradeId });
    first.append("execution-paper", OrderEvent, fill(OTHER, 70, "t0"));
    // Somebody else's, and the last one of this run, which the next one has again.
    const stranger = { ...fill(AFTER, 1_000, "t9"), strategy: ACTORS["execution-paper"] };
    first.append("execution-paper", OrderEvent, stranger);
    const last = fill(OTHER, 5, "t01");
    first.append("execution-paper", OrderEvent, last);
    const { monotonic } = first;
    first.commit();
    first.crash();
    const second = folder.journal(2, NOON + 5e6);
    second.monotonic = monotonic;
    second.append("execution-paper", OrderEvent, last, { sequence: 3 });
    trade(second);
    second.append("execution-paper", OrderEvent, { ...fill(AFTER, 30, "t3"), side: "SELL" });
    second.end();
    expect(folder.story()?.trail.position).toEqual({ before: 75, after: 125, now: 95 });
  });

  test("a record that a journal has twice, as it was started again, is one step", () => {
    const first = folder.journal();
    first.append("risk", Approved, APPROVED);
    first.commit();
    first.crash();
    const second = folder.journal(2, NOON + 1e6);
    second.append("risk", Approved, APPROVED, { sequence: 1 });
    second.end();
    expect(folder.story()?.steps.map(({ what }) => what)).toEqual(["APPROVED", "durable"]);
  });

  test("its cancel has an approval and a sync of its own, and both say that they are the cancel's", () => {
    const run = folder.journal();
    trade(run);
    run.append("risk", Approved, { ...APPROVED, action: "CANCEL" });
    run.commit();
    run.end();
    const whats = (folder.story()?.steps ?? []).map(({ what }) => what);
    expect(whats.filter((what) => what === "durable")).toHaveLength(1);
    expect(whats.slice(-2)).toEqual(["cancel approved", "cancel durable"]);
  });

  test("an approval whose COMMIT was torn was told to nobody, what was committed before it was", () => {
    const run = folder.journal();
    run.append("risk", GateCheck, CHECK);
    run.commit();
    const { durableJournalSequence } = run.journal;
    run.append("risk", Approved, APPROVED);
    run.commit();
    run.crash();
    expect(folder.story()?.verdict?.record.durable).not.toBeNull();
    tearLastCommit(join(folder.path, "journal"));
    const told = folder.story();
    expect(told?.verdict?.record.durable).toBeNull();
    expect(told?.trail.records[0]?.durable?.journalSequence).toBe(durableJournalSequence);
    expect(told === null ? "" : storyText(told)).toContain("it was told to nobody");
  });

  test("an order that was sent before its approval was on the disk is told", () => {
    const run = folder.journal();
    run.append("risk", Approved, APPROVED);
    const sentAt = run.monotonic;
    run.pass(0.001);
    run.commit();
    run.append("execution-paper", OrderEvent, orderEvent("SENT", { sentAt }));
    run.end();
    const told = folder.story();
    expect(told?.wasSentEarly).toBe(true);
    expect(told === null ? "" : storyText(told)).toContain("had sent it before that");
  });

  test("steps come as they happened, where the journal read one topic before another", () => {
    const run = folder.journal();
    run.pass(0.012);
    // Said last, and taken first.
    run.append("execution-paper", OrderEvent, orderEvent("EXPIRED", { sentAt: Number.NaN }));
    const late = { ...CHECK, basisAt: run.monotonic - 5e6, decidedAt: run.monotonic - 4e6 };
    run.append("risk", GateCheck, { ...late, checkedAt: run.monotonic - 3e6 });
    run.end();
    const steps = folder.story()?.steps ?? [];
    expect(steps.map(({ what }) => what)).toEqual([
      "market event",
      "decided",
      "checked",
      "EXPIRED",
    ]);
    expect(steps.map(({ sinceFirstNs }) => sinceFirstNs)).toEqual([0, 1e6, 2e6, 5e6]);
  });

  test("of an id that nobody has it names those that differ little, and its neighbours", () => {
    const run = folder.journal();
    for (const id of [OTHER, ORDER, AFTER, "o0000902000000zz"]) {
      run.append("execution-paper", OrderEvent, orderEvent("SENT", { orderId: id }));
    }
    run.end();
    const view = new JournalView(join(folder.path, "journal"));
    expect(folder.story("o00001020000001x")).toBeNull();
    expect(nearIds(view, "o00001020000001x").slice(0, 2).sort()).toEqual([OTHER, ORDER].sort());
    expect(nearIds(view, "o00005020000abcd")).toEqual([AFTER, "o0000902000000zz"]);
  });
});
