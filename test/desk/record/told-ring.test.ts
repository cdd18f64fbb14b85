/** The newest trades of an execution: what is kept of each instrument, however few places there are. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { ToldRing } from "../../../src/desk/record/told-ring.ts";
import { orderEventOf } from "../../kit/order-event.ts";

const PLACES = 4;
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function fill(instrument: number, sequence: number) {
  const order = { orderId: "o1", sentAt: 1, instrument } as const;
  return orderEventOf({ kind: "FILL", ...order, deltaLots: sequence, tradeId: `${sequence}` });
}

/** Takes one fill of each instrument, with sequences from 1 on. */
function ringOf(instruments: readonly number[]): ToldRing {
  const ring = new ToldRing([], PLACES);
  for (const [at, instrument] of instruments.entries()) ring.take(fill(instrument, at + 1), at + 1);
  return ring;
}

function kept(ring: ToldRing): readonly number[] {
  return ring.oldestFirst().map(({ sequence }) => sequence);
}

/** @param all Sequences of all that was told of an instrument. */
function expectNewest(ring: ToldRing, instrument: number, all: readonly number[]): undefined {
  const own = ring.oldestFirst().filter((trade) => trade.instrument === instrument);
  expect(own.length).toBeGreaterThan(0);
  expect(own.map(({ sequence }) => sequence)).toEqual(all.slice(-own.length));
}

/** Many fills, the first instrument busier than the others, over several lives. */
function live(random: Prng): undefined {
  const others = random.between(0, PLACES - 1);
  const told = new Map<number, number[]>();
  let ring = new ToldRing([], PLACES);
  for (let sequence = 1; sequence <= 60; sequence += 1) {
    const instrument = random.between(0, random.pick([0, 0, others]));
    expect(ring.take(fill(instrument, sequence), sequence)).toBeGreaterThanOrEqual(0);
    told.set(instrument, [...(told.get(instrument) ?? []), sequence]);
    if (random.between(0, 7) === 0) ring = new ToldRing(ring.trades, PLACES);
    for (const [number, all] of told) expectNewest(ring, number, all);
    expect(ring.trades).toHaveLength(Math.min(sequence, PLACES));
  }
}

describe("ToldRing", () => {
  test("keeps the newest, and overwrites the oldest", () => {
    expect(kept(ringOf([0, 0, 0, 0, 0, 0]))).toEqual([3, 4, 5, 6]);
  });

  test("a busy instrument does not overwrite the last trade of a quiet one", () => {
    const ring = ringOf([7, 0, 0, 0, 0, 0, 0]);
    expect(kept(ring)).toEqual([1, 5, 6, 7]);
    expect(ring.trades[0]).toMatchObject({ instrument: 7, sequence: 1 });
  });

  test("one that is there already has no slot, and changes nothing", () => {
    const ring = ringOf([0, 1]);
    expect([ring.take(fill(0, 2), 2), ring.take(fill(0, 1), 1)]).toEqual([-1, -1]);
    expect(kept(ring)).toEqual([1, 2]);
    expect(ring.take(fill(0, 3), 3)).toBe(2);
  });

  test("it is whole until the first could have been overwritten", () => {
    expect(ringOf([0, 0, 0]).isWhole).toBe(true);
    expect(ringOf([0, 0, 0, 0]).isWhole).toBe(false);
  });

  test("with more instruments than places it still takes what comes", () => {
    expect(kept(ringOf([0, 1, 2, 3, 4, 5]))).toEqual([3, 4, 5, 6]);
  });

  test(`of each instrument the newest ones stay without a gap, in each life (SEED=${seed})`, () => {
    const random = new Prng(seed);
    for (let world = 0; world < 200; world += 1) live(random);
  });
});
