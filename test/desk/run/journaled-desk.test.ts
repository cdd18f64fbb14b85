/**
 * The demo desk as a process that is killed at any moment and goes on with its journal: no order left
 * that is not on record, none leaves twice, and positions are what all fills add up to.
 * `OUTCRY_KILLS=20` kills it so often.
 */
import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Prng } from "../../../src/core/prng.ts";
import { openLog, recordsOf } from "../../../src/desk/cli/record-lines.ts";
import { logsOf } from "../../../src/desk/run/files/take-over.ts";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../cli/kit/child-desk.ts";
import { approvals, byOrder, numberOf, ofType, type Said } from "../faults/kit/said.ts";
import { foldIn, recordedIn, recoveryIn } from "./kit/journal-reading.ts";

const KILLS = Number(process.env.OUTCRY_KILLS ?? 3);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const DEMO = join(ROOT, "config/playback");
const EXECUTION = "execution-paper";
const desks: ChildDesk[] = [];

setDefaultTimeout((KILLS + 2) * DESK_DEADLINE_MS);

afterEach(async () => {
  for (const desk of desks.splice(0).toReversed()) await desk.end();
});

/** The first life; its folder holds the run of all. */
function startFirst(): { desk: ChildDesk; run: string } {
  const desk = new ChildDesk([
    DEMO,
    "--no-guard",
    "--port",
    "0",
    "--data",
    "run-1",
    "--speed",
    "4",
  ]);
  desks.push(desk);
  return { desk, run: join(desk.folder, "run-1") };
}

function resume(run: string): ChildDesk {
  const given = ["--no-guard", "--port", "0", "--speed", "4", "--resume", run];
  const desk = new ChildDesk([DEMO, ...given]);
  desks.push(desk);
  return desk;
}

/** Of this life of the desk: how many orders came so far. */
async function stageOf(desk: ChildDesk, stage: string): Promise<number> {
  const metrics = await (await fetch(`${await desk.url()}/metrics`)).text();
  return Number(new RegExp(`funnel_total\\{.*stage="${stage}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
}

/** All lives of the run, in order, as the message log has them: what really left, and what it said. */
function saidIn(run: string): readonly Said[] {
  return logsOf(run).flatMap((path) =>
    [...recordsOf(openLog(readFileSync(path)))].map((one) => ({ ...one, body: one.body ?? {} })),
  );
}

/** Lots by strategy and instrument. */
function positionsOf(said: readonly Said[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const fill of ofType(said, "order-event", "FILL")) {
    const key = `${fill.body.strategy}/${fill.body.instrument}`;
    const delta = numberOf(fill, "deltaLots") * (fill.body.side === "BUY" ? 1 : -1);
    positions.set(key, (positions.get(key) ?? 0) + delta);
  }
  return positions;
}

const foldedPositions = (run: string) =>
  new Map(
    foldIn(run)
      .imageOf(EXECUTION)
      .filled.map(({ strategy, instrument, lots }) => [`${strategy}/${instrument}`, lots]),
  );

/** No id and no trade twice, and every order on record before it left. */
function judge(run: string): undefined {
  const recorded = recordedIn(run);
  const approved = byOrder(approvals(recorded));
  for (const { body } of ofType(saidIn(run), "order-event", "SENT")) {
    expect(approved.has(String(body.orderId))).toBe(true);
  }
  byOrder(ofType(recorded, "order-event", "SENT"));
  const trades = ofType(recorded, "order-event", "FILL").map(({ body }) => String(body.tradeId));
  expect(new Set(trades).size).toBe(trades.length);
  expect(foldedPositions(run)).toEqual(new Map(positionsOf(recorded)));
}

describe("a desk with a journal whose process is killed", () => {
  test(`${KILLS} times at any moment: nothing that left is lost, and nothing leaves twice (seed ${SEED})`, async () => {
    const random = new Prng(SEED);
    const { desk: first, run } = startFirst();
    let desk = first;
    for (let life = 2; life <= KILLS + 1; life += 1) {
      await desk.until("orders of this life", async () => (await stageOf(desk, "sent")) > 3);
      const more = random.between(0, 25);
      let looks = 0;
      await desk.until("any moment", () => looks++ >= more);
      await desk.kill();
      judge(run);
      const before = foldedPositions(run);
      desk = resume(run);
      await desk.url();
      expect(desk.err).not.toContain("is not used");
      const after = foldedPositions(run);
      expect([...before.keys()].filter((pair) => !after.has(pair))).toEqual([]);
    }
    await desk.until("an order of the last life", async () => (await stageOf(desk, "sent")) > 0);
    await desk.kill();
    judge(run);
    const recorded = recordedIn(run);
    const died = ofType(recorded, "order-event", "CANCELED").filter(
      ({ body }) => body.reason === "venue died with its process",
    );
    byOrder(died);
    const starts = new Set(recorded.map(({ sequence }) => Math.floor(sequence / 2 ** 40)));
    expect(starts.size).toBe(KILLS + 1);
    expect(recoveryIn(run).previous?.status).toBe("CRASHED");
  });

  test("ends in order: its journal says so, and nothing of it is open", async () => {
    const { desk, run } = startFirst();
    await desk.until("an order", async () => (await stageOf(desk, "sent")) > 0);
    desk.signal("SIGTERM");
    const { exit, err } = await desk.ended;
    expect(exit, err).toBe(0);
    const { previous, tornBytes, recoveredRecords } = recoveryIn(run);
    expect({ status: previous?.status, tornBytes, recoveredRecords }).toEqual({
      status: "ENDED",
      tornBytes: 0,
      recoveredRecords: 0,
    });
    const { orders } = foldIn(run).imageOf(EXECUTION);
    expect(orders.filter(({ state }) => state !== "FREE")).toEqual([]);
    expect(foldedPositions(run)).toEqual(new Map(positionsOf(saidIn(run))));
  });

  test("J-10 boots halted on a journal that is damaged, names the place, and changes nothing", async () => {
    const { desk, run } = startFirst();
    await desk.until("orders", async () => (await stageOf(desk, "sent")) > 3);
    await desk.kill();
    const folder = join(run, "journal");
    const name = readdirSync(folder).find((one) => one.endsWith(".seg")) ?? "";
    const bytes = readFileSync(join(folder, name));
    bytes[8_192] = (bytes[8_192] ?? 0) ^ 0x10;
    writeFileSync(join(folder, name), bytes);
    const next = resume(run);
    const ready = await fetch(`${await next.url()}/readyz`);
    expect(await ready.text()).toContain("halted");
    expect(next.err).toContain(`${name} at offset `);
    expect(next.err).toContain("trading is halted");
    next.signal("SIGTERM");
    await next.ended;
    expect(Buffer.compare(readFileSync(join(folder, name)), bytes)).toBe(0);
    expect(
      ofType(saidIn(run), "order-event", "SENT").filter(({ sequence }) => sequence > 2 ** 40),
    ).toEqual([]);
  });
});
