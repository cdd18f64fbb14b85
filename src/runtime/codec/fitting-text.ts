/** What of a text a field has room for: for words of others, which may be of any length. */
import { TEXT_BYTES_MAX } from "./text-field.ts";

/**
 * Returns the beginning of `text` that fits a text field, in whole characters. Half of a surrogate pair
 * becomes a replacement character.
 *
 * @example
 * ```ts
 * fittingText("not placed"); // => "not placed"
 * fittingText("Filter failure: PERCENT_PRICE_BY_SIDE"); // => "Filter failure: PERCENT_PRICE_B"
 * ```
 */
export function fittingText(text: string): string {
  let fitting = "";
  let bytes = 0;
  // Each character has a byte or more, so that more of them are never looked at.
  for (const character of text.slice(0, 2 * TEXT_BYTES_MAX).toWellFormed()) {
    bytes += Buffer.byteLength(character);
    if (bytes > TEXT_BYTES_MAX) break;
    fitting += character;
  }
  return fitting;
}
