/** What a strategy sees of one instrument: the touch, and whether it may be acted upon. */

import type { BoundView, MessageType } from "../../runtime/codec/message-type.ts";
import type { Instrument } from "../../trading/market/instrument.ts";
import type { Top } from "../message/top.ts";

type TopBody = typeof Top extends MessageType<infer Body> ? Body : never;

/** What a view reads from: the boards and the readiness of the desk. */
export type MarketSource = {
  readTop(instrument: number): Pick<BoundView<TopBody>, keyof TopBody> | null;
  /** Whether its feeds are ready, and say that its book is heard of. */
  isFed(instrument: number): boolean;
  /** Whether risk and its execution are ready, and the execution takes orders. */
  isServed(instrument: number): boolean;
};

export class MarketView {
  readonly instrument: Instrument;
  readonly #source: MarketSource;

  constructor(instrument: Instrument, source: MarketSource) {
    this.instrument = instrument;
    this.#source = source;
  }

  /**
   * True when the book is current and an order could go: the feed is synchronised and its stream
   * live, feed, risk and execution are ready, and the execution takes orders. Decide nothing while it is false.
   */
  get live(): boolean {
    const { number } = this.instrument;
    return (
      this.#source.readTop(number)?.state === "LIVE" &&
      this.#source.isFed(number) &&
      this.#source.isServed(number)
    );
  }

  /** Best bid. Ticks; NaN when there is none. */
  get bid(): number {
    return this.#source.readTop(this.instrument.number)?.bidTicks ?? Number.NaN;
  }

  /** Best ask. Ticks; NaN when there is none. */
  get ask(): number {
    return this.#source.readTop(this.instrument.number)?.askTicks ?? Number.NaN;
  }

  /** Displayed at the best bid. Lots; NaN when there is none. */
  get bidLots(): number {
    return this.#source.readTop(this.instrument.number)?.bidLots ?? Number.NaN;
  }

  /** Displayed at the best ask. Lots; NaN when there is none. */
  get askLots(): number {
    return this.#source.readTop(this.instrument.number)?.askLots ?? Number.NaN;
  }

  /** Between the best bid and ask. Ticks, and may end in .5; NaN when a side is empty. */
  mid(): number {
    const top = this.#source.readTop(this.instrument.number);
    return top === null ? Number.NaN : (top.bidTicks + top.askTicks) / 2;
  }
}
