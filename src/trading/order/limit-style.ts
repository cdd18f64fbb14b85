/** How a limit order may be filled, in the words of every venue here. */

/**
 * GTC: it works until it is filled or cancelled. IOC: what is not filled at once ends. FOK: all of it
 * at once, or nothing. POST_ONLY: refused when it would take.
 *
 * None is without a price: what the gate holds against the market must have one.
 */
export const LIMIT_STYLES = ["GTC", "IOC", "FOK", "POST_ONLY"] as const;

/** One of {@link LIMIT_STYLES}. */
export type LimitStyle = (typeof LIMIT_STYLES)[number];
