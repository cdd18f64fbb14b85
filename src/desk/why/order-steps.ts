/** The steps of an order's life with the time between them, from the market event to its end. */
import type { OrderTrail, TrailRecord } from "./order-trail.ts";

export type OrderStep = {
  /** `market event`, `decided`, `checked`, `APPROVED`, `durable`, `asked` and `answered` of a venue, or
   * the kind of an order event. */
  readonly what: string;
  /** Journal sequence of the record that says so; null for a time that another record carries. */
  readonly journalSequence: number | null;
  /** Actor that says so. */
  readonly by: string;
  readonly wallMicros: number;
  /** Nanoseconds since the step before, and since the first one; NaN where no clock says. */
  readonly sinceLastNs: number;
  readonly sinceFirstNs: number;
  readonly record: TrailRecord | null;
};

type Moment = { readonly at: number; readonly wallMicros: number; readonly run: string };
type BareStep = Moment & Pick<OrderStep, "what" | "journalSequence" | "by" | "record">;

/** Processes whose clocks differ by less are one: its journal was only started again. Nanoseconds. */
const SAME_CLOCK_NS = 1e9;

export function orderSteps(trail: OrderTrail): readonly OrderStep[] {
  // As it happened: what two actors said stands in the journal in the order in which it was read.
  const bare = trail.records
    .flatMap(stepsOf)
    .toSorted((left, right) => between(right, left, trail.clocks));
  const [first] = bare;
  return bare.map(({ at, run, ...step }, index) => {
    const moment = { at, run, wallMicros: step.wallMicros };
    return {
      ...step,
      sinceLastNs: between(bare[index - 1] ?? moment, moment, trail.clocks),
      sinceFirstNs: between(first ?? moment, moment, trail.clocks),
    };
  });
}

function stepsOf(record: TrailRecord): readonly BareStep[] {
  const { type, body, actor, journalSequence } = record;
  const own = (what: string, at = record.committedAt): BareStep => ({
    ...{ what, journalSequence, by: actor, record },
    ...momentAt(record, at),
  });
  const carried = (what: string, at: unknown, by: string): readonly BareStep[] =>
    typeof at === "number" && !Number.isNaN(at)
      ? [{ what, journalSequence: null, by, record: null, ...momentAt(record, at) }]
      : [];
  switch (type) {
    case "gate-check":
      return [
        ...carried("market event", body.basisAt, record.named.basisFrom),
        ...carried("decided", body.decidedAt, record.named.strategy),
        ...carried("checked", body.checkedAt, actor),
      ];
    case "approved":
      return [own(body.action === "CANCEL" ? "cancel approved" : "APPROVED"), ...durableOf(record)];
    case "refused":
      return [own(body.action === "CANCEL" ? "cancel refused" : "REFUSED"), ...durableOf(record)];
    case "venue-answer":
      return [...carried(`asked ${String(body.method)}`, body.sentAt, actor), own("answered")];
    default:
      return [own(String(body.kind), sentAtOf(record))];
  }
}

function durableOf({ durable, run }: TrailRecord): readonly BareStep[] {
  if (durable === null) return [];
  const { journalSequence, committedAt: at, wallMicros } = durable;
  return [{ what: "durable", journalSequence, by: "journal", record: null, at, wallMicros, run }];
}

/** An order is sent when the gateway hands it over, which is before it says so. */
function sentAtOf({ body, committedAt }: TrailRecord): number {
  const { kind, sentAt } = body;
  const isKnown = kind === "SENT" && typeof sentAt === "number" && !Number.isNaN(sentAt);
  return isKnown ? sentAt : committedAt;
}

/**
 * The journal stamps a record when it takes it, a little after it was said. A COMMIT's two clocks are read
 * together: they say when that was.
 */
function momentAt(record: TrailRecord, at: number): Moment {
  const { committedAt, wallMicros } = record.durable ?? record;
  return { at, wallMicros: Math.round(wallMicros + (at - committedAt) / 1_000), run: record.run };
}

/** By the monotonic clock within one process, else by wall time. */
function between(from: Moment, to: Moment, clocks: ReadonlyMap<string, number>): number {
  const [one, other] = [clocks.get(from.run), clocks.get(to.run)];
  const isSame =
    from.run === to.run ||
    (one !== undefined && other !== undefined && Math.abs(one - other) < SAME_CLOCK_NS);
  return isSame ? to.at - from.at : (to.wallMicros - from.wallMicros) * 1_000;
}
