/** Market orders at the levels that are shown: how many lots an amount of money is, and what lots cost. */
import type { MatchingEngine } from "../../engine/matching-engine.ts";
import type { PlaceRequest } from "../order.ts";
import type { SymbolRules } from "../symbol-rules.ts";
import type { Atoms } from "../words.ts";
import { holdOf, worthOf } from "./holds.ts";

type Look = { readonly rules: SymbolRules; readonly engine: MatchingEngine };

/**
 * Returns `request` with the lots that its amount of quote buys or sells now; 0 when the book has
 * none. One that names its lots is returned as it is.
 *
 * An iceberg's hidden part is not seen: where it is met, the order costs less than it might.
 */
export function sizedRequest({ rules, engine }: Look, request: PlaceRequest): PlaceRequest {
  const { quoteAtoms, side } = request;
  if (quoteAtoms === null) return request;
  let money = quoteAtoms;
  let lots = 0;
  engine.forEachLevel(opposite(side), Number.POSITIVE_INFINITY, (priceTicks, shown) => {
    const worth = worthOf(rules, priceTicks, 1);
    const wanted = Number(money / worth);
    const taken = Math.min(shown, wanted);
    lots += taken;
    // Behind a level that was not taken whole, nothing is wanted.
    money = taken < shown ? 0n : money - worth * BigInt(taken);
  });
  return { ...request, lots };
}

/** What a sized request costs its account at most, in the asset that it holds. */
export function costOf({ rules, engine }: Look, request: PlaceRequest, free: Atoms): Atoms {
  const { side, type, quoteAtoms } = request;
  if (type !== "MARKET" || side === "SELL" || quoteAtoms !== null) {
    return holdOf(rules, request, free);
  }
  let left = request.lots;
  let cost = 0n;
  engine.forEachLevel("SELL", Number.POSITIVE_INFINITY, (priceTicks, shown) => {
    const taken = Math.min(shown, left);
    left -= taken;
    cost += worthOf(rules, priceTicks, taken);
  });
  return cost;
}

function opposite(side: PlaceRequest["side"]): PlaceRequest["side"] {
  return side === "BUY" ? "SELL" : "BUY";
}
