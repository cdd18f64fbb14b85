/**
 * A strategy that sends orders whether its market is live or not, and may be blind to who is ready, so
 * that the gate and the gateway get what they must refuse. It trades around nothing: sells what it holds, else buys; or it hoards,
 * and only buys.
 */
import type { FaultFolder } from "./fault-folder.ts";

const EAGER = `/** Written by a test. */
import { defineStrategy } from "../../src/desk/strategy/define-strategy.ts";
import { count, flag, quantity } from "../../src/runtime/actor/setting.ts";

const eager = defineStrategy({
  args: {
    clip: quantity({ min: 1 }),
    validForMs: count({}),
    workingMax: count({}),
    hoards: flag(),
    isBlind: flag(),
  },
  start: (_ctx, args) => ({ ...args }),
  on: {},
  settle(state, ctx) {
    const { orders, market, position } = ctx;
    // An order that the market has left would stand in the way of the next.
    if (!market.live || orders.working >= state.workingMax) orders.cancelAll();
    if (orders.working >= state.workingMax) return;
    const options = { validForMs: state.validForMs };
    if (position.lots > 0 && !state.hoards) orders.sell(state.clip, market.bid, options);
    else orders.buy(state.clip, market.ask, options);
  },
});

export default {
  ...eager,
  open(held, ctx) {
    if (held.own.isBlind) Object.defineProperty(ctx, "ready", { value: () => true });
    return eager.open(held, ctx);
  },
};
`;

/** The name of its actor. */
export const EAGER_NAME = "strategy-market-maker";

type EagerSettings = {
  readonly name?: string;
  readonly validForMs?: number;
  readonly workingMax?: number;
  readonly position?: string;
  readonly orderRatePerS?: number;
  readonly hoards?: boolean;
  /** Takes everybody for ready. */
  readonly isBlind?: boolean;
};

/** In place of the market maker: it sends at most `workingMax` orders before it hears of them. */
export function putEager(folder: FaultFolder, settings: EagerSettings = {}): undefined {
  const { name = EAGER_NAME, validForMs = 250, workingMax = 1, position = "0.02" } = settings;
  folder.strategy("strategy/eager", EAGER);
  folder.toml(
    name,
    `use = "strategy/eager"
instruments = ["BTC-USDT@binance"]

[args]
clip = "0.001"
validForMs = ${validForMs}
workingMax = ${workingMax}
hoards = ${settings.hoards ?? false}
isBlind = ${settings.isBlind ?? false}

[limits]
position = "${position}"
orderRatePerS = ${settings.orderRatePerS ?? 100}
`,
  );
}
