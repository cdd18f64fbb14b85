/**
 * Newest trades of an execution, as they stand on its board: a slot each, the oldest overwritten.
 *
 * Invariant: the newest trade of an instrument is never overwritten by one of another, however many those
 * are: from it on a next life reads that instrument's history, and would count all of it anew without it.
 * Invariant: what is kept of an instrument is its newest ones, without a gap.
 */
import type { BodyOf } from "../../runtime/actor/context.ts";
import type { OrderEvent } from "../message/order-event.ts";
import { TOLD_TRADES_MAX, type ToldTrade } from "../message/told-trade.ts";

export type ToldBody = Readonly<BodyOf<typeof ToldTrade>>;

export class ToldRing {
  /** In the order of the board's slots. */
  readonly trades: ToldBody[];
  readonly #placesMax: number;
  #newest = -1;
  /** By instrument: slot of its newest. */
  readonly #newestOf = new Map<number, number>();

  /** @param placesMax Most trades that are kept: more than there are instruments. */
  constructor(trades: readonly ToldBody[] = [], placesMax = TOLD_TRADES_MAX) {
    this.trades = [...trades];
    this.#placesMax = placesMax;
    for (const [slot, { instrument, sequence }] of this.trades.entries()) {
      if (sequence > this.#sequenceAt(this.#newest)) this.#newest = slot;
      if (sequence > this.#sequenceAt(this.#newestOf.get(instrument) ?? -1)) {
        this.#newestOf.set(instrument, slot);
      }
    }
  }

  /** All that was ever told of is here: none was overwritten yet. */
  get isWhole(): boolean {
    return this.trades.length < this.#placesMax;
  }

  /** Of the newest trade; 0 before the first. */
  get newestSequence(): number {
    return this.#sequenceAt(this.#newest);
  }

  /** Takes a fill in. Returns its slot; -1 of one that is there already. */
  take(
    { instrument, deltaLots, orderId, tradeId }: Readonly<BodyOf<typeof OrderEvent>>,
    sequence: number,
  ): number {
    if (sequence <= this.#sequenceAt(this.#newest)) return -1;
    const slot = this.#nextSlot(instrument);
    const gone = this.trades[slot];
    if (gone !== undefined && this.#newestOf.get(gone.instrument) === slot) {
      this.#newestOf.delete(gone.instrument);
    }
    this.trades[slot] = { instrument, lots: deltaLots, sequence, orderId, tradeId };
    this.#newestOf.set(instrument, slot);
    this.#newest = slot;
    return slot;
  }

  /** As they were told. */
  oldestFirst(): readonly ToldBody[] {
    return this.trades.toSorted((left, right) => left.sequence - right.sequence);
  }

  /** The next one whose trade may go: the last of another instrument is passed over. */
  #nextSlot(instrument: number): number {
    for (let step = 1; step <= this.#placesMax; step += 1) {
      const slot = (this.#newest + step) % this.#placesMax;
      const there = this.trades[slot];
      if (there === undefined || there.instrument === instrument) return slot;
      if (this.#newestOf.get(there.instrument) !== slot) return slot;
    }
    return (this.#newest + 1) % this.#placesMax;
  }

  /** 0 where there is none. */
  #sequenceAt(slot: number): number {
    return this.trades[slot]?.sequence ?? 0;
  }
}
