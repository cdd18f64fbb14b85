/** What a simulated exchange lists, in words that people write: "BTC-USDT 0.01 0.00001". */
import { atomsOf } from "../../../../core/decimal-atoms.ts";
import { parseStep } from "../../../../core/decimal-step.ts";
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import type { SymbolDefinition } from "../exchange/symbol-rules.ts";
import type { Atoms } from "../exchange/words.ts";

const LISTING = /^([A-Z0-9]{1,12})-([A-Z0-9]{1,12}) +(\S+) +(\S+)$/;
const BALANCE = /^([A-Z0-9]{1,12}) +(\d\S*)$/;
/** An atom is 1e-8, and a tick times a lot is a whole number of them. */
const SCALE_MAX = 8;

/**
 * Reads "base-quote tick lot".
 *
 * @example
 * ```ts
 * parseListing("BTC-USDT 0.01 0.00001").ok; // => true
 * parseListing("BTC-USDT 0.01"); // => { ok: false, failure: "a symbol is base-quote, tick and lot, as in BTC-USDT 0.01 0.00001: found BTC-USDT 0.01" }
 * ```
 */
export function parseListing(text: string): Result<SymbolDefinition, string> {
  const [, base = "", quote = "", tick = "", lot = ""] = LISTING.exec(text) ?? [];
  const steps = [parseStep(tick), parseStep(lot)];
  if (base === "" || !steps.every(({ ok }) => ok)) {
    const example = "as in BTC-USDT 0.01 0.00001";
    return failWith(`a symbol is base-quote, tick and lot, ${example}: found ${text}`);
  }
  const scale = steps.reduce((sum, step) => sum + (step.ok ? step.value.scale : 0), 0);
  if (!(scale <= SCALE_MAX)) {
    const what = `${scale} places of ${tick} and ${lot}`;
    return failWith(`tick and lot must have at most ${SCALE_MAX} decimal places together: ${what}`);
  }
  return succeed({ symbol: base + quote, base, quote, tick, lot });
}

/**
 * Reads "asset amount".
 *
 * @example
 * ```ts
 * parseBalance("USDT 10.5"); // => { ok: true, value: { asset: "USDT", atoms: 1050000000n } }
 * ```
 */
export function parseBalance(
  text: string,
): Result<{ readonly asset: string; readonly atoms: Atoms }, string> {
  const [, asset = "", amount = ""] = BALANCE.exec(text) ?? [];
  const atoms = atomsOf(amount);
  if (asset === "" || !atoms.ok)
    return failWith(`a balance is an asset and an amount, as in BTC 10: found ${text}`);
  return succeed({ asset, atoms: atoms.value });
}
