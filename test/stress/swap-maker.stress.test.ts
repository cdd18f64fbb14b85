/**
 * The market maker of the demo desk is swapped again and again for other code while its feed says
 * thousands of messages a second: judged by what all actors said. 20 times; 100 with
 * `OUTCRY_STRESS=long`. The pause is printed, not asserted.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Filled } from "../../src/desk/message/filled.ts";
import { FaultDesk } from "../desk/faults/kit/fault-desk.ts";
import { FaultFolder } from "../desk/faults/kit/fault-folder.ts";
import { holdingsOf } from "../desk/faults/kit/oracles.ts";
import { isOfOrder, ofType, type Said } from "../desk/faults/kit/said.ts";
import { until } from "../kit/until.ts";
import {
  codeOf,
  type MakerName,
  type Opening,
  openingsOf,
  putMaker,
  settlesOf,
  TORN,
} from "./kit/keeping-maker.ts";

const SWAPS = process.env.OUTCRY_STRESS === "long" ? 100 : 20;
const MAKER = "strategy-market-maker";
const FEED = "feed-binance";
/** A multiple of the recorded pace: about 5,000 messages a second of the feed. */
const SPEED = "20";
/** A busy machine may make a new life late for its 200 ms; then the old one goes on. */
const LATE_FRACTION_MAX = 0.5;

setDefaultTimeout(600_000);

test(`a market maker that is swapped ${SWAPS} times under load loses nothing and acts once`, async () => {
  const folder = new FaultFolder();
  folder.edit("venue-replay", ['speed = "1" ', `speed = "${SPEED}" `]);
  const one = putMaker(folder, "one");
  const two = putMaker(folder, "two");
  folder.edit(
    MAKER,
    ['use = "strategy/market-maker"', `use = "${one}"`],
    // Quotes that outlive their maker: the demo's are moved every few milliseconds at this pace.
    ["halfSpreadBps = 0.3", "halfSpreadBps = 1"],
    ["refreshBps = 0.1", "refreshBps = 0.8"],
  );
  const desk = await FaultDesk.start(folder);
  const codes = { one: await codeOf(folder, one), two: await codeOf(folder, two) };
  const args = desk.desk.plan.actors.find(({ name }) => name === MAKER)?.args ?? {};
  await desk.trades(MAKER, 1);
  const heardBefore = desk.said(FEED).length;
  const startedAt = performance.now();

  const pausesMs: number[] = [];
  const late: string[] = [];
  while (pausesMs.length < SWAPS) {
    const next: MakerName = pausesMs.length % 2 === 0 ? "two" : "one";
    const code = codes[next];
    const outcome = await desk.system.swap(MAKER, { ...code, args });
    if (!outcome.ok) {
      late.push(outcome.failure);
      expect(outcome.failure).toContain("not ready within 200 ms");
      expect(late.length).toBeLessThanOrEqual(SWAPS * LATE_FRACTION_MAX);
      continue;
    }
    pausesMs.push(outcome.value.pauseMs);
    expect(desk.status(MAKER)).toMatchObject({ restarts: 0, code: code.code });
    const counter = settlesOf(next);
    const settled = desk.counter(MAKER, counter);
    await until("the new code decides", () => desk.counter(MAKER, counter) > settled);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const rate = (desk.said(FEED).length - heardBefore) / seconds;
  await desk.trades(MAKER, 1);
  desk.expectUntouched(MAKER);
  expect(desk.events.filter(({ kind }) => kind === "DIED")).toEqual([]);

  // Each life went on at the record where the one before it had stopped, in every topic.
  expect(desk.counter(MAKER, TORN)).toBe(0);
  const openings = openingsOf(folder);
  expect(openings.length).toBeGreaterThanOrEqual(SWAPS);

  const said = await desk.judgedByTaps();
  expectOrdersKnown(said, desk.status(MAKER).number);
  expectOrdersTakenOver(said, openings);
  expect(holdingsOf(said)).toEqual(filledOn(desk));
  process.stdout.write(
    `${SWAPS} swaps of the maker at ${Math.round(rate)} messages a second of its feed: ` +
      `pause p50 ${at(pausesMs, 0.5)} ms, p99 ${at(pausesMs, 0.99)} ms; ${late.length} too late; ` +
      `${openings.flatMap(throughOf).length} orders at work were taken over\n`,
  );
});

/** Ids rise through all lives, none comes twice, and a cancel is of an order that was asked for. */
function expectOrdersKnown(said: readonly Said[], strategy: number): undefined {
  const intents = ofType(said, "intent").filter(({ actor }) => actor === MAKER);
  const asked = intents.filter(isOfOrder);
  const ids = asked.map(({ body }) => String(body.orderId));
  expect(ids).toEqual([...new Set(ids)].toSorted());
  const known = new Set(ids);
  const cancels = intents.filter(({ body }) => body.action === "CANCEL");
  expect(cancels.length).toBeGreaterThan(0);
  expect(cancels.filter(({ body }) => !known.has(String(body.orderId)))).toEqual([]);
  const events = ofType(said, "order-event").filter(({ body }) => body.strategy === strategy);
  expect(events.filter(({ body }) => !known.has(String(body.orderId)))).toEqual([]);
}

/**
 * A life knows each order that the one before it had at the venue, but what ended in between, and
 * none that was over or that nobody sent.
 */
function expectOrdersTakenOver(said: readonly Said[], openings: readonly Opening[]): undefined {
  const events = ofType(said, "order-event");
  const sentAt = new Map<string, number>();
  const overAt = new Map<string, number>();
  for (const event of events) {
    const id = String(event.body.orderId);
    if (event.body.kind === "SENT") sentAt.set(id, event.committedAt);
    if (event.body.leavesLots === 0) overAt.set(id, event.committedAt);
  }
  const isSentBy = (id: string, time: number) => (sentAt.get(id) ?? Number.NaN) <= time;
  const isOverBy = (id: string, time: number) => (overAt.get(id) ?? Number.NaN) <= time;
  const forgotten = openings.flatMap(({ life, kept, known, knownAt }) =>
    kept
      .filter((id) => !known.includes(id) && isSentBy(id, knownAt) && !isOverBy(id, knownAt))
      .map((id) => ({ life, id })),
  );
  expect(forgotten).toEqual([]);
  const invented = openings.flatMap(({ life, keptAt, known, knownAt }) =>
    known
      .filter((id) => !isSentBy(id, knownAt) || isOverBy(id, keptAt))
      .map((id) => ({ life, id })),
  );
  expect(invented).toEqual([]);
  // Else nothing was there to be taken over.
  expect(openings.flatMap(throughOf).length).toBeGreaterThan(0);
}

/** Orders that both lives knew. */
const throughOf = ({ kept, known }: Opening): readonly string[] =>
  kept.filter((id) => known.includes(id));

/** By strategy and instrument, as the execution's board has it. Lots. */
function filledOn(desk: FaultDesk): Readonly<Record<string, number>> {
  const filled: Record<string, number> = {};
  for (let slot = 0; ; slot += 1) {
    const pair = desk.board({ actor: "execution-paper", board: "filled", slot }, Filled);
    if (pair === null) return filled;
    filled[`${pair.strategy}/${pair.instrument}`] = pair.lots;
  }
}

function at(values: readonly number[], fraction: number): string {
  const sorted = values.toSorted((left, right) => left - right);
  return (sorted[Math.floor(fraction * (sorted.length - 1))] ?? Number.NaN).toFixed(1);
}
