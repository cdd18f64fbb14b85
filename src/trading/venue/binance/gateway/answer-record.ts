/** What the venue answered, for the record: bounded, and without anything that signs. */

import type { ReplaceOutcome } from "../answers/order-answers.ts";
import type { Outcome } from "../answers/outcome.ts";
import type { Reply } from "../answers/reply.ts";
import type { SentCall } from "./call-desk.ts";
import type { GatewayState } from "./gateway-state.ts";

/** Longest text of the venue that is kept. Characters. */
const TEXT_MAX = 160;
/** What looks like a key or a signature, whoever wrote it. */
const KEY_LIKE = /[A-Za-z0-9+/=_-]{32,}/g;

/** Puts an answer on record. */
export function recordAnswer(
  state: GatewayState,
  sent: SentCall,
  said: {
    readonly reply: Reply;
    readonly outcome: Outcome<unknown> | ReplaceOutcome;
    readonly orderId: string;
  },
): undefined {
  const { reply, outcome, orderId } = said;
  const order = state.table.get(orderId);
  state.out.push({
    kind: "ANSWERED",
    answer: {
      method: sent.call.method,
      way: sent.way,
      orderId,
      instrument: order?.instrument ?? -1,
      strategy: order?.strategy ?? -1,
      venueOrderId: venueOrderIdOf(outcome),
      status: reply.status,
      code: reply.error?.code ?? 0,
      outcome: outcome.kind,
      text: shownText(reply.error?.text ?? reply.note),
      sentNs: sent.sentNs,
    },
  });
}

/** Returns a text of the venue as it may be kept and printed. */
export function shownText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  return plain.replace(KEY_LIKE, "[hidden]").slice(0, TEXT_MAX);
}

function venueOrderIdOf(outcome: Outcome<unknown> | ReplaceOutcome): string {
  if (outcome.kind !== "CONFIRMED") return "";
  const value: unknown = outcome.value;
  const isOrder = typeof value === "object" && value !== null && "venueOrderId" in value;
  return isOrder && typeof value.venueOrderId === "string" ? value.venueOrderId : "";
}
