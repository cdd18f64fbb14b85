/** A futures contract: the filters of a symbol, and what only contracts have. Quantities are coins. */
import { assert } from "../../../../../core/assert.ts";
import {
  defineSymbol,
  type SymbolDefinition,
  type SymbolRules,
} from "../../exchange/symbol-rules.ts";

/** What money of all contracts is in. */
export const MARGIN_ASSET = "USDT";

/** Plain data. `percentUp` and `percentDown` are of the mark price. */
export type ContractRules = SymbolRules & {
  readonly leverageMax: number;
  /** Of a position's worth, in 1/1,000,000. */
  readonly maintenanceMillionths: number;
  /** Decimal places that prices are written with; at least those of the tick. */
  readonly pricePlaces: number;
  /** When a dated contract ends; NaN: it is perpetual. Wall microseconds. */
  readonly deliveryAt: number;
};

export type ContractDefinition = Omit<SymbolDefinition, "stopsMax"> & {
  /** 125 by default. */
  readonly leverageMax?: number;
  /** 2 by default, or as many as the tick has. */
  readonly pricePlaces?: number;
  /** Perpetual by default. */
  readonly deliveryAt?: number;
};

/**
 * Returns the rules of a contract.
 *
 * @throws {AssertionError} When it is not in USDT, or a step is none.
 */
export function defineContract(definition: ContractDefinition): ContractRules {
  const { quote, leverageMax = 125, deliveryAt = Number.NaN } = definition;
  assert(quote === MARGIN_ASSET, `a contract is in ${MARGIN_ASSET}: found ${quote}`);
  const rules = defineSymbol(definition);
  return {
    ...rules,
    percentUp: 10_500,
    percentDown: 9_500,
    leverageMax,
    maintenanceMillionths: 4_000,
    pricePlaces: Math.max(definition.pricePlaces ?? 2, rules.tick.scale),
    deliveryAt,
  };
}
