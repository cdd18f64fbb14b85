/**
 * What must hold of every run of a desk, whatever failed in it: judged from what its actors said.
 * Each collects what contradicts it, so that a failure shows the messages.
 */
import { expect } from "bun:test";
import { approvals, byOrder, isOfOrder, numberOf, ofType, type Said } from "./said.ts";

/** Strategy and instrument to the largest absolute position. Lots. */
export type PositionLimits = ReadonlyMap<string, number>;

/** All oracles but those that read a board. */
export function judge(said: readonly Said[], limits: PositionLimits): undefined {
  expectUnbroken(said);
  expectOneAnswer(said);
  expectOneFate(said);
  expectLastLook(said);
  expectFreshBooks(said);
  expectWholeFills(said);
  expectWithinLimits(said, limits);
}

/** Sequences of each topic rise by one, through all lives of its writer. */
function expectUnbroken(said: readonly Said[]): undefined {
  const last = new Map<string, number>();
  const broken = said.flatMap(({ actor, sequence }) => {
    const before = last.get(actor);
    last.set(actor, sequence);
    return before === undefined || sequence === before + 1 ? [] : [{ actor, before, sequence }];
  });
  expect(broken).toEqual([]);
}

/** An intent is approved or refused at most once, and nothing is answered that nobody asked. */
function expectOneAnswer(said: readonly Said[]): undefined {
  const refusals = ofType(said, "refused").filter(isOfOrder);
  const answers = byOrder([...approvals(said), ...refusals]);
  const asked = byOrder(ofType(said, "intent").filter(isOfOrder));
  expect([...answers.keys()].filter((id) => !asked.has(id))).toEqual([]);
}

/** An approved order is sent once, or never; no id is sent twice. */
function expectOneFate(said: readonly Said[]): undefined {
  const events = ofType(said, "order-event");
  const unsent = events.filter(({ body }) => Number.isNaN(body.sentAt));
  const fates = byOrder([...ofType(events, "order-event", "SENT"), ...unsent]);
  const approved = byOrder(approvals(said));
  expect([...fates.keys()].filter((id) => !approved.has(id))).toEqual([]);
}

/** What was sent was valid at that moment, and approved by the newest life of risk. */
function expectLastLook(said: readonly Said[]): undefined {
  const approved = byOrder(approvals(said));
  const epochs = new Map<number, number>();
  for (const one of approved.values()) {
    const epoch = numberOf(one, "riskEpoch");
    if (!epochs.has(epoch)) epochs.set(epoch, one.committedAt);
  }
  const wrong = ofType(said, "order-event", "SENT").filter((sent) => {
    const by = approved.get(String(sent.body.orderId));
    if (by === undefined) return true;
    const sentAt = numberOf(sent, "sentAt");
    const nextEpochAt = epochs.get(numberOf(by, "riskEpoch") + 1) ?? Number.POSITIVE_INFINITY;
    return !(sentAt <= numberOf(by, "validUntil") && sentAt <= nextEpochAt);
  });
  expect(wrong).toEqual([]);
}

/**
 * Every approval was on a book within its limit. Its age is computed anew from the record of the
 * feed that it names: that record's receipt and the age together are when the gate looked, which
 * lies between the intent and the approval.
 */
function expectFreshBooks(said: readonly Said[]): undefined {
  const market = said.filter(({ type }) => type === "quote" || type === "l2-delta");
  const records = new Map(market.map((one) => [one.sequence, one]));
  const asked = byOrder(ofType(said, "intent").filter(isOfOrder));
  const wrong = approvals(said).filter((approved) => {
    const record = records.get(numberOf(approved, "bookSequence"));
    const intent = asked.get(String(approved.body.orderId));
    if (record === undefined || intent === undefined) return true;
    const ageNs = numberOf(approved, "bookAgeNs");
    const lookedAt = numberOf(record, "receivedAt") + ageNs;
    const isOwnBook = record.body.instrument === approved.body.instrument;
    const isWithin = ageNs <= numberOf(approved, "bookAgeNsMax");
    const isTrue = intent.committedAt <= lookedAt && lookedAt <= approved.committedAt;
    return !(isOwnBook && isWithin && isTrue);
  });
  expect(wrong).toEqual([]);
}

/** Fills of an order add up to what its last event says, and to no more than the order. */
function expectWholeFills(said: readonly Said[]): undefined {
  const filled = new Map<string, number>();
  const wrong = ofType(said, "order-event").filter((event) => {
    const id = String(event.body.orderId);
    const lots = (filled.get(id) ?? 0) + numberOf(event, "deltaLots");
    filled.set(id, lots);
    return lots !== numberOf(event, "cumLots") || lots > numberOf(event, "orderLots");
  });
  expect(wrong).toEqual([]);
}

type Held = { lots: number; readonly working: Map<string, number> };

/** After each event: what is held and what may still fill on one side stays within the limit. */
function expectWithinLimits(said: readonly Said[], limits: PositionLimits): undefined {
  const pairs = new Map<string, Held>();
  const beyond = ofType(said, "order-event").filter((event) => {
    const key = pairOf(event);
    const held = pairs.get(key) ?? { lots: 0, working: new Map() };
    pairs.set(key, held);
    const sign = event.body.side === "BUY" ? 1 : -1;
    held.lots += sign * numberOf(event, "deltaLots");
    held.working.set(String(event.body.orderId), sign * numberOf(event, "leavesLots"));
    const working = [...held.working.values()];
    const most = held.lots + working.reduce((sum, lots) => sum + Math.max(0, lots), 0);
    const least = held.lots + working.reduce((sum, lots) => sum + Math.min(0, lots), 0);
    const limit = limits.get(key) ?? 0;
    return !(most <= limit && least >= -limit);
  });
  expect(beyond).toEqual([]);
}

/** By strategy and instrument: what all fills add up to. Lots. */
export function holdingsOf(said: readonly Said[]): Readonly<Record<string, number>> {
  const holdings: Record<string, number> = {};
  for (const fill of ofType(said, "order-event", "FILL")) {
    const lots = numberOf(fill, "deltaLots") * (fill.body.side === "BUY" ? 1 : -1);
    holdings[pairOf(fill)] = (holdings[pairOf(fill)] ?? 0) + lots;
  }
  return holdings;
}

function pairOf(event: Said): string {
  return `${numberOf(event, "strategy")}/${numberOf(event, "instrument")}`;
}
