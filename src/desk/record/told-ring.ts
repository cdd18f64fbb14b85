/** Newest trades of an execution, as they stand on its board: a slot each, the oldest overwritten. */
import type { BodyOf } from "../../runtime/actor/context.ts";
import type { OrderEvent } from "../message/order-event.ts";
import { TOLD_TRADES_MAX, type ToldTrade } from "../message/told-trade.ts";

export type ToldBody = Readonly<BodyOf<typeof ToldTrade>>;

export class ToldRing {
  /** In the order of the board's slots. */
  readonly trades: ToldBody[];
  #newest: number;

  constructor(trades: readonly ToldBody[] = []) {
    this.trades = [...trades];
    this.#newest = this.trades.reduce(
      (best, { sequence }, at) => (sequence > (this.trades[best]?.sequence ?? 0) ? at : best),
      -1,
    );
  }

  /** Takes a fill in. Returns its slot; -1 of one that is there already. */
  take(
    { instrument, deltaLots, orderId, tradeId }: Readonly<BodyOf<typeof OrderEvent>>,
    sequence: number,
  ): number {
    if (sequence <= (this.trades[this.#newest]?.sequence ?? 0)) return -1;
    this.#newest = (this.#newest + 1) % TOLD_TRADES_MAX;
    this.trades[this.#newest] = { instrument, lots: deltaLots, sequence, orderId, tradeId };
    return this.#newest;
  }

  /** As they were told. */
  oldestFirst(): readonly ToldBody[] {
    return this.trades.toSorted((left, right) => left.sequence - right.sequence);
  }
}
