/** Parameters of a placing: which an order of each type needs, which it may not have, and what they say. */
import { stepsOf } from "../../../../../core/decimal.ts";
import { atomsOf } from "../../../../../core/decimal-atoms.ts";
import type { DecimalStep } from "../../../../../core/decimal-step.ts";
import type { PlaceRequest } from "../../exchange/order.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import {
  ORDER_TYPES,
  type OrderType,
  STP_MODES,
  type StpMode,
  TIMES_IN_FORCE,
  type TimeInForce,
} from "../../exchange/words.ts";
import type { ResponseType } from "../answer/order-view.ts";
import type { ParamReader } from "./param-reader.ts";
import {
  emptyParam,
  missingEither,
  missingParam,
  needlessParam,
  VENUE_ERRORS,
  type VenueError,
  venueError,
} from "./venue-error.ts";

export type PlaceParams = {
  readonly request: PlaceRequest;
  readonly responseType: ResponseType;
};

const SIDES = ["BUY", "SELL"] as const;
const RESPONSE_TYPES = ["ACK", "RESULT", "FULL"] as const;
const STRATEGY_TYPE_MIN = 1_000_000;

/** Which of the parameters that not all types have, a type needs. */
const NEEDS: Readonly<Record<OrderType, readonly string[]>> = {
  LIMIT: ["timeInForce", "quantity", "price"],
  MARKET: [],
  LIMIT_MAKER: ["quantity", "price"],
  STOP_LOSS: ["quantity", "stopPrice"],
  STOP_LOSS_LIMIT: ["timeInForce", "quantity", "price", "stopPrice"],
  TAKE_PROFIT: ["quantity", "stopPrice"],
  TAKE_PROFIT_LIMIT: ["timeInForce", "quantity", "price", "stopPrice"],
};
const OF_SOME_TYPES = ["timeInForce", "price", "stopPrice", "icebergQty"] as const;

/** What is wrong, or of a symbol that is not listed, is found in `read`, and what is returned is of no use. */
export function readPlacing(read: ParamReader, rules: SymbolRules): PlaceParams {
  const side = read.word("side", SIDES, { error: VENUE_ERRORS.badSide });
  const type = read.word("type", ORDER_TYPES, { error: VENUE_ERRORS.badOrderType });
  refuseNeedless(read, type);
  for (const name of NEEDS[type]) if (!read.has(name)) read.fail(missingParam(name));
  const timeInForce = readTimeInForce(read);
  const priceTicks = readSteps(read, "price", rules.tick, VENUE_ERRORS.badPrice);
  const stopTicks = readSteps(read, "stopPrice", rules.tick, VENUE_ERRORS.badStopPrice);
  const lots = readSteps(read, "quantity", rules.lot, VENUE_ERRORS.badQuantity);
  const quoteAtoms = readQuote(read, type);
  const icebergLots = readIceberg(read, rules, { lots, timeInForce });
  readStrategy(read);
  const clientOrderId = read.clientId("newClientOrderId");
  const isFull = type === "MARKET" || type === "LIMIT";
  return {
    request: {
      symbol: rules.symbol,
      side,
      type,
      timeInForce,
      priceTicks,
      lots,
      quoteAtoms,
      stopTicks,
      icebergLots,
      clientOrderId,
      stp: read.word<StpMode>("selfTradePreventionMode", STP_MODES, { fallback: "NONE" }),
    },
    responseType: read.word<ResponseType>("newOrderRespType", RESPONSE_TYPES, {
      fallback: isFull ? "FULL" : "ACK",
    }),
  };
}

/**
 * Reads an amount in steps; NaN when it was not sent, and when it lies between two steps, which the
 * symbol's filter then refuses.
 *
 * @param zero What zero is refused by.
 */
export function readSteps(
  read: ParamReader,
  name: string,
  step: DecimalStep,
  zero: VenueError,
): number {
  const text = read.decimal(name);
  if (text === null) return Number.NaN;
  if (!/[1-9]/.test(text)) read.fail(zero);
  const steps = stepsOf(text, step);
  return steps.ok ? steps.value : Number.NaN;
}

function refuseNeedless(read: ParamReader, type: OrderType): undefined {
  const takesIceberg = type.includes("LIMIT");
  for (const name of OF_SOME_TYPES) {
    const isTaken = name === "icebergQty" ? takesIceberg : NEEDS[type].includes(name);
    if (!isTaken) read.refuse(name);
  }
  if (type !== "MARKET") read.refuse("quoteOrderQty");
  if (read.has("trailingDelta")) {
    read.fail(venueError(-2010, "Trailing stop orders are not supported for this symbol."));
  }
}

function readTimeInForce(read: ParamReader): TimeInForce | null {
  if (!read.has("timeInForce")) return null;
  if (read.text("timeInForce") === null) read.fail(emptyParam("timeInForce"));
  return read.word("timeInForce", TIMES_IN_FORCE, { error: VENUE_ERRORS.badTimeInForce });
}

/** Of a market order either the quantity is said, or what it may spend or earn. */
function readQuote(read: ParamReader, type: OrderType): bigint | null {
  if (type !== "MARKET") return null;
  const text = read.decimal("quoteOrderQty");
  const hasQuantity = read.has("quantity");
  if (text === null) {
    if (!hasQuantity) read.fail(missingEither("quantity", "quoteOrderQty"));
    return null;
  }
  if (hasQuantity) read.fail(needlessParam("quoteOrderQty"));
  const atoms = atomsOf(text);
  if (!atoms.ok || atoms.value === 0n) {
    read.fail(VENUE_ERRORS.badQuoteQuantity);
    return null;
  }
  return atoms.value;
}

/** NaN without one. */
function readIceberg(
  read: ParamReader,
  rules: SymbolRules,
  { lots, timeInForce }: { readonly lots: number; readonly timeInForce: TimeInForce | null },
): number {
  if (!read.has("icebergQty")) return Number.NaN;
  const peak = readSteps(read, "icebergQty", rules.lot, VENUE_ERRORS.badQuantity);
  if (Number.isNaN(peak)) {
    read.fail(VENUE_ERRORS.lotSize);
    return Number.NaN;
  }
  if (timeInForce !== null && timeInForce !== "GTC") read.fail(VENUE_ERRORS.unsupportedOrder);
  if (peak > lots) read.fail(VENUE_ERRORS.icebergExceeds);
  return peak;
}

/** Taken, and not told again. */
function readStrategy(read: ParamReader): undefined {
  read.integer("strategyId");
  if (read.integer("strategyType") < STRATEGY_TYPE_MIN) read.fail(VENUE_ERRORS.badStrategyType);
}
