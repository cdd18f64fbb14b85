/** Profit, loss and fees as gauges. */
import { describe, expect, test } from "bun:test";
import { addTraded } from "../../../../src/desk/http/trading/trading-metrics.ts";
import type { TradedRow } from "../../../../src/desk/http/trading/trading-view.ts";
import { PrometheusText } from "../../../../src/runtime/telemetry/prometheus.ts";

const ROW: TradedRow = {
  ...{ strategy: "maker", instrument: "BTC-USDT@binance", fills: 2, position: "-0.002" },
  ...{ averagePrice: "60000.10", mark: "59990.005", markState: "LIVE", quote: "USDT" },
  ...{ realised: "0.0101", unrealised: "0.02019", net: "-0.209700005" },
  fees: [
    { asset: "USDT", amount: "0.18" },
    { asset: "BTC", amount: "0.000001" },
  ],
  feeUnknownFills: 0,
};
const OWN = 'strategy="maker",instrument="BTC-USDT@binance"';

function linesOf(row: TradedRow): readonly string[] {
  const text = new PrometheusText();
  addTraded(text, { traded: [row] });
  return text.text().trimEnd().split("\n");
}

describe("addTraded", () => {
  test("has a gauge with its help for position, profit by kind, fees by asset, and what is not known", () => {
    const lines = linesOf(ROW);
    expect(lines.filter((line) => !line.startsWith("#"))).toEqual([
      `outcry_position{${OWN}} -0.002`,
      `outcry_pnl{${OWN},asset="USDT",kind="realised"} 0.0101`,
      `outcry_pnl{${OWN},asset="USDT",kind="unrealised"} 0.02019`,
      `outcry_pnl{${OWN},asset="USDT",kind="net"} -0.209700005`,
      `outcry_fees{${OWN},asset="USDT"} 0.18`,
      `outcry_fees{${OWN},asset="BTC"} 0.000001`,
      `outcry_fee_unknown_fills{${OWN}} 0`,
    ]);
    expect(lines.filter((line) => line.startsWith("# HELP"))).toHaveLength(4);
    expect(lines.filter((line) => line.startsWith("# TYPE"))).toHaveLength(4);
  });

  test("what is not known has no sample, and is not 0", () => {
    const lines = linesOf({ ...ROW, unrealised: null, net: null, fees: [], feeUnknownFills: 2 });
    const samples = lines.filter((line) => /^outcry_(?:pnl|fees)\{/.test(line));
    expect(samples).toEqual([`outcry_pnl{${OWN},asset="USDT",kind="realised"} 0.0101`]);
    expect(lines.at(-1)).toBe(`outcry_fee_unknown_fills{${OWN}} 2`);
  });
});
