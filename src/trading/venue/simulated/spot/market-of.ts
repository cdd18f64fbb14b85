/** How a listed symbol trades when nobody says: as liquid as large pairs are, at a price of its base. */
import type { SymbolDefinition } from "../exchange/symbol-rules.ts";
import { ATOMS_PER_UNIT } from "../exchange/words.ts";
import {
  BTCUSDT_PROFILE,
  ETHUSDT_PROFILE,
  type MarketProfile,
} from "../market/agents/market-profile.ts";

const UNIT = Number(ATOMS_PER_UNIT);
const KNOWN: ReadonlyMap<string, MarketProfile> = new Map(
  [BTCUSDT_PROFILE, ETHUSDT_PROFILE].map((profile) => [profile.symbol, profile]),
);
/** Of one unit of a base asset that is not known, in its quote asset. */
const PRICE = 100;
/** The finest gap of quotes is such a part of the price. */
const GAP_FRACTION = 1 / 500_000;
/** What a quote at the touch is worth, in the quote asset. */
const QUOTE_WORTH = 1_000;

/** Prices are whole multiples of its tick as far as they go. */
export function profileOf({ symbol, tick, lot }: SymbolDefinition): MarketProfile {
  const known = KNOWN.get(symbol);
  if (known !== undefined) return known;
  const price = PRICE * UNIT;
  const unit = Math.max(Math.round(Number(tick) * UNIT), Math.round(price * GAP_FRACTION), 1);
  const size = Math.max(Math.round((QUOTE_WORTH / PRICE) * UNIT), 10 * Number(lot) * UNIT);
  return { symbol, price, unit, walk: 5, impact: 1, size, printsPerMille: 250 };
}
