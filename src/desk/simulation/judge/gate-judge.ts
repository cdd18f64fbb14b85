/** No order is approved on a book that is old, or that its feed calls stale, by the feed's own word. */
import { Approved } from "../../message/approved.ts";
import { L2Delta } from "../../message/l2-delta.ts";
import { Quote } from "../../message/quote.ts";
import { type Court, type Hearing, hearing } from "./judge.ts";

export type GateRules = {
  /** Oldest book that may be approved on. Nanoseconds. */
  readonly bookAgeNsMax: number;
  /** Whether the feed's board shows a book that is in step. */
  isShownLive(instrument: number): boolean;
};

export class GateJudge {
  readonly #court: Court;
  readonly #rules: GateRules;
  /** When each instrument was last heard of. Virtual nanoseconds. */
  readonly #heardAt = new Map<number, number>();

  constructor(court: Court, rules: GateRules) {
    this.#court = court;
    this.#rules = rules;
  }

  get hearings(): readonly Hearing[] {
    const hear = ({ instrument, receivedAt }: { instrument: number; receivedAt: number }) => {
      this.#heardAt.set(instrument, receivedAt);
    };
    return [
      hearing(Quote, hear),
      hearing(L2Delta, hear),
      hearing(Approved, ({ action, orderId, instrument, bookAgeNs, priceTicks, lots }) => {
        if (action !== "NEW") return;
        const { bookAgeNsMax } = this.#rules;
        const age = this.#court.now - (this.#heardAt.get(instrument) ?? Number.NaN);
        if (!(age <= bookAgeNsMax && bookAgeNs <= bookAgeNsMax)) {
          this.#accuse(`order ${orderId} was approved on a book of ${age / 1e6} ms`);
        }
        if (!this.#rules.isShownLive(instrument)) {
          this.#accuse(`order ${orderId} was approved on a book that is not in step`);
        }
        const isWhole = Number.isSafeInteger(priceTicks) && Number.isSafeInteger(lots);
        if (!(isWhole && priceTicks > 0 && lots > 0)) {
          this.#accuse(`order ${orderId} was approved with ${lots} lots at ${priceTicks} ticks`);
        }
      }),
    ];
  }

  #accuse(text: string): undefined {
    this.#court.accuse("gate", text);
  }
}
