/**
 * A strategy whose orders rest: it keeps a few to buy below the market, which nothing fills, and
 * never cancels one.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { EAGER_NAME } from "./eager.ts";
import type { FaultFolder } from "./fault-folder.ts";

const PATIENT = `/** Written by a test. */
import { defineStrategy } from "../../src/desk/strategy/define-strategy.ts";
import { count, quantity } from "../../src/runtime/actor/setting.ts";

export default defineStrategy({
  args: { clip: quantity({ min: 1 }), orders: count({}) },
  start: (_ctx, args) => ({ ...args }),
  on: {},
  settle(state, { orders, market }) {
    if (!market.live || orders.working >= state.orders) return;
    // 30 of the 50 basis points that the gate allows.
    orders.buy(state.clip, Math.floor(market.bid * 0.997));
  },
});
`;

/** The only strategy of the desk, in place of the market maker; it keeps `orders` at work. */
export function putPatient(folder: FaultFolder, orders = 3): undefined {
  rmSync(join(folder.desk, "strategy-reversion.toml"));
  folder.strategy("strategy/patient", PATIENT);
  folder.toml(
    EAGER_NAME,
    `use = "strategy/patient"
instruments = ["BTC-USDT@binance"]

[args]
clip = "0.001"
orders = ${orders}

[limits]
position = "0.02"
orderRatePerS = 100
`,
  );
}
