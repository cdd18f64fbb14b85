/** The part of `/metrics` that is about profit, loss and fees. What is not known has no sample. */
import type { PrometheusText } from "../../../runtime/telemetry/prometheus.ts";
import type { TradedRow, TradingView } from "./trading-view.ts";

const KINDS = ["realised", "unrealised", "net"] as const;

const PNL_HELP =
  "Profit and loss since the run began, in the quote asset: of what was closed, of what is held at the mid, and both less all fees.";

/** Adds a sample for each strategy and instrument: amounts of two assets are never added. */
export function addTraded(
  text: PrometheusText,
  { traded }: Pick<TradingView, "traded">,
): undefined {
  text.family(
    "outcry_position",
    "gauge",
    "Bought less sold since the run began, in the base asset.",
  );
  for (const row of traded) text.sample(whose(row), Number(row.position));
  text.family("outcry_pnl", "gauge", PNL_HELP);
  for (const row of traded) {
    for (const kind of KINDS) {
      const amount = row[kind];
      if (amount !== null) text.sample({ ...whose(row), asset: row.quote, kind }, Number(amount));
    }
  }
  text.family("outcry_fees", "gauge", "Paid since the run began, in that asset; less rebates.");
  for (const row of traded) {
    for (const { asset, amount } of row.fees) text.sample({ ...whose(row), asset }, Number(amount));
  }
  text.family(
    "outcry_fee_unknown_fills",
    "gauge",
    "Fills whose fee is in another asset than the instrument's, or not known: no sample has it.",
  );
  for (const row of traded) text.sample(whose(row), row.feeUnknownFills);
}

function whose({ strategy, instrument }: TradedRow) {
  return { strategy, instrument };
}
