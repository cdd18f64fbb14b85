/** The steps of an order's life with the time between them, from the market event to its end. */
import type { OrderTrail, TrailRecord } from "./order-trail.ts";

export type OrderStep = {
  /** `market event`, `decided`, `checked`, `APPROVED`, `durable`, `asked` and `answered` of a venue, the
   * kind of an order event, or `cancel approved`, `cancel durable` and their like. */
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

type Moment = { readonly at: number; readonly run: string };
type BareStep = Moment & Pick<OrderStep, "what" | "journalSequence" | "by" | "record">;

/** One reading of both clocks of a process, by which all its moments are told in wall time. */
type ProcessClock = {
  /** Place among the processes that the order saw, first one first. */
  readonly order: number;
  /** Monotonic nanoseconds. */
  readonly at: number;
  readonly wallMicros: number;
};
type Clocks = ReadonlyMap<string, ProcessClock>;

/** Processes whose clocks differ by less are one: its journal was only started again. Nanoseconds. */
const SAME_CLOCK_NS = 1e9;

export function orderSteps(trail: OrderTrail): readonly OrderStep[] {
  const clocks = clocksOf(trail);
  // As it happened: what two actors said stands in the journal in the order in which it was read.
  const bare = trail.records
    .flatMap(stepsOf)
    .toSorted((left, right) => orderOf(left, right, clocks));
  const [first] = bare;
  return bare.map(({ at, run, ...step }, index) => {
    const moment = { at, run };
    return {
      ...step,
      wallMicros: wallOf(moment, clocks),
      sinceLastNs: between(bare[index - 1] ?? moment, moment, clocks),
      sinceFirstNs: between(first ?? moment, moment, clocks),
    };
  });
}

/**
 * The journal stamps a record when it takes it, a little after it was said; a COMMIT's two clocks are
 * read together. One reading a process, as the next one is off by a little: two readings could tell an
 * effect before its cause.
 */
function clocksOf({ records, clocks }: OrderTrail): Clocks {
  const readings = new Map<string, ProcessClock>();
  for (const { run } of records) {
    if (readings.has(run)) continue;
    const same = [...readings].find(([other]) => isSameProcess(run, other, clocks));
    const ofRun = records.filter((record) => record.run === run);
    const reading = ofRun.find(({ durable }) => durable !== null)?.durable ?? ofRun[0];
    if (same !== undefined) readings.set(run, same[1]);
    else if (reading !== undefined) {
      const { committedAt: at, wallMicros } = reading;
      readings.set(run, { order: readings.size, at, wallMicros });
    }
  }
  return readings;
}

function isSameProcess(one: string, other: string, clocks: OrderTrail["clocks"]): boolean {
  const apart = (clocks.get(one) ?? Number.NaN) - (clocks.get(other) ?? Number.NaN);
  return Math.abs(apart) < SAME_CLOCK_NS;
}

function stepsOf(record: TrailRecord): readonly BareStep[] {
  const { type, body, actor, journalSequence } = record;
  const own = (what: string, at = record.committedAt): BareStep => ({
    ...{ what, journalSequence, by: actor, record },
    ...{ at, run: record.run },
  });
  const carried = (what: string, at: unknown, by: string): readonly BareStep[] =>
    typeof at === "number" && !Number.isNaN(at)
      ? [{ what, journalSequence: null, by, record: null, at, run: record.run }]
      : [];
  switch (type) {
    case "gate-check":
      return [
        ...carried("market event", body.basisAt, record.named.basisFrom),
        ...carried("decided", body.decidedAt, record.named.strategy),
        ...carried("checked", body.checkedAt, actor),
      ];
    case "approved":
      return [own(verdictText(body.action, "approved", "APPROVED")), ...durableOf(record)];
    case "refused":
      return [own(verdictText(body.action, "refused", "REFUSED")), ...durableOf(record)];
    case "venue-answer":
      return [...carried(`asked ${String(body.method)}`, body.sentAt, actor), own("answered")];
    default:
      return [own(String(body.kind), sentAtOf(record))];
  }
}

/** Of what was asked of an order that is there: `cancel approved`; of the order itself: its verdict. */
function verdictText(action: unknown, word: string, verdict: string): string {
  if (action === "CANCEL") return `cancel ${word}`;
  return action === "AMEND" ? `amend ${word}` : verdict;
}

/** Of the order's own verdict `durable`; a cancel's is `cancel durable`. */
function durableOf({ body, durable, run }: TrailRecord): readonly BareStep[] {
  if (durable === null) return [];
  const { journalSequence, committedAt: at } = durable;
  const what = verdictText(body.action, "durable", "durable");
  return [{ what, journalSequence, by: "journal", record: null, at, run }];
}

/** An order is sent when the gateway hands it over, which is before it says so. */
function sentAtOf({ body, committedAt }: TrailRecord): number {
  const { kind, sentAt } = body;
  const isKnown = kind === "SENT" && typeof sentAt === "number" && !Number.isNaN(sentAt);
  return isKnown ? sentAt : committedAt;
}

function wallOf({ at, run }: Moment, clocks: Clocks): number {
  const clock = clocks.get(run);
  if (clock === undefined) return Number.NaN;
  return Math.round(clock.wallMicros + (at - clock.at) / 1_000);
}

/** By the monotonic clock within one process; a process comes after those before it, whatever walls say. */
function orderOf(left: Moment, right: Moment, clocks: Clocks): number {
  const [one, other] = [clocks.get(left.run), clocks.get(right.run)];
  if (one === undefined || other === undefined || one === other) return left.at - right.at;
  return one.order - other.order;
}

/** By the monotonic clock within one process, else by wall time, which may have been set back. */
function between(from: Moment, to: Moment, clocks: Clocks): number {
  if (clocks.get(from.run) === clocks.get(to.run)) return to.at - from.at;
  return (wallOf(to, clocks) - wallOf(from, clocks)) * 1_000;
}
