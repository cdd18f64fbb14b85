/** A court that remembers what was said before it, and bodies for those who judge them. */

import type { Approved } from "../../../../src/desk/message/approved.ts";
import type { OrderEvent } from "../../../../src/desk/message/order-event.ts";
import type { Hearing, Published } from "../../../../src/desk/simulation/judge/judge.ts";
import { RunCourt } from "../../../../src/desk/simulation/judge/run-court.ts";
import type { BodyOf } from "../../../../src/runtime/actor/context.ts";
import { orderEventOf } from "../../../kit/order-event.ts";

export const ORDER_ID = "o000010100200001";

/** At 1 s of virtual time. */
export function courtAt(now = 1e9): RunCourt {
  return new RunCourt(() => now);
}

export function eventOf(
  kind: BodyOf<typeof OrderEvent>["kind"],
  change: Partial<BodyOf<typeof OrderEvent>> = {},
): BodyOf<typeof OrderEvent> {
  return orderEventOf({ kind, sentAt: 1e9, orderId: ORDER_ID, ...change });
}

export function approvedOf(change: Partial<BodyOf<typeof Approved>> = {}): BodyOf<typeof Approved> {
  return {
    action: "NEW",
    side: "BUY",
    ...{ style: "GTC", priority: "NEW", replaces: "" },
    instrument: 0,
    execution: 1,
    strategy: 5,
    priceTicks: 100,
    lots: 10,
    validUntil: 2e9,
    decidedAt: 1e9,
    riskEpoch: 1,
    bookSequence: 1,
    bookAgeNs: 1e6,
    bookAgeNsMax: 2e9,
    orderId: ORDER_ID,
    ...change,
  };
}

/** Lets the listeners of `hearings` hear a message of that name. */
export function say(
  hearings: readonly Hearing[],
  name: string,
  body: object,
  committedAt = 1e9,
): undefined {
  const published: Published = {
    actor: "execution-paper",
    number: 1,
    sequence: 1,
    committedAt,
  };
  for (const { type, listener } of hearings) if (type.name === name) listener(body, published);
}
