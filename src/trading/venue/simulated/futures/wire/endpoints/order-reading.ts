/** Reads the parameters of futures orders, and refuses what is not simulated in the venue's words. */
import { stepsOf } from "../../../../../../core/decimal.ts";
import type { DecimalStep } from "../../../../../../core/decimal-step.ts";
import type { ParamReader } from "../../../wire/request/param-reader.ts";
import { badValue, VENUE_ERRORS, venueError } from "../../../wire/request/venue-error.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import {
  FUTURES_ORDER_TYPES,
  FUTURES_STP_MODES,
  FUTURES_TIMES_IN_FORCE,
  type FuturesOrderType,
  type FuturesPlaceRequest,
  type FuturesStpMode,
  type FuturesTimeInForce,
  type ModifyRequest,
} from "../../exchange/order.ts";
import type { FuturesResponseType } from "../answer/futures-order-view.ts";

const SIDES = ["BUY", "SELL"] as const;
const RESPONSES = ["ACK", "RESULT"] as const;
const WITH_TRIGGER = /^(?:STOP|TAKE_PROFIT|TRAILING_STOP)(?:_MARKET)?$/;

const MOVED = venueError(
  -4120,
  "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
);
const OTHER_POSITION_SIDE = venueError(
  -4061,
  "Order's position side does not match user's setting.",
);
const BAD_QUANTITY = venueError(-4003, "Quantity less than zero.");
const BAD_PRICE = venueError(-4001, "Price less than 0.");
const NO_CLOSE = venueError(-4136, "Target strategy invalid for orderType,closePosition");

export type Placing = {
  readonly request: FuturesPlaceRequest;
  readonly responseType: FuturesResponseType;
};

export function readFuturesPlacing(read: ParamReader, rules: ContractRules): Placing {
  const side = read.word("side", SIDES, { error: VENUE_ERRORS.badSide });
  const type = readType(read);
  const isLimit = type === "LIMIT";
  const timeInForce = readTimeInForce(read, isLimit);
  const lots = readAmount(read, "quantity", rules.lot);
  const priceTicks =
    isLimit || read.has("price") ? readAmount(read, "price", rules.tick) : Number.NaN;
  refuseUnsupported(read);
  return {
    request: {
      ...{ symbol: rules.symbol, side, type, timeInForce, lots },
      priceTicks: isLimit ? priceTicks : Number.NaN,
      isReduceOnly: read.flag("reduceOnly", false),
      clientOrderId: read.clientId("newClientOrderId"),
      stp: read.word<FuturesStpMode>("selfTradePreventionMode", FUTURES_STP_MODES, {
        fallback: "NONE",
      }),
    },
    responseType: read.word<FuturesResponseType>("newOrderRespType", RESPONSES, {
      fallback: "ACK",
    }),
  };
}

export function readModifying(read: ParamReader, rules: ContractRules): ModifyRequest {
  const key = readFuturesKey(read);
  const side = read.word("side", SIDES, { error: VENUE_ERRORS.badSide });
  const lots = readAmount(read, "quantity", rules.lot);
  const priceTicks = readAmount(read, "price", rules.tick);
  refuseUnsupported(read);
  return { symbol: rules.symbol, ...key, side, lots, priceTicks };
}

/** By the venue's id, which goes before the client's. */
export function readFuturesKey(read: ParamReader) {
  const orderId = read.integer("orderId");
  const clientOrderId = read.clientId("origClientOrderId");
  if (Number.isNaN(orderId) && clientOrderId === "") {
    read.fail(
      venueError(
        -1102,
        "Param 'origClientOrderId' or 'orderid' must be sent, but both were empty/null!",
      ),
    );
  }
  return { orderId, clientOrderId };
}

/** Those with a trigger are taken at the endpoint of algo orders, which is not simulated. */
function readType(read: ParamReader): FuturesOrderType {
  const text = read.requiredText("type");
  if (WITH_TRIGGER.test(text)) read.fail(MOVED);
  const type = FUTURES_ORDER_TYPES.find((known) => known === text);
  if (type === undefined) read.fail(VENUE_ERRORS.badOrderType);
  return type ?? "LIMIT";
}

function readTimeInForce(read: ParamReader, isLimit: boolean): FuturesTimeInForce {
  if (!isLimit && !read.has("timeInForce")) return "GTC";
  return read.word("timeInForce", FUTURES_TIMES_IN_FORCE, { error: VENUE_ERRORS.badTimeInForce });
}

/** NaN between two steps, which the contract's filter refuses. */
function readAmount(read: ParamReader, name: "price" | "quantity", step: DecimalStep): number {
  read.requiredText(name);
  const text = read.decimal(name);
  if (text === null) return Number.NaN;
  if (!/[1-9]/.test(text)) read.fail(name === "price" ? BAD_PRICE : BAD_QUANTITY);
  const steps = stepsOf(text, step);
  return steps.ok ? steps.value : Number.NaN;
}

/** One-way positions only, at a price that is said; the rest is taken when it asks for nothing. */
function refuseUnsupported(read: ParamReader): undefined {
  const positionSide = read.text("positionSide");
  if (positionSide !== null && positionSide !== "BOTH") read.fail(OTHER_POSITION_SIDE);
  if (read.flag("closePosition", false)) read.fail(NO_CLOSE);
  const priceMatch = read.text("priceMatch");
  if (priceMatch !== null && priceMatch !== "NONE") read.fail(badValue("priceMatch"));
  read.flag("priceProtect", false);
  read.text("workingType");
}
