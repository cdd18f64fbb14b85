/** A call that the connection did not take: the venue never sees it, and nothing of it is in doubt. */
import type { SentCall } from "../call-desk.ts";
import type { GatewayState } from "../gateway-state.ts";
import { cancelElsewhere, NOT_CONNECTED, rejected } from "../placing.ts";
import { amendmentRefused, goesOn } from "../replacing.ts";

/**
 * Takes back what was said when a call was about to be written. False of a question: it has no answer, as
 * if it had been asked in vain.
 */
export function neverWritten(state: GatewayState, { purpose }: SentCall, now: number): boolean {
  switch (purpose.kind) {
    case "PLACE":
      neverPlaced(state, purpose.id, now);
      return true;
    case "REPLACE": {
      neverPlaced(state, purpose.newId, now);
      const old = state.table.get(purpose.id);
      if (old === undefined) return true;
      old.replacedBy = "";
      goesOn(state, old, now);
      return true;
    }
    case "AMEND": {
      const order = state.table.get(purpose.id);
      if (order !== undefined) amendmentRefused(state, order, NOT_CONNECTED, now);
      return true;
    }
    case "CANCEL": {
      const order = state.table.get(purpose.id);
      if (order !== undefined) cancelElsewhere(state, order, now);
      return true;
    }
    default:
      return false;
  }
}

function neverPlaced(state: GatewayState, id: string, now: number): undefined {
  const order = state.table.get(id);
  if (order !== undefined) rejected(state, order, NOT_CONNECTED, now);
}
