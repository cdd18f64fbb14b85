/** No order is approved on a book that is old, or that its feed calls stale, by the feed's own word. */
import type { BodyOf } from "../../../../runtime/actor/context.ts";
import { Approved, bringsOrder } from "../../../message/approved.ts";
import { L2Delta } from "../../../message/l2-delta.ts";
import { Quote } from "../../../message/quote.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";

export type GateRules = {
  /** Oldest book that may be approved on. Nanoseconds. */
  readonly bookAgeNsMax: number;
  /** Whether the feed's board shows a book that is in step. */
  isShownLive(instrument: number): boolean;
  /** Largest order of the strategy, as its limits are now. Lots; NaN allows none. */
  sizeNow(strategy: number, instrument: number): number;
  /** The middle of the touch, as the feed's board shows it. Ticks. */
  midTicks(instrument: number): number;
  /** Largest distance of a price from it. Basis points. */
  readonly collarBps: number;
};

type ApprovedBody = Readonly<BodyOf<typeof Approved>>;

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
      hearing(Approved, (approved) => {
        const { action, orderId, instrument, bookAgeNs, priceTicks, lots } = approved;
        if (!bringsOrder(action)) return;
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
        this.#checkLimits(approved);
      }),
    ];
  }

  #checkLimits({ strategy, instrument, orderId, priceTicks, lots }: ApprovedBody): undefined {
    const { collarBps } = this.#rules;
    const size = this.#rules.sizeNow(strategy, instrument);
    if (!(lots <= size)) {
      this.#accuse(`order ${orderId} was approved with ${lots} lots: the largest has ${size}`);
    }
    const mid = this.#rules.midTicks(instrument);
    const distanceBps = (Math.abs(priceTicks - mid) / mid) * 10_000;
    if (!(distanceBps <= collarBps)) {
      this.#accuse(
        `order ${orderId} was approved ${distanceBps} bps from the mid: at most ${collarBps}`,
      );
    }
  }

  #accuse(text: string): undefined {
    this.#court.accuse("gate", text);
  }
}
