/** The commands of the exchange bench: the mix, and that whoever does other work is not timed. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { peerRun, runOurs } from "../../../bench/exchange/engine-loops.ts";
import { planOrders } from "../../../bench/exchange/order-plan.ts";
import { findOrderBook } from "../../../bench/peers/order-book-peer.ts";

const FILLED = 5_000;
const COMMANDS = 10_000;
const plan = planOrders(3, "NEAR", FILLED, COMMANDS);
const shareOf = (flags: Uint8Array) =>
  flags.subarray(FILLED).reduce((sum, flag) => sum + flag, 0) / COMMANDS;

const peer = findOrderBook();
const reason = typeof peer === "string" ? "" : ` (skipped: ${peer.missing})`;

const scratch = mkdtempSync(join(tmpdir(), "outcry-order-book-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("planOrders", () => {
  test("cancels by 60 %, crosses by 5 %, and what crosses trades", () => {
    expect(shareOf(plan.isCancel)).toBeCloseTo(0.6, 1);
    expect(shareOf(plan.isCrossing)).toBeCloseTo(0.05, 1);
    expect(plan.trades).toBeGreaterThan(COMMANDS * 0.05);
  });

  test("cancels each order once, and none that has not come", () => {
    const canceled = new Set<number>();
    plan.isCancel.forEach((flag, place) => {
      if (flag === 0) return;
      expect(plan.numbers[place]).toBeLessThan(place);
      canceled.add(plan.numbers[place] ?? -1);
    });
    expect(canceled.size).toBe(plan.isCancel.reduce((sum, flag) => sum + flag, 0));
  });

  test("is the same from the same seed, and another from another", () => {
    expect(planOrders(3, "NEAR", FILLED, COMMANDS)).toEqual(plan);
    expect(planOrders(4, "NEAR", FILLED, COMMANDS).trades).not.toBe(plan.trades);
  });

  test.each(["NEAR", "FAR"] as const)("leaves a book that is not crossed (%s)", (spread) => {
    const { asks, bids } = planOrders(3, spread, FILLED, COMMANDS);
    expect(bids[0]?.[0] ?? Number.NaN).toBeLessThan(asks[0]?.[0] ?? Number.NaN);
  });
});

describe("a run", () => {
  test("of ours ends with the plan's book", async () => {
    expect(await runOurs(plan)).toBeGreaterThan(0);
  });

  test("of ours that ends with another book is refused", async () => {
    const other = { ...plan, asks: [[1, 1] as const] };
    await expect(runOurs(other)).rejects.toThrow("1 lots are left at 1");
  });

  test.skipIf(typeof peer !== "string")(`of the peer ends with it too${reason}`, async () => {
    if (typeof peer === "string") expect(await peerRun(peer)(plan)).toBeGreaterThan(0);
  });

  test("of a peer that does nothing is refused", async () => {
    const path = join(scratch, "idle.js");
    await Bun.write(
      path,
      "export class OrderBook { limit() {} cancel() {} depth() { return [[], []]; } }",
    );
    await expect(peerRun(path)(plan)).rejects.toThrow("the peer has the plan's asks");
  });

  test("of a peer that is not installed says what installs it", () => {
    expect(findOrderBook(scratch)).toEqual({
      missing: "nodejs-order-book is not installed: bun bench/peers/fetch.ts",
    });
  });
});
