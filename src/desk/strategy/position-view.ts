/** What a strategy holds of one instrument. */

export class PositionView {
  /** Limit of the strategy's file. Lots; NaN when the file does not say: then every order is refused. */
  readonly limitLots: number;
  readonly #read: () => number;

  constructor(limitLots: number, read: () => number) {
    this.limitLots = limitLots;
    this.#read = read;
  }

  /** Positive is long. Lots. */
  get lots(): number {
    return this.#read();
  }
}
