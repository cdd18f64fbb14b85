/**
 * Orders of strategies that are gone for good (removed, or their budget of restarts is spent): nobody
 * else would cancel them. Risk asks for it, and again each second until an event says that they
 * are over. Their fills count as ever.
 */
import type { Approved } from "../../src/desk/message/approved.ts";
import { deskFactsOf, executionOf } from "../../src/desk/message/desk-facts.ts";
import type { Context, Messages } from "../../src/runtime/actor/context.ts";
import type { Exposure } from "../../src/trading/risk/exposure.ts";

type OrphanState = {
  readonly exposure: Exposure;
  /** The strategies that are there. */
  readonly clients: ReadonlyMap<string, { readonly number: number }>;
};

type OrphanContext = Pick<
  Context<{ approved: typeof Approved }, Messages, never>,
  "send" | "count" | "now" | "self" | "common"
>;

/** Asks for the cancel of each order that counts and whose strategy is not there. */
export function cancelOrphans({ exposure, clients }: OrphanState, ctx: OrphanContext): undefined {
  if (exposure.orders === 0) return;
  const present = new Set([...clients.values()].map(({ number }) => number));
  for (const order of exposure.snapshot().orders) {
    if (present.has(order.strategy)) continue;
    const { orderId, strategy, instrument, side, leavesLots: lots } = order;
    const execution = executionOf(deskFactsOf(ctx), instrument);
    if (execution === null) continue;
    const isSent = ctx.send.approved({
      ...{ action: "CANCEL", side, instrument, execution, strategy, lots, orderId },
      ...{ style: "GTC", priority: "NEW", replaces: "" },
      priceTicks: Number.NaN,
      validUntil: Number.NaN,
      decidedAt: ctx.now(),
      riskEpoch: ctx.self.incarnation,
      bookSequence: Number.NaN,
      bookAgeNs: Number.NaN,
      bookAgeNsMax: Number.NaN,
    });
    if (isSent) ctx.count("risk:orphansCanceled");
  }
}
