/** URLs of the public market data. */
import { describe, expect, test } from "bun:test";
import {
  bySymbol,
  depthUrl,
  PUBLIC_ORIGINS,
  streamsUrl,
} from "../../../../src/trading/venue/binance/endpoints.ts";
import { btc } from "./frames.ts";

describe("endpoints", () => {
  test("name streams in lower case, one connection for all instruments", () => {
    const eth = { base: "ETH", quote: "USDT" };
    expect(streamsUrl(PUBLIC_ORIGINS, [btc, eth])).toBe(
      "wss://data-stream.binance.vision/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@trade/ethusdt@depth@100ms/ethusdt@bookTicker/ethusdt@trade",
    );
  });

  test("name the symbol of a snapshot in upper case, with its limit", () => {
    const origins = { streams: "ws://127.0.0.1:1", rest: "http://127.0.0.1:1" };
    expect(depthUrl(origins, btc, 1_000)).toBe(
      "http://127.0.0.1:1/api/v3/depth?symbol=BTCUSDT&limit=1000",
    );
    expect(depthUrl(PUBLIC_ORIGINS, btc)).toEndWith("limit=5000");
  });

  test("find an instrument by the venue's symbol", () => {
    expect(bySymbol([btc]).get("BTCUSDT")).toBe(btc);
  });
});
