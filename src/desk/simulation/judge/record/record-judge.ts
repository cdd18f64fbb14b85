/**
 * No order is at the venue whose approval was not on the disk, and what the journal once told to be
 * durable is there after any crash, also of the machine's power.
 */
import { Approved, bringsOrder } from "../../../message/approved.ts";
import { OrderEvent } from "../../../message/order-event.ts";
import type { JournalFold } from "../../../record/journal-fold.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";

/** What the journal shows of one topic. */
export type ShownDurable = { readonly since: number; readonly sequence: number };

export type RecordRules = {
  /** Whether orders wait for the disk at all. */
  readonly isKept: boolean;
  /** What the journal shows of risk's topic now; null while it shows nothing. */
  durableOfRisk(): ShownDurable | null;
};

export class RecordJudge {
  readonly #court: Court;
  readonly #rules: RecordRules;
  /** Sequence of the approval of each new order that was not sent yet. */
  readonly #approved = new Map<string, number>();

  constructor(court: Court, rules: RecordRules) {
    this.#court = court;
    this.#rules = rules;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(Approved, ({ action, orderId }, { sequence }) => {
        if (bringsOrder(action)) this.#approved.set(orderId, sequence);
      }),
      hearing(OrderEvent, ({ kind, orderId }) => {
        const sequence = this.#approved.get(orderId);
        this.#approved.delete(orderId);
        if (kind === "SENT") this.#checkSent(orderId, sequence ?? Number.NaN);
      }),
    ];
  }

  #checkSent(orderId: string, sequence: number): undefined {
    if (!this.#rules.isKept) return;
    const durable = this.#rules.durableOfRisk();
    if (durable !== null && sequence >= durable.since && sequence <= durable.sequence) return;
    const shown = durable === null ? "nothing" : `${durable.since} to ${durable.sequence}`;
    this.#court.accuse("record", `order ${orderId} left at ${sequence}: on the disk is ${shown}`);
  }

  /** Approvals of a process that is gone are never sent. */
  forget(): undefined {
    this.#approved.clear();
  }
}

/**
 * What a next process finds has all that the last one showed as durable.
 *
 * @param shown By number of the writer.
 * @param found Null when the journal is not believed.
 */
export function judgeDurable(
  court: Court,
  shown: ReadonlyMap<number, ShownDurable>,
  found: JournalFold | null,
): undefined {
  for (const [actor, { sequence }] of shown) {
    const there = found?.recordedOf(actor)?.sequence ?? 0;
    if (there >= sequence) continue;
    const what = `of actor ${actor} the journal has ${there}: ${sequence} was durable`;
    court.accuse("record", what);
  }
}
