/**
 * An order has a last moment: what was decided before a restart or a jam is not sent after it.
 *
 * The moment is on the one clock of all threads, so the gateway can look once more before it sends.
 * A cancel has none.
 */
import type { Control } from "./gate-look.ts";

/**
 * Refuses an order later than its last moment; the moment itself is in time. An order without one,
 * with NaN for it, is always late.
 */
export const checkValidity: Control = ({ intent, now }) => {
  if (now <= intent.validUntil) return null;
  return { kind: "EXPIRED", limit: intent.validUntil, value: now };
};
