/** The venue's errors, in its own codes and words, with the status that REST answers them by. */

/** Why a call was not done. What travels is `code`, `msg` and, where there is one, `data`. */
export type VenueError = {
  /** Negative. */
  readonly code: number;
  readonly msg: string;
  readonly httpStatus: number;
  /** What became of the halves of a cancel-replace; null otherwise. */
  readonly data: unknown;
  /** When asking is allowed again, wall microseconds; NaN: the error does not say. */
  readonly retryAt: number;
};

/** Codes that answer by another status than 400. */
const STATUS: ReadonlyMap<number, number> = new Map([
  [-1000, 500],
  [-1001, 500],
  [-1002, 401],
  [-1003, 429],
  [-1006, 502],
  [-1007, 504],
  [-1008, 503],
  [-1015, 429],
  [-1016, 503],
  [-2014, 401],
  [-2015, 401],
  [-2021, 409],
]);

/**
 * Returns an error with the status of its code.
 *
 * @example
 * ```ts
 * venueError(-1121, "Invalid symbol.").httpStatus; // => 400
 * venueError(-2015, "Invalid API-key, IP, or permissions for action.").httpStatus; // => 401
 * ```
 */
export function venueError(code: number, msg: string, data: unknown = null): VenueError {
  return { code, msg, httpStatus: STATUS.get(code) ?? 400, data, retryAt: Number.NaN };
}

/** Errors without a part of their own. */
export const VENUE_ERRORS = {
  unknown: venueError(-1000, "An unknown error occurred while processing the request."),
  disconnected: venueError(
    -1001,
    "Internal error; unable to process your request. Please try again.",
  ),
  unauthorized: venueError(-1002, "You are not authorized to execute this request."),
  unexpectedAnswer: venueError(
    -1006,
    "An unexpected response was received from the message bus. Execution status unknown.",
  ),
  timeout: venueError(
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
  ),
  busy: venueError(
    -1008,
    "Server is currently overloaded with other requests. Please try again in a few minutes.",
  ),
  badPrice: venueError(-1013, "Invalid price."),
  badQuantity: venueError(-1013, "Invalid quantity."),
  badQuoteQuantity: venueError(-1013, "Invalid quote order quantity."),
  badStopPrice: venueError(-1013, "Invalid stop price."),
  lotSize: venueError(-1013, "Filter failure: LOT_SIZE"),
  unsupportedOrder: venueError(-1014, "Unsupported order combination."),
  aheadOfTime: venueError(
    -1021,
    "Timestamp for this request was 1000ms ahead of the server's time.",
  ),
  outsideWindow: venueError(-1021, "Timestamp for this request is outside of the recvWindow."),
  badSignature: venueError(-1022, "Signature for this request is not valid."),
  duplicateParam: venueError(-1101, "Duplicate values for a parameter detected."),
  badTimeInForce: venueError(-1115, "Invalid timeInForce."),
  badOrderType: venueError(-1116, "Invalid orderType."),
  badSide: venueError(-1117, "Invalid side."),
  badInterval: venueError(-1120, "Invalid interval."),
  badSymbol: venueError(-1121, "Invalid symbol."),
  badSymbolStatus: venueError(-1122, "Invalid symbolStatus."),
  moreThanADay: venueError(-1127, "More than 24 hours between startTime and endTime."),
  badCombination: venueError(-1128, "Combination of optional parameters invalid."),
  windowTooLarge: venueError(-1131, "recvWindow must be less than 60000."),
  badStrategyType: venueError(-1134, "strategyType was less than 1000000."),
  badTickerType: venueError(-1139, "Invalid ticker type."),
  badRestrictions: venueError(
    -1145,
    "cancelRestrictions has to be either ONLY_NEW or ONLY_PARTIALLY_FILLED.",
  ),
  duplicateSymbols: venueError(-1151, "Symbol is present multiple times in the list."),
  badTimeUnit: venueError(
    -1194,
    "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.",
  ),
  icebergExceeds: venueError(-2010, "IcebergQty exceeds QTY."),
  noSuchOrder: venueError(-2013, "Order does not exist."),
  badKeyFormat: venueError(-2014, "API-key format invalid."),
  rejectedKey: venueError(-2015, "Invalid API-key, IP, or permissions for action."),
} as const;

/** A mandatory parameter is not there, or is empty. */
export function missingParam(name: string): VenueError {
  return venueError(
    -1102,
    `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
  );
}

/** One of two parameters must be there. */
export function missingEither(one: string, other: string): VenueError {
  return venueError(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`);
}

/** @param range What the venue says is legal: a pattern. */
export function illegalCharacters(name: string, range: string): VenueError {
  return venueError(
    -1100,
    `Illegal characters found in parameter '${name}'; legal range is '${range}'.`,
  );
}

/** The call takes fewer parameters than were sent. */
export function tooManyParams(expected: number, sent: number): VenueError {
  return venueError(-1101, `Too many parameters; expected '${expected}' and received '${sent}'.`);
}

export function unreadParams(read: number, sent: number): VenueError {
  return venueError(
    -1104,
    `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`,
  );
}

export function emptyParam(name: string): VenueError {
  return venueError(-1105, `Parameter '${name}' was empty.`);
}

export function needlessParam(name: string): VenueError {
  return venueError(-1106, `Parameter '${name}' sent when not required.`);
}

export function overflow(name: string): VenueError {
  return venueError(-1108, `Parameter '${name}' overflowed.`);
}

export function tooPrecise(name: string): VenueError {
  return venueError(-1111, `Parameter '${name}' has too much precision.`);
}

export function badValue(name: string): VenueError {
  return venueError(-1130, `Data sent for parameter '${name}' is not valid.`);
}
