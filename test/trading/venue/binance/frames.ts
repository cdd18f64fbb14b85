/** Frames of one invented symbol, in the venue's shape, for the tests beside this file. */
import { defineInstrument } from "../../../../src/trading/market/instrument.ts";
import { bySymbol } from "../../../../src/trading/venue/binance/endpoints.ts";
import type { DepthFrame } from "../../../../src/trading/venue/binance/frame.ts";
import type { DepthSnapshot } from "../../../../src/trading/venue/binance/snapshot.ts";

export const btc = defineInstrument({
  number: 0,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.00001",
});

export const symbols = bySymbol([btc]);

export const DEPTH_TEXT =
  '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1700000000123,"s":"BTCUSDT",' +
  '"U":101,"u":105,"b":[["60000.10000000","0.50000000"],["59999.00000000","0.00000000"]],' +
  '"a":[["60000.20000000","0.00001000"]]}}';

export const QUOTE_TEXT =
  '{"stream":"btcusdt@bookTicker","data":{"u":105,"s":"BTCUSDT","b":"60000.10000000",' +
  '"B":"0.50000000","a":"60000.20000000","A":"0.00001000"}}';

export const TRADE_TEXT =
  '{"stream":"btcusdt@trade","data":{"e":"trade","E":1700000000125,"s":"BTCUSDT",' +
  '"t":9007199254740993,"p":"60000.10000000","q":"0.02000000","T":1700000000124,"m":true,"M":true}}';

export const SNAPSHOT_TEXT =
  '{"lastUpdateId":100,"bids":[["60000.00000000","1.00000000"],["59999.00000000","2.00000000"]],' +
  '"asks":[["60000.30000000","3.00000000"]]}';

/** A change that says nothing but its update ids, unless it sets one bid. */
export function change(
  firstUpdateId: number,
  updateId: number,
  bid?: readonly [ticks: number, lots: number],
): DepthFrame {
  const levels = bid ?? [];
  const bidCount = levels.length / 2;
  const times = { venueTimeUs: 1_700_000_000_000_000 };
  return { kind: "DEPTH", instrument: btc, firstUpdateId, updateId, levels, bidCount, ...times };
}

export function snapshotAt(
  lastUpdateId: number,
  bid: readonly [ticks: number, lots: number] = [100, 1],
): DepthSnapshot {
  return { kind: "SNAPSHOT", lastUpdateId, levels: [...bid, 200, 1], bidCount: 1 };
}
