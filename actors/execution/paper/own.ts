/** An order of ours at the paper venue: what is matched, and what its gateway knows of it. */
import type { LimitStyle } from "../../../src/trading/order/limit-style.ts";
import type { PaperOrder } from "../../../src/trading/venue/paper/paper-order.ts";
import type { OpenBody } from "../event-ledger.ts";

export type OwnOrder = PaperOrder & {
  readonly strategy: number;
  readonly style: LimitStyle;
  /** The order whose place it takes; empty when none. */
  readonly replaces: string;
  readonly sentAt: number;
  isResting: boolean;
  /** The gateway itself has asked for its end. */
  isEnding: boolean;
};

/** What stands on the board, as the next life goes on with it. */
export function ownOrderOf(shown: OpenBody): OwnOrder {
  const { state, side, instrument, strategy, priceTicks, orderLots, cumLots } = shown;
  const { style, replaces } = shown;
  return {
    id: shown.orderId,
    side,
    instrument,
    strategy,
    style,
    replaces,
    priceTicks,
    orderLots,
    cumLots,
    aheadLots: Number.NaN,
    sentAt: shown.sentAt,
    isResting: state === "WORKING",
    isEnding: false,
  };
}
