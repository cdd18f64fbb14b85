/** What is on its way out: the last look at it, and what never left. */
import { type CallPurpose, type LastLook, newIdOf } from "../gateway-io.ts";
import type { GatewayState } from "../gateway-state.ts";
import { refusalOf, ticketOf, unsent } from "../placing.ts";
import { amendmentRefused, BUSY, replaceRefusalOf } from "../replacing.ts";

type Held = { readonly kind: "EXPIRED" | "REJECTED"; readonly reason: string };

/** The last look, right before the write. What it holds back never leaves, and that is said. */
export function mayLeave(
  state: GatewayState,
  purpose: CallPurpose,
  look: LastLook,
  now: number,
): boolean {
  const { kind } = purpose;
  if (kind !== "PLACE" && kind !== "REPLACE" && kind !== "AMEND") return true;
  const isNew = kind !== "AMEND";
  const order = isNew ? state.waiting.get(newIdOf(purpose)) : state.table.get(purpose.id);
  // It ended while that waited, and its end was said.
  if (order === undefined || order.isDone) return false;
  const gone = kind === "REPLACE" ? replaceRefusalOf(state, purpose.id) : null;
  const busy = !isNew && (order.isCancelWanted || order.doubt !== null);
  const own = gone ?? (busy ? BUSY : refusalOf(state, order.instrument, now));
  const held: Held | null = own === null ? look(order, kind) : { kind: "REJECTED", reason: own };
  if (held === null) return true;
  neverLeft(state, purpose, held, now);
  return false;
}

/** Nothing was written of it. False of what is no order and no amendment: nobody waits to be told. */
export function neverLeft(
  state: GatewayState,
  purpose: CallPurpose,
  { kind, reason }: Held,
  now: number,
): boolean {
  switch (purpose.kind) {
    case "PLACE":
    case "REPLACE": {
      const id = newIdOf(purpose);
      const order = state.waiting.get(id);
      state.waiting.delete(id);
      if (order !== undefined) unsent(state, ticketOf(order), kind, reason);
      return true;
    }
    case "AMEND": {
      const order = state.table.get(purpose.id);
      if (order !== undefined) amendmentRefused(state, order, reason, now);
      return true;
    }
    default:
      return false;
  }
}
