/** Orders on their way out: the last look, and those that never left. */
import { type CallPurpose, type LastLook, newIdOf } from "../gateway-io.ts";
import type { GatewayState } from "../gateway-state.ts";
import { refusalOf, ticketOf, unsent } from "../placing.ts";
import { replaceRefusalOf } from "../replacing.ts";

/** The last look, right before the write. What it holds back never leaves, and that is said. */
export function mayLeave(
  state: GatewayState,
  purpose: CallPurpose,
  look: LastLook,
  now: number,
): boolean {
  const id = newIdOf(purpose);
  if (id === "") return true;
  const order = state.waiting.get(id);
  if (order === undefined) return false;
  const gone = purpose.kind === "REPLACE" ? replaceRefusalOf(state, purpose.id) : null;
  const own = gone ?? refusalOf(state, order.instrument, now);
  const refusal = own === null ? look(order) : ({ kind: "REJECTED", reason: own } as const);
  if (refusal === null) return true;
  neverLeft(state, id, refusal.kind, refusal.reason);
  return false;
}

/** A new order that nothing was written of. */
export function neverLeft(
  state: GatewayState,
  id: string,
  kind: "EXPIRED" | "REJECTED",
  reason: string,
): undefined {
  const order = state.waiting.get(id);
  state.waiting.delete(id);
  if (order !== undefined) unsent(state, ticketOf(order), kind, reason);
}
