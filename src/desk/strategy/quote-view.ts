/** A quote as a strategy gets it: the message, with what every strategy computes from it. */
import type { BodyOf } from "../../runtime/actor/context.ts";
import type { View } from "../../runtime/codec/message-type.ts";
import type { Quote } from "../message/quote.ts";

type QuoteMessage = View<BodyOf<typeof Quote>>;

/** One for the life of a strategy, pointed at one message after the other. */
export class QuoteView {
  #message: QuoteMessage | null = null;

  /** The desk points it at the message being handled, and at nothing when the handler returned. */
  point(message: QuoteMessage | null): this {
    this.#message = message;
    return this;
  }

  get instrument(): number {
    return this.#of().instrument;
  }

  get bidTicks(): number {
    return this.#of().bidTicks;
  }

  get bidLots(): number {
    return this.#of().bidLots;
  }

  get askTicks(): number {
    return this.#of().askTicks;
  }

  get askLots(): number {
    return this.#of().askLots;
  }

  /** Ticks, and may end in .5. */
  mid(): number {
    const { bidTicks, askTicks } = this.#of();
    return (bidTicks + askTicks) / 2;
  }

  /** Ask less bid. Ticks. */
  spread(): number {
    const { bidTicks, askTicks } = this.#of();
    return askTicks - bidTicks;
  }

  #of(): QuoteMessage {
    if (this.#message === null) throw new Error("Cannot read quote as its handler has returned");
    return this.#message;
  }
}
