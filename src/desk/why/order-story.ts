/** Why an order existed and what became of it: the trail of the journal, and what the message log adds. */
import { describeRefusal, REFUSAL_KINDS } from "../../trading/risk/refusal.ts";
import type { FoundJournal } from "../journal-view/find-journal.ts";
import type { JournalView } from "../journal-view/journal-view.ts";
import { type GateNumber, gateNumbers } from "./gate-numbers.ts";
import { findLogged, type LoggedMessage, type MessagePlace } from "./logged-message.ts";
import { type OrderStep, orderSteps } from "./order-steps.ts";
import { type OrderTrail, type TrailRecord, trailOf } from "./order-trail.ts";

export type Verdict = {
  readonly kind: "APPROVED" | "REFUSED";
  readonly record: TrailRecord;
  /** What the gate would tell an operator; empty of an approval. */
  readonly reason: string;
};

export type OrderStory = {
  readonly trail: OrderTrail;
  /** Null when the journal has none of it: the order is older than the records of the gate. */
  readonly check: TrailRecord | null;
  readonly numbers: readonly GateNumber[];
  readonly verdict: Verdict | null;
  readonly steps: readonly OrderStep[];
  /** Where the market event should be; null when the strategy had seen none. */
  readonly basis: MessagePlace | null;
  readonly marketEvent: LoggedMessage | null;
  readonly intent: LoggedMessage | null;
  /** Message logs that were looked through. */
  readonly searched: readonly string[];
  /** True when a gateway had handed it over before its approval was on the disk: that must never be. */
  readonly wasSentEarly: boolean;
};

/** Null when the journal has nothing of the order. */
export function storyOf(
  { run }: FoundJournal,
  view: JournalView,
  orderId: string,
): OrderStory | null {
  const trail = trailOf(view, orderId);
  if (trail === null) return null;
  const check = trail.records.find(({ type }) => type === "gate-check") ?? null;
  const basis = basisOf(check);
  const wanted = [basis, intentPlaceOf(check, orderId)].map((place) => place ?? NOWHERE);
  const { searched, found } = findLogged(run, wanted);
  const steps = orderSteps(trail);
  return {
    trail,
    check,
    numbers: check === null ? [] : gateNumbers(check.body, trail.instrument),
    verdict: verdictOf(trail),
    steps,
    basis,
    marketEvent: found[0] ?? null,
    intent: found[1] ?? null,
    searched,
    wasSentEarly: wasSentEarly(trail),
  };
}

/** No message has it. */
const NOWHERE: MessagePlace = {
  actor: "",
  sequence: Number.NaN,
  committedAt: Number.NaN,
  orderId: null,
};

function basisOf(check: TrailRecord | null): MessagePlace | null {
  const { basisSequence, basisAt } = check?.body ?? {};
  if (check === null || typeof basisSequence !== "number" || !(basisSequence > 0)) return null;
  const committedAt = typeof basisAt === "number" ? basisAt : Number.NaN;
  return { actor: check.named.basisFrom, sequence: basisSequence, committedAt, orderId: null };
}

function intentPlaceOf(check: TrailRecord | null, orderId: string): MessagePlace | null {
  const sequence = check?.body.intentSequence;
  if (check === null || typeof sequence !== "number") return null;
  return { actor: check.named.strategy, sequence, committedAt: Number.NaN, orderId };
}

function verdictOf({ records }: OrderTrail): Verdict | null {
  const record = records.find(
    ({ type, body }) => (type === "approved" || type === "refused") && isOfOrder(body.action),
  );
  if (record === undefined) return null;
  if (record.type === "approved") return { kind: "APPROVED", record, reason: "" };
  return { kind: "REFUSED", record, reason: refusalText(record) };
}

/** A refusal as the gate tells it to an operator. */
export function refusalText({ body }: TrailRecord): string {
  const kind = REFUSAL_KINDS.find((one) => one === body.reason);
  if (kind === undefined) return `Cannot submit order: ${String(body.reason)}`;
  const number = (value: unknown) => (typeof value === "number" ? value : Number.NaN);
  const name = typeof body.name === "string" && body.name !== "" ? { name: body.name } : {};
  const refusal = { kind, limit: number(body.limit), value: number(body.value), ...name };
  return describeRefusal(refusal, actionOf(body.action));
}

/** Of the order itself, and not of its cancel or its amendment. */
function isOfOrder(action: unknown): boolean {
  return action === "NEW" || action === "REPLACE";
}

function actionOf(action: unknown): "NEW" | "CANCEL" | "REPLACE" | "AMEND" {
  return action === "CANCEL" || action === "REPLACE" || action === "AMEND" ? action : "NEW";
}

/** Within one run only: two clocks say nothing of what came first. */
function wasSentEarly({ records }: OrderTrail): boolean {
  const approval = records.find(({ type, body }) => type === "approved" && isOfOrder(body.action));
  const sent = records.find(({ body }) => body.kind === "SENT");
  if (approval === undefined || sent === undefined || sent.run !== approval.run) return false;
  const { sentAt } = sent.body;
  if (typeof sentAt !== "number" || Number.isNaN(sentAt)) return false;
  return approval.durable === null || sentAt < approval.durable.committedAt;
}
