/** The account's money over the lives of the gateway, by its board. */
import { expect, test } from "bun:test";
import { API_KEY, SpotDesk } from "../kit/spot-desk.ts";

const FIRST = "o000070300100001";
const DOLLAR = 100_000_000n;

const warnings = ({ world }: SpotDesk) =>
  world.logs.filter((line) => /account|halted/.test(line) && !line.startsWith("info"));

/** Settled, with a fill that was told. */
function traded(): SpotDesk {
  const desk = new SpotDesk();
  desk.pass(4);
  desk.approve(FIRST, { lots: 8 });
  desk.pass(0.1);
  desk.sell(3);
  desk.pass(1);
  return desk;
}

const kept = (desk: SpotDesk) =>
  [0, 1, 2].map((slot) => {
    const { asset, atoms, fills, rows } = desk.world.on("funds", slot) ?? {};
    return `${asset} ${atoms} ${fills}/${rows}`;
  });

test("what the account should have stands on the board, with the fills that it has", () => {
  const desk = new SpotDesk();
  desk.pass(4);
  const before = kept(desk);
  desk.approve(FIRST, { lots: 8 });
  desk.pass(0.1);
  expect(kept(desk)).toEqual(before);
  desk.sell(3);
  desk.pass(1);
  expect(before).toEqual([
    "BTC 10000000000000000 0/3",
    "USDT 10000000000000000 0/3",
    "ETH 10000000000000000 0/3",
  ]);
  const { world } = desk;
  expect(world.on("funds", 0)).toMatchObject({ released: 0, sequence: sequenceOfFill(desk) });
  expect(kept(desk)).toEqual([
    "BTC 10000000000299700 1/3",
    "USDT 9999999999700000 1/3",
    "ETH 10000000000000000 1/3",
  ]);
  expect(JSON.stringify([...(world.boards.get("funds") ?? [])])).not.toContain(API_KEY);
});

function sequenceOfFill({ world }: SpotDesk): number {
  return world.said.find(({ body }) => body.kind === "FILL")?.sequence ?? -1;
}

test("a next life compares with what the one before kept: what is as it should be is no news", () => {
  const desk = traded();
  const shown = () => Number(desk.world.on("funds", 0)?.shown);
  const before = shown();
  desk.restart();
  desk.sell(2);
  desk.pass(60);
  expect(shown()).toBeGreaterThan(before);
  expect(warnings(desk)).toEqual([]);
  expect(kept(desk)[0]).toBe("BTC 10000000000499500 2/3");
});

test("money that left while the gateway was dead halts the next life, and no order of it leaves", () => {
  const desk = traded();
  desk.venue.exchange.deposit(0, "USDT", -DOLLAR, desk.at);
  desk.restart();
  desk.pass(60);
  expect(warnings(desk)).toContain(
    "error BTC-USDT@binance is halted: USDT: -1.00000000 at the venue",
  );
  const written = desk.ordersWritten;
  desk.approve("o000070300100002", { lots: 1 });
  desk.pass(1);
  expect(desk.ordersWritten).toBe(written);
});

test("a gateway that died halted is halted again; one that was stopped counts anew, and says so", async () => {
  const desk = traded();
  desk.venue.exchange.deposit(0, "USDT", -DOLLAR, desk.at);
  for (let life = 0; life < 2; life += 1) {
    desk.restart();
    desk.pass(60);
    expect(warnings(desk).some((line) => line.includes("is halted"))).toBe(true);
  }
  await desk.actor.stop();
  desk.restart();
  desk.pass(60);
  expect(warnings(desk)).toEqual([
    "warn the account's money is counted from its next reading on: it had halted an instrument, and was stopped since",
  ]);
  desk.venue.exchange.deposit(0, "USDT", -DOLLAR, desk.at);
  desk.restart();
  desk.pass(60);
  expect(warnings(desk).some((line) => line.includes("is halted"))).toBe(true);
});

test("a fill that could not be said before the end is in nothing that is kept, and counts once", () => {
  const desk = traded();
  const before = kept(desk);
  desk.world.room = 0;
  desk.sell(2);
  desk.pass(3);
  expect(kept(desk)).toEqual(before);
  desk.restart();
  desk.pass(60);
  expect(warnings(desk)).toEqual([]);
  expect(kept(desk)[0]).toBe("BTC 10000000000499500 2/3");
});

test("a stop of a gateway whose account was right leaves what the next life compares with", async () => {
  const desk = traded();
  await desk.actor.stop();
  desk.venue.exchange.deposit(0, "USDT", -DOLLAR, desk.at);
  desk.restart();
  desk.pass(60);
  expect(warnings(desk).some((line) => line.includes("is halted"))).toBe(true);
});
