/**
 * The market maker of the demo desk is swapped again and again for other code while its feed says
 * thousands of messages a second: judged by what all actors said. 20 times; 100 with
 * `OUTCRY_STRESS=long`. The pause is printed, not asserted.
 */
import { expect, setDefaultTimeout, test } from "bun:test";
import { pathToFileURL } from "node:url";
import { Filled } from "../../src/desk/message/filled.ts";
import type { SwapCode } from "../../src/runtime/supervisor/swap/swap.ts";
import { FaultDesk } from "../desk/faults/kit/fault-desk.ts";
import { FaultFolder } from "../desk/faults/kit/fault-folder.ts";
import { holdingsOf } from "../desk/faults/kit/oracles.ts";
import { ofType, type Said } from "../desk/faults/kit/said.ts";
import { until } from "../kit/until.ts";

const SWAPS = process.env.OUTCRY_STRESS === "long" ? 100 : 20;
const MAKER = "strategy-market-maker";
const FEED = "feed-binance";
/** A multiple of the recorded pace: about 5,000 messages a second of the feed. */
const SPEED = "20";
/** A busy machine may make a new life late for its 200 ms; then the old one goes on. */
const LATE_FRACTION_MAX = 0.5;

setDefaultTimeout(600_000);

/** Two makers of other code: they count their settles under names of their own. */
async function variantsIn(folder: FaultFolder): Promise<readonly SwapCode[]> {
  const modules = await folder.modules();
  const settle = "  settle(state, ctx) {";
  return Promise.all(
    ["one", "two"].map(async (name) => {
      const changed = `${settle}\n    ctx.count("maker:${name}");`;
      folder.variant(`strategy/maker-${name}`, "strategy/market-maker", [[settle, changed]]);
      const url = pathToFileURL(folder.module(`strategy/maker-${name}`)).href;
      const inspected = await modules.inspect(url);
      if (!inspected.ok || inspected.code === null) throw new Error("the variant does not build");
      const { inspection, code } = inspected;
      return { module: modules.urlOf(code), code: code.hash, args: {}, inspection };
    }),
  );
}

test(`a market maker that is swapped ${SWAPS} times under load loses nothing and acts once`, async () => {
  const folder = new FaultFolder();
  folder.edit("venue-replay", ['speed = "1" ', `speed = "${SPEED}" `]);
  const desk = await FaultDesk.start(folder);
  const variants = await variantsIn(folder);
  const args = desk.desk.plan.actors.find(({ name }) => name === MAKER)?.args ?? {};
  await desk.trades(MAKER, 1);
  const heardBefore = desk.said(FEED).length;
  const startedAt = performance.now();

  const pausesMs: number[] = [];
  const late: string[] = [];
  while (pausesMs.length < SWAPS) {
    const code = variants[pausesMs.length % 2] as SwapCode;
    const outcome = await desk.system.swap(MAKER, { ...code, args });
    if (!outcome.ok) {
      late.push(outcome.failure);
      expect(outcome.failure).toContain("not ready within 200 ms");
      expect(late.length).toBeLessThanOrEqual(SWAPS * LATE_FRACTION_MAX);
      continue;
    }
    pausesMs.push(outcome.value.pauseMs);
    expect(desk.status(MAKER)).toMatchObject({ restarts: 0, code: code.code });
    const counter = `maker:${pausesMs.length % 2 === 1 ? "one" : "two"}`;
    const settled = desk.counter(MAKER, counter);
    await until("the new code decides", () => desk.counter(MAKER, counter) > settled);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const rate = (desk.said(FEED).length - heardBefore) / seconds;
  await desk.trades(MAKER, 1);
  desk.expectUntouched(MAKER);
  expect(desk.events.filter(({ kind }) => kind === "DIED")).toEqual([]);

  const said = await desk.judgedByTaps();
  expectOrdersKnown(said, desk.status(MAKER).number);
  expect(holdingsOf(said)).toEqual(filledOn(desk));
  process.stdout.write(
    `${SWAPS} swaps of the maker at ${Math.round(rate)} messages a second of its feed: ` +
      `pause p50 ${at(pausesMs, 0.5)} ms, p99 ${at(pausesMs, 0.99)} ms; ${late.length} too late\n`,
  );
});

/** Ids rise through all lives, none comes twice, and a cancel is of an order that was asked for. */
function expectOrdersKnown(said: readonly Said[], strategy: number): undefined {
  const intents = ofType(said, "intent").filter(({ actor }) => actor === MAKER);
  const asked = intents.filter(({ body }) => body.action === "NEW");
  const ids = asked.map(({ body }) => String(body.orderId));
  expect(ids).toEqual([...new Set(ids)].toSorted());
  const known = new Set(ids);
  const cancels = intents.filter(({ body }) => body.action === "CANCEL");
  expect(cancels.length).toBeGreaterThan(0);
  expect(cancels.filter(({ body }) => !known.has(String(body.orderId)))).toEqual([]);
  const events = ofType(said, "order-event").filter(({ body }) => body.strategy === strategy);
  expect(events.filter(({ body }) => !known.has(String(body.orderId)))).toEqual([]);
}

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
