/** What a futures exchange does not do, in the venue's own codes and words. */
import type { Refusal } from "../../exchange/words.ts";

const say = (code: number, msg: string): Refusal => ({ code, msg });

export const FUTURES_REFUSALS = {
  invalidSymbol: say(-1121, "Invalid symbol."),
  closed: say(-4108, "This symbol is not in trading status"),
  unknownOrder: say(-2011, "Unknown order sent."),
  noSuchOrder: say(-2013, "Order does not exist."),
  insufficient: say(-2019, "Margin is insufficient."),
  reduceOnly: say(-2022, "ReduceOnly Order is rejected."),
  tooManyOrders: say(-2025, "Reach max open order limit."),
  tooLarge: say(-2027, "Exceeded the maximum allowable position at current leverage."),
  leverageTooSmall: say(-2028, "Leverage is smaller than permitted: insufficient margin balance."),
  priceTooHigh: say(-4002, "Price greater than max price."),
  priceTooLow: say(-4013, "Price less than min price."),
  quantityTooSmall: say(-4004, "Quantity less than min quantity."),
  quantityTooLarge: say(-4005, "Quantity greater than max quantity."),
  priceOffGrid: say(-4014, "Price not increased by tick size."),
  quantityOffGrid: say(-4023, "Quantity not increased by step size."),
  withdrawn: say(-4050, "Cross balance insufficient."),
  duplicate: say(-4116, "ClientOrderId is duplicated."),
  fok: say(
    -5021,
    "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.",
  ),
  postOnly: say(
    -5022,
    "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history.",
  ),
  sameOrder: say(-5027, "No need to modify the order."),
  otherSide: say(-4000, "Invalid order status."),
} as const;

export function aboveCap(price: string): Refusal {
  return say(-4016, `Limit price can't be higher than ${price}.`);
}

export function belowFloor(price: string): Refusal {
  return say(-4024, `Limit price can't be lower than ${price}.`);
}

export function notionalTooSmall(notional: string): Refusal {
  return say(
    -4164,
    `Order's notional must be no smaller than ${notional} (unless you choose reduce only).`,
  );
}

export function badLeverage(leverage: number): Refusal {
  return say(-4028, `Leverage ${leverage} is not valid`);
}
