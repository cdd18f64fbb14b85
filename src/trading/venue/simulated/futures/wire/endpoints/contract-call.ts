/** What calls about a contract have in common. */
import { failWith, type Result, succeed } from "../../../../../../core/result.ts";
import type { Refusal } from "../../../exchange/words.ts";
import type { Call, Endpoint } from "../../../wire/call/endpoint.ts";
import type { ParamReader } from "../../../wire/request/param-reader.ts";
import { VENUE_ERRORS, type VenueError, venueError } from "../../../wire/request/venue-error.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import type { FuturesVenue } from "../call/futures-venue.ts";

export type FuturesCall = Call<FuturesVenue>;
export type FuturesEndpoint = Endpoint<FuturesVenue>;
export type FuturesAnswer = Result<unknown, VenueError>;

/** Answers a call without parameters of its own, or after `read` has read them. */
export function answered(read: ParamReader, answer: () => unknown): FuturesAnswer {
  const failure = read.end();
  return failure === null ? succeed(answer()) : failWith(failure);
}

/** Answers about a contract that is listed, when nothing in what was sent is wrong. */
export function aboutContract(
  { venue }: FuturesCall,
  read: ParamReader,
  parts: (rules: ContractRules) => () => FuturesAnswer,
): FuturesAnswer {
  const rules = venue.exchange.rulesOf(read.symbol());
  if (rules === null) read.fail(VENUE_ERRORS.badSymbol);
  const answer = rules === null ? null : parts(rules);
  const failure = read.end();
  if (answer === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
  return answer();
}

/** Of one contract when one is named, of all otherwise, as a list. */
export function ofOneOrAll(
  { venue }: FuturesCall,
  read: ParamReader,
  view: (rules: ContractRules) => unknown,
): FuturesAnswer {
  const symbol = read.optionalSymbol();
  const rules = symbol === "" ? null : venue.exchange.rulesOf(symbol);
  if (symbol !== "" && rules === null) read.fail(VENUE_ERRORS.badSymbol);
  return answered(read, () => (rules === null ? venue.exchange.contracts.map(view) : view(rules)));
}

/** The exchange's outcome as an answer. */
export function told<Value>(
  result: Result<Value, Refusal>,
  view: (value: Value) => unknown,
): FuturesAnswer {
  if (!result.ok) return failWith(venueError(result.failure.code, result.failure.msg));
  return succeed(view(result.value));
}
