/** The funnel and the refusals of a whole desk, by the counters of its actors. */
import { expect, test } from "bun:test";
import { funnelOf, refusalsOf } from "../../../../src/desk/run/state/order-funnel.ts";

const ALL = [
  { actor: "feed", counters: { "funnel:quotes": 9, "feed:gaps": 1 } },
  {
    actor: "risk",
    counters: {
      ...{ "funnel:intents": 20, "funnel:refused": 5, "funnel:expired": 1 },
      ...{ "refused:POSITION": 2, "refused:ORDER_RATE": 3, "refused:EXPIRED": 1 },
      ...{ "refused:HALTED": 0, "unchanged:BAD_ORDER": 4 },
    },
  },
  {
    actor: "one",
    counters: {
      ...{ "funnel:refused": 1, "funnel:expired": 1, "funnel:sent": 8, "funnel:acked": 6 },
      ...{ "funnel:rejected": 2, "unsent:held": 1, "unsent:too late": 1 },
      ...{ "rejected:Filter failure: NOTIONAL": 2 },
    },
  },
  { actor: "other", counters: { "funnel:sent": 4, "funnel:unanswered": 1, "rejected:x": 3 } },
];

test("the funnel adds up the actors", () => {
  expect(funnelOf(ALL)).toEqual({
    ...{ quotes: 9, intents: 20, refused: 6, expired: 2, sent: 12 },
    ...{ acked: 6, rejected: 2, unanswered: 1, fills: 0 },
  });
});

test("refusals are by step, the most frequent first, and those of cancels are none of orders", () => {
  expect(refusalsOf(ALL)).toEqual([
    { step: "RISK", actor: "risk", reason: "ORDER_RATE", count: 3 },
    { step: "RISK", actor: "risk", reason: "POSITION", count: 2 },
    { step: "RISK", actor: "risk", reason: "EXPIRED", count: 1 },
    { step: "GATEWAY", actor: "one", reason: "held", count: 1 },
    { step: "GATEWAY", actor: "one", reason: "too late", count: 1 },
    { step: "VENUE", actor: "other", reason: "x", count: 3 },
    { step: "VENUE", actor: "one", reason: "Filter failure: NOTIONAL", count: 2 },
  ]);
});
