/**
 * All that a journal has of one order, in one pass: what the gate looked at, its verdict, when that was
 * on the disk, what became of the order, and what its strategy held around it.
 */
import { type Damage, readRecords, type SeenRecord } from "../journal-view/journal-reader.ts";
import type { JournalView } from "../journal-view/journal-view.ts";
import type { Body } from "../journal-view/record-names.ts";
import { type InstrumentText, instrumentText } from "../journal-view/text/field-text.ts";
import { hasOrder } from "../journal-view/text/record-lines.ts";
import { Approved } from "../message/approved.ts";
import { GateCheck } from "../message/gate-check.ts";
import { OrderEvent } from "../message/order-event.ts";
import { Refused } from "../message/refused.ts";
import { VenueAnswer } from "../message/venue-answer.ts";
import { FillSums } from "./fill-sums.ts";

/** The COMMIT that closed a record's group: from then on it was on the disk. */
export type DurableAt = {
  readonly journalSequence: number;
  /** Monotonic nanoseconds. */
  readonly committedAt: number;
  readonly wallMicros: number;
};

/** One record of the order. Numbers of its body are as in the journal, `named` says what they mean. */
export type TrailRecord = {
  readonly journalSequence: number;
  readonly actor: string;
  readonly type: string;
  /** Of its topic. */
  readonly sequence: number;
  readonly committedAt: number;
  readonly wallMicros: number;
  readonly run: string;
  readonly body: Body;
  readonly named: {
    readonly strategy: string;
    readonly execution: string;
    readonly basisFrom: string;
  };
  /** Null when its group has no COMMIT: nobody was told of it. */
  durable: DurableAt | null;
};

/** What the strategy held of the instrument, by all its fills in the journal. Lots. */
export type PositionAround = {
  readonly before: number;
  readonly after: number;
  readonly now: number;
};

export type OrderTrail = {
  readonly orderId: string;
  readonly records: readonly TrailRecord[];
  readonly instrument: InstrumentText;
  readonly strategy: string;
  readonly position: PositionAround;
  /** First sequence of the journal: fills before it are not counted when it is not 1. */
  readonly journalFirst: number;
  /** Wall time less monotonic time by run, in nanoseconds: which runs share a process's clock. */
  readonly clocks: ReadonlyMap<string, number>;
  readonly damages: readonly Damage[];
};

const ORDER_TYPES: readonly string[] = [GateCheck, Approved, Refused, OrderEvent, VenueAnswer].map(
  ({ name }) => name,
);

/** Null when no record names the order. */
export function trailOf(view: JournalView, orderId: string): OrderTrail | null {
  const pass = new TrailPass(orderId);
  const damages: Damage[] = [];
  for (const seen of readRecords(view, { onDamage: (one) => void damages.push(one) })) {
    pass.take(seen);
  }
  return pass.result({ damages, journalFirst: view.segments[0]?.firstSequence ?? 0 });
}

/** Whether records of this type name an order. */
export function isOfOrders(seen: SeenRecord): boolean {
  return seen.isMessage && ORDER_TYPES.includes(seen.type);
}

class TrailPass {
  readonly #orderId: string;
  readonly #records: TrailRecord[] = [];
  readonly #clocks = new Map<string, number>();
  readonly #fills = new FillSums();
  /** Records whose group is not closed yet. */
  #open: TrailRecord[] = [];
  #about: { readonly strategy: string; readonly instrument: InstrumentText } | null = null;
  #before = 0;
  #after = 0;

  constructor(orderId: string) {
    this.#orderId = orderId;
  }

  take(seen: SeenRecord): undefined {
    if (seen.type === "COMMIT") return this.#close(seen);
    if (seen.type === "RUN_STARTED") this.#open = [];
    if (!isOfOrders(seen)) return;
    const isOwn = hasOrder(seen, this.#orderId);
    if (isOwn && this.#isAgain(seen)) return;
    if (isOwn && this.#about === null) this.#begin(seen);
    if (seen.type === OrderEvent.name) this.#fills.take(seen);
    if (!isOwn) return;
    this.#add(seen);
    this.#after = this.#held();
  }

  result(rest: Pick<OrderTrail, "damages" | "journalFirst">): OrderTrail | null {
    if (this.#about === null) return null;
    return {
      orderId: this.#orderId,
      records: this.#records,
      ...this.#about,
      position: { before: this.#before, after: this.#after, now: this.#held() },
      clocks: this.#clocks,
      ...rest,
    };
  }

  #begin({ decode, names }: SeenRecord): undefined {
    const { body } = decode();
    const strategy = names.actorNamed(body?.strategy);
    this.#about = { strategy, instrument: instrumentText(names.table, body?.instrument) };
    this.#before = this.#held();
  }

  #held(): number {
    const { strategy = "", instrument } = this.#about ?? {};
    return this.#fills.heldBy(strategy, instrument?.name ?? "");
  }

  #add(seen: SeenRecord): undefined {
    const { journalSequence, actor, type, run, record, names } = seen;
    const { body } = seen.decode();
    if (body === null) return;
    const { sequence, committedAt, wallMicros } = record;
    const one: TrailRecord = {
      ...{ journalSequence, actor, type, sequence, committedAt, wallMicros, run, body },
      named: {
        strategy: names.actorNamed(body.strategy),
        execution: names.actorNamed(body.execution),
        basisFrom: names.actorNamed(body.basisFrom),
      },
      durable: null,
    };
    this.#records.push(one);
    this.#open.push(one);
  }

  /** A journal that was started again may have a record twice. */
  #isAgain({ actor, record }: SeenRecord): boolean {
    const { sequence, committedAt } = record;
    return this.#records.some(
      (one) => one.actor === actor && one.sequence === sequence && one.committedAt === committedAt,
    );
  }

  #close({ journalSequence, record, run }: SeenRecord): undefined {
    const { committedAt, wallMicros } = record;
    this.#clocks.set(run, wallMicros * 1_000 - committedAt);
    for (const one of this.#open) one.durable = { journalSequence, committedAt, wallMicros };
    this.#open = [];
  }
}
