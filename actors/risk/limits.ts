/** The limits that the gate holds an order against: of the desk, and of the strategy's file. */
import type { ActorAbout } from "../../src/desk/message/desk-facts.ts";
import type { GateLimits } from "../../src/trading/risk/gate-look.ts";

/** What risk's own file says. */
export type DeskLimits = {
  /** Oldest book. Nanoseconds. */
  readonly bookAgeNs: number;
  readonly priceCollarBps: number;
  /** Largest order, as a part of the strategy's position limit. */
  readonly orderFraction: number;
};

/** What is not in the strategy's file stays missing, and denies. */
export function limitsOf(desk: DeskLimits, about: ActorAbout, instrument: number): GateLimits {
  const { positionLots, orderLots, orderRatePerS } = about.limits;
  const position = positionLots[instrument];
  const fraction = position === undefined ? undefined : Math.floor(position * desk.orderFraction);
  return {
    positionLots: position,
    orderLots: orderLots[instrument] ?? fraction,
    orderRatePerS: orderRatePerS ?? undefined,
    priceCollarBps: desk.priceCollarBps,
    bookAgeNs: desk.bookAgeNs,
  };
}
