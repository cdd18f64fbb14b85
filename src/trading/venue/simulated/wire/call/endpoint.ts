/** One thing that the venue can be asked for, however the question travels. */
import type { Result } from "../../../../../core/result.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Refusal } from "../../exchange/words.ts";
import type { TimeUnit } from "../answer/numbers.ts";
import type { ParamReader } from "../request/param-reader.ts";
import { VENUE_ERRORS, type VenueError, venueError } from "../request/venue-error.ts";
import type { Security } from "../signature/authenticate.ts";
import type { KnownKey } from "../signature/key-table.ts";
import type { Venue } from "./venue.ts";

/** Parameters by name, decoded. */
export type SentParams = ReadonlyMap<string, string>;

/** A call that is allowed, at a spot venue unless another is said. */
export type Call<Of = Venue> = {
  readonly venue: Of;
  /** Of the caller; NaN: of nobody. */
  readonly account: number;
  /** Null: of nobody. */
  readonly key: KnownKey | null;
  /** Wall microseconds. */
  readonly at: number;
  readonly unit: TimeUnit;
};

export type Endpoint<Of = Venue> = {
  /** Name in the WebSocket API, or a name of the same kind: "order.place". */
  readonly name: string;
  readonly security: Security;
  /** Of the address's limit. It is asked of what was sent, right or wrong. */
  weight(sent: SentParams): number;
  /** It places an order: its answer tells the account's limits. */
  readonly isPlacing?: boolean;
  /** Reads all parameters before it does anything. Returns what JSON can carry. */
  run(call: Call<Of>, read: ParamReader): Result<unknown, VenueError>;
};

/** Reads the mandatory symbol; null, and a failure in `read`, when it is not listed. */
export function listedSymbol(call: Call, read: ParamReader): SymbolRules | null {
  const symbol = read.symbol();
  if (symbol === "") return null;
  const rules = call.venue.exchange.rulesOf(symbol);
  if (rules === null) read.fail(VENUE_ERRORS.badSymbol);
  return rules;
}

/** The exchange's refusal as an error of the venue. */
export function errorOf({ code, msg }: Refusal): VenueError {
  return venueError(code, msg);
}
