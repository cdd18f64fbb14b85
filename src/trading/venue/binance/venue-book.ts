/**
 * A venue's own book as decimal text, kept from recorded frames: what `GET depth` answers from at
 * any place of a playback.
 */

type Pairs = readonly (readonly [string, string])[];

export type DepthBody = {
  readonly lastUpdateId: number;
  readonly bids: Pairs;
  readonly asks: Pairs;
};

export type DepthUpdate = {
  readonly U: number;
  readonly u: number;
  readonly b: Pairs;
  readonly a: Pairs;
};

export class VenueBook {
  readonly #bids = new Map<string, string>();
  readonly #asks = new Map<string, string>();
  #lastUpdateId = Number.NaN;

  get lastUpdateId(): number {
    return this.#lastUpdateId;
  }

  replace(body: DepthBody): undefined {
    this.#bids.clear();
    this.#asks.clear();
    this.#set(this.#bids, body.bids);
    this.#set(this.#asks, body.asks);
    this.#lastUpdateId = body.lastUpdateId;
  }

  /** Absolute sizes; 0 removes. What the book already has is left alone. */
  apply(update: DepthUpdate): undefined {
    if (!(update.u > this.#lastUpdateId)) return;
    this.#set(this.#bids, update.b);
    this.#set(this.#asks, update.a);
    this.#lastUpdateId = update.u;
  }

  /** @param limit Most levels a side. */
  snapshot(limit: number): DepthBody {
    return {
      lastUpdateId: this.#lastUpdateId,
      bids: sorted(this.#bids, -1).slice(0, limit),
      asks: sorted(this.#asks, 1).slice(0, limit),
    };
  }

  #set(side: Map<string, string>, levels: Pairs): undefined {
    for (const [price, quantity] of levels) {
      if (Number(quantity) === 0) side.delete(price);
      else side.set(price, quantity);
    }
  }
}

function sorted(side: ReadonlyMap<string, string>, sign: 1 | -1): [string, string][] {
  return [...side].sort(([left], [right]) => sign * (Number(left) - Number(right)));
}
