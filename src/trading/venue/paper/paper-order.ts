/** An order at the paper venue: plain data, so that a board or a snapshot can carry it. */

export type PaperSide = "BUY" | "SELL";

export type PaperOrder = {
  readonly id: string;
  readonly side: PaperSide;
  readonly instrument: number;
  readonly priceTicks: number;
  /** An amendment lessens it. */
  orderLots: number;
  cumLots: number;
  /** Displayed lots at our price that were there before us; NaN until the order rests. */
  aheadLots: number;
};

/** One fill that the venue would report. */
export type PaperFill = {
  readonly order: PaperOrder;
  readonly lots: number;
  readonly priceTicks: number;
  readonly liquidity: "MAKER" | "TAKER";
};

/** What can still be filled. Lots. */
export function leavesOf(order: PaperOrder): number {
  return order.orderLots - order.cumLots;
}
