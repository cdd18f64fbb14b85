/** Parameters as REST sends them, in a query or a form: taken apart, decoded, and what they sign. */
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import { illegalCharacters, VENUE_ERRORS, type VenueError } from "./venue-error.ts";

/** What may stand in a query that is percent-encoded. */
const ENCODED = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/;

/**
 * Returns parameters by name. What is sent in the query goes before the same name in the body.
 *
 * @param query Without its question mark.
 */
export function formOf(
  query: string,
  body: string,
): Result<ReadonlyMap<string, string>, VenueError> {
  const fromBody = pairsOf(body);
  if (!fromBody.ok) return fromBody;
  const fromQuery = pairsOf(query);
  if (!fromQuery.ok) return fromQuery;
  return succeed(new Map([...fromBody.value, ...fromQuery.value]));
}

/**
 * Returns what a signature is of: query and body as they came, without the signature itself, with
 * nothing between them; null when something in them is not percent-encoded.
 *
 * @example
 * ```ts
 * signedText("symbol=BTCUSDT", "quantity=1&signature=ab"); // => "symbol=BTCUSDTquantity=1"
 * signedText("symbol=BTC USDT&signature=ab", ""); // => null
 * ```
 */
export function signedText(query: string, body: string): string | null {
  if (!ENCODED.test(query) || !ENCODED.test(body)) return null;
  return unsigned(query) + unsigned(body);
}

function unsigned(text: string): string {
  return text
    .split("&")
    .filter((part) => !part.startsWith("signature="))
    .join("&");
}

function pairsOf(text: string): Result<ReadonlyMap<string, string>, VenueError> {
  const pairs = new Map<string, string>();
  for (const part of text.split("&")) {
    if (part === "") continue;
    const [name = "", ...value] = part.split("=").map(decoded);
    if (name === null || value.includes(null)) return failWith(illegalCharacters(part, "^[ -~]*$"));
    if (pairs.has(name)) return failWith(VENUE_ERRORS.duplicateParam);
    pairs.set(name, value.join("="));
  }
  return succeed(pairs);
}

/** Null when it is no percent-encoding of UTF-8. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}
