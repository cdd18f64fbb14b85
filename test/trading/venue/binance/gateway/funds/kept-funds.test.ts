/** What a life keeps of the account's money, and when the next one may count from it. */
import { describe, expect, test } from "bun:test";
import { defineInstrument } from "../../../../../../src/trading/market/instrument.ts";
import {
  instrumentsMarkOf,
  leftFundsOf,
  rowsOf,
} from "../../../../../../src/trading/venue/binance/gateway/funds/kept-funds.ts";
import { VenueKey } from "../../../../../../src/trading/venue/binance/signing/venue-key.ts";

const AMOUNTS = [
  { asset: "BTC", atoms: 150_000_000n, slack: 0n },
  { asset: "USDT", atoms: -(10n ** 22n), slack: 3n },
];
const MARK = { key: "k", instruments: "i", sequence: 20, fills: 2, isReleased: false };
const trade = (tradeId: string, sequence: number) => ({ instrument: 0, tradeId, sequence });
const FOUND = { key: "k", instruments: "i", fills: 2, told: [trade("1", 10), trade("2", 20)] };
const ROWS = rowsOf(AMOUNTS, MARK, 7);

test("amounts come back to the atom, behind the fills that they have", () => {
  expect(leftFundsOf(ROWS, FOUND)).toEqual({ kind: "KEPT", amounts: AMOUNTS, later: [] });
});

test("fills that were told since then are named by their trades", () => {
  const found = { ...FOUND, fills: 3, told: [...FOUND.told, trade("3", 31)] };
  const later = [{ instrument: 0, tradeId: "3" }];
  expect(leftFundsOf(ROWS, found)).toEqual({ kind: "KEPT", amounts: AMOUNTS, later });
});

test("rows of an earlier, longer time that stand behind the newest are not of it", () => {
  const older = { ...ROWS[0], asset: "OLD", shown: 6 } as (typeof ROWS)[number];
  expect(leftFundsOf([...ROWS, older], FOUND).kind).toBe("KEPT");
});

test("where nothing stands there is nothing", () => {
  expect(leftFundsOf([], FOUND)).toEqual({ kind: "NONE" });
});

describe("it is not counted from", () => {
  const torn = [ROWS[0], { ...ROWS[1], shown: 6 }] as typeof ROWS;
  const odd = [ROWS[0], { ...ROWS[1], atoms: "1e3" }] as typeof ROWS;
  const released = rowsOf(AMOUNTS, { ...MARK, isReleased: true }, 7);
  for (const [what, rows, found, why] of [
    ["another key", ROWS, { ...FOUND, key: "l" }, "what was kept is of another key"],
    ["other instruments", ROWS, { ...FOUND, instruments: "j" }, "of other instruments"],
    ["a row that is missing", ROWS.slice(0, 1), FOUND, "not whole"],
    ["a row of another time", torn, FOUND, "not whole"],
    ["an amount that is none", odd, FOUND, "not whole"],
    ["a fill since whose trade is not known", ROWS, { ...FOUND, fills: 3 }, "not whole"],
    ["more fills than were told", ROWS, { ...FOUND, fills: 1, told: [] }, "not whole"],
    ["a halt that a person ended", released, FOUND, "had halted an instrument"],
  ] as const) {
    test(`for ${what}`, () => {
      const left = leftFundsOf(rows, found);
      expect(left.kind === "DOUBTED" ? left.why : left.kind).toContain(why);
    });
  }
});

test("instruments are others when one comes, goes, or has another tick", () => {
  const make = (name: string, tick: string) =>
    defineInstrument({ number: 0, name: `${name}@binance`, tick, lot: "0.001" });
  const [btc, eth] = [make("BTC-USDT", "0.01"), make("ETH-USDT", "0.01")];
  const marks = [[btc], [btc, eth], [make("BTC-USDT", "0.1"), eth]].map(instrumentsMarkOf);
  expect(new Set(marks).size).toBe(3);
  expect(instrumentsMarkOf([eth, btc])).toBe(instrumentsMarkOf([btc, eth]));
  for (const mark of marks) expect(mark).toMatch(/^[\w-]{22}$/);
});

test("a key is told from another by its mark, in which no part of it is", () => {
  const marks = ["a", "b"].map(
    (letter) => VenueKey.hmac(letter.repeat(64), Buffer.from("secret")).mark,
  );
  expect(marks[0]).not.toBe(marks[1]);
  for (const mark of marks) expect(mark).toMatch(/^[\w-]{22}$/);
});
