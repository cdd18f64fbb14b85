/** Frames of the market streams: what they say, and that no input is a throw. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { type Frame, parseFrame } from "../../../../src/trading/venue/binance/frame.ts";
import { parseSnapshot } from "../../../../src/trading/venue/binance/snapshot.ts";
import { btc, DEPTH_TEXT, QUOTE_TEXT, SNAPSHOT_TEXT, symbols, TRADE_TEXT } from "./frames.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const read = (text: string): Frame => parseFrame(text, symbols);

/** The data of a combined frame, as a raw stream sends it. */
const raw = (text: string): string => JSON.stringify(JSON.parse(text).data);

describe("parseFrame", () => {
  test("reads a depth frame as levels in ticks and lots, bids first", () => {
    expect(read(DEPTH_TEXT)).toEqual({
      kind: "DEPTH",
      instrument: btc,
      firstUpdateId: 101,
      updateId: 105,
      venueTimeUs: 1_700_000_000_123_000,
      levels: [6_000_010, 50_000, 5_999_900, 0, 6_000_020, 1],
      bidCount: 2,
    });
  });

  test("reads a ticker, which names neither itself nor a time", () => {
    expect(read(QUOTE_TEXT)).toEqual({
      kind: "QUOTE",
      instrument: btc,
      updateId: 105,
      bidTicks: 6_000_010,
      bidLots: 50_000,
      askTicks: 6_000_020,
      askLots: 1,
    });
  });

  test("reads a trade: a buyer that was the maker met a seller, and every digit of its id", () => {
    expect(read(TRADE_TEXT)).toEqual({
      kind: "TRADE",
      instrument: btc,
      aggressor: "SELL",
      priceTicks: 6_000_010,
      lots: 2_000,
      tradeId: "9007199254740993",
      venueTimeUs: 1_700_000_000_124_000,
    });
    const bought = TRADE_TEXT.replace('"m":true', '"m":false');
    expect(read(bought)).toMatchObject({ aggressor: "BUY" });
  });

  test("reads raw streams as it reads combined ones", () => {
    const small = TRADE_TEXT.replace("9007199254740993", "42");
    for (const text of [DEPTH_TEXT, QUOTE_TEXT, small]) expect(read(raw(text))).toEqual(read(text));
  });

  test("takes times in microseconds as they are", () => {
    const micros = DEPTH_TEXT.replace("1700000000123", "1700000000123456");
    expect(read(micros)).toMatchObject({ venueTimeUs: 1_700_000_000_123_456 });
  });

  test("reads an empty side of a ticker as no price", () => {
    const empty = QUOTE_TEXT.replace("60000.10000000", "0.00000000").replace("0.50000000", "0.0");
    expect(read(empty)).toMatchObject({ kind: "QUOTE", bidTicks: Number.NaN, bidLots: 0 });
  });

  test.each([
    ['{"result":null,"id":1}', { kind: "CONTROL", id: "1", error: null }],
    ['{"result":["btcusdt@trade"],"id":"list"}', { kind: "CONTROL", id: "list", error: null }],
    [
      '{"code":2,"msg":"Invalid request"}',
      { kind: "CONTROL", id: null, error: '{"code":2,"msg":"Invalid request"}' },
    ],
    [
      '{"error":{"code":2,"msg":"no"},"id":7}',
      { kind: "CONTROL", id: "7", error: '{"code":2,"msg":"no"}' },
    ],
    ['{"e":"serverShutdown","E":1700000000000}', { kind: "SHUTDOWN" }],
    ['{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}', { kind: "SHUTDOWN" }],
    ['{"e":"aggTrade","s":"BTCUSDT","a":1}', { kind: "UNKNOWN" }],
    ['{"e":"trade","s":"ETHUSDT","t":1}', { kind: "UNKNOWN" }],
    ["{}", { kind: "UNKNOWN" }],
  ])("reads %s for what it is", (text, frame) => {
    expect(read(text) as unknown).toEqual(frame);
  });

  test.each([
    ["no JSON", DEPTH_TEXT, DEPTH_TEXT, "nonsense"],
    ["a list", DEPTH_TEXT, DEPTH_TEXT, "[]"],
    ["data that is no object", DEPTH_TEXT, DEPTH_TEXT, '{"stream":"x","data":7}'],
    ["a price off the grid", DEPTH_TEXT, "60000.10000000", "60000.10100000"],
    ["a quantity off the grid", DEPTH_TEXT, "0.50000000", "0.50000100"],
    ["a price of 0", DEPTH_TEXT, "60000.10000000", "0.00000000"],
    ["a negative quantity", DEPTH_TEXT, "0.50000000", "-0.5"],
    ["a price that is a number", DEPTH_TEXT, '"60000.10000000"', "60000.1"],
    ["a level that is no pair", DEPTH_TEXT, '["60000.20000000","0.00001000"]', "7"],
    ["a side that is missing", DEPTH_TEXT, '"b":', '"x":'],
    ["update ids that fall", DEPTH_TEXT, '"U":101', '"U":106'],
    ["an update id beyond 2^53", DEPTH_TEXT, '"u":105', '"u":9007199254740993'],
    ["an update id that is text", QUOTE_TEXT, '"u":105', '"u":"105"'],
    ["no time", DEPTH_TEXT, "1700000000123", "null"],
    ["a ticker off the grid", QUOTE_TEXT, "0.50000000", "0.50000100"],
    ["a ticker with lots and no price", QUOTE_TEXT, "60000.10000000", "0.00000000"],
    ["a trade without an id", TRADE_TEXT, '"t":', '"x":'],
    ["a trade whose id is text", TRADE_TEXT, "9007199254740993", '"9"'],
    ["a trade that says two ids", TRADE_TEXT, '"t":', '"t":5,"t":'],
    ["a trade of nothing", TRADE_TEXT, "0.02000000", "0.00000000"],
    ["a trade that hides its maker", TRADE_TEXT, '"m":true', '"m":1'],
    ["a trade without its time", TRADE_TEXT, '"T":1700000000124', '"T":-1'],
  ])("refuses %s with a reason", (_, text, found, replacement) => {
    expect(text).toContain(found);
    const frame = read(text.replace(found, replacement));
    expect(frame.kind).toBe("BAD");
    expect(frame.kind === "BAD" && frame.reason.length).toBeGreaterThan(10);
  });

  test("refuses every frame that was cut", () => {
    for (const text of [DEPTH_TEXT, QUOTE_TEXT, TRADE_TEXT]) {
      for (let length = 0; length < text.length; length += 1) {
        expect(read(text.slice(0, length)).kind).toBe("BAD");
      }
    }
  });

  test(`never throws and never gives a number that is not one, whatever changed (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 20_000; round += 1) {
      const frame = read(mutate(prng.pick([DEPTH_TEXT, QUOTE_TEXT, TRADE_TEXT]), prng));
      if (frame.kind === "DEPTH") {
        expect(frame.levels.every((level) => Number.isSafeInteger(level) && level >= 0)).toBe(true);
        expect(frame.firstUpdateId).toBeLessThanOrEqual(frame.updateId);
        expect(frame.levels.length).toBeGreaterThanOrEqual(frame.bidCount * 2);
      } else if (frame.kind === "TRADE") {
        expect(Number.isSafeInteger(frame.priceTicks) && frame.lots > 0).toBe(true);
        expect(frame.tradeId).toMatch(/^\d+$/);
      } else if (frame.kind === "QUOTE") {
        expect(frame.bidLots >= 0 && frame.askLots >= 0).toBe(true);
        expect(Number.isNaN(frame.bidTicks)).toBe(frame.bidLots === 0);
      }
    }
  });
});

describe("parseSnapshot", () => {
  test("reads the levels of both sides", () => {
    expect(parseSnapshot(SNAPSHOT_TEXT, btc)).toEqual({
      kind: "SNAPSHOT",
      lastUpdateId: 100,
      levels: [6_000_000, 100_000, 5_999_900, 200_000, 6_000_030, 300_000],
      bidCount: 2,
    });
  });

  test.each([
    '{"code":-1121,"msg":"Invalid symbol."}',
    "<html>",
    "",
    SNAPSHOT_TEXT.replace("100,", '"100",'),
    SNAPSHOT_TEXT.replace("60000.30000000", "60000.30100000"),
    SNAPSHOT_TEXT.replace('"asks"', '"other"'),
  ])("refuses %s", (body) => {
    expect(parseSnapshot(body, btc).kind).toBe("BAD");
  });
});

/** One to three random edits: characters changed, removed, doubled, or a piece moved. */
function mutate(text: string, prng: Prng): string {
  let mutated = text;
  for (let edit = prng.between(1, 3); edit > 0; edit -= 1) {
    const at = prng.between(0, mutated.length - 1);
    const end = Math.min(mutated.length, at + prng.between(1, 8));
    const piece = mutated.slice(at, end);
    const other = prng.pick([
      "",
      '"',
      "0",
      "9",
      ",",
      "-",
      ".",
      "null",
      "[]",
      "{",
      "}",
      piece + piece,
    ]);
    mutated = mutated.slice(0, at) + other + mutated.slice(prng.pick([at, end]));
  }
  return mutated;
}
