/** Orders of which it is not known how they stand: they count in full, and are asked for. */
import { beginDoubt } from "../../../../order/unknown-outcome.ts";
import { alarm, type GatewayState, haltInstrument, hurry, tell } from "../gateway-state.ts";
import type { GatewayOrder } from "./gateway-order.ts";

/**
 * Nobody knows what became of what was sent for an order: it is asked for. One of which the venue has
 * said that it is there is only asked for; one that nobody has seen is UNKNOWN, and counts in full.
 */
export function inDoubt(state: GatewayState, order: GatewayOrder, now: number): undefined {
  tell(state, order, order.apply({ kind: "TIMEOUT" }, now), now);
  if (order.isDone) return;
  order.doubt ??= beginDoubt(now, doubtDeadlineOf(order, now));
  hurry(state, now);
}

/** What the venue has shown has arrived: nothing of it is on its way. */
export function doubtDeadlineOf(order: GatewayOrder, now: number): number {
  return order.isUnknown ? order.deadlineNs : now;
}

/**
 * The venue says of an order how it stands, in a word that nobody here knows. It is live, counts in full,
 * and is asked for; new orders of its instrument wait for a person, and those of others do not.
 *
 * @param word The venue's own.
 */
export function standsStrangely(
  state: GatewayState,
  order: GatewayOrder,
  word: string,
  now: number,
): undefined {
  if (order.strangeWord === word && order.doubt !== null) return;
  const isNews = order.strangeWord !== word;
  order.strangeWord = word;
  if (isNews) {
    // It is said here, and not again when it has lasted for long.
    order.isDoubtAlarmed = true;
    state.isPassChanging = true;
    const text = `order ${order.id} stands at the venue in a word that nobody here knows: ${word}`;
    if (state.halted.has(order.instrument)) alarm(state, "ERROR", text);
    else haltInstrument(state, order.instrument, text);
  }
  inDoubt(state, order, now);
}
