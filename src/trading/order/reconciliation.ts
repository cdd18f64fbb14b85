/**
 * One look at all that the venue has, beside all that we have: which orders are to be adopted, asked
 * for, cancelled or left alone. Pure, and of no venue.
 *
 * ```
 *  open orders, every page -> trades since the last one, every page -> the order of each strange trade
 * ```
 *
 * Invariant: a pass with one error says nothing of what is absent. Absence is never a conclusion: it
 * only asks for the one order. What was touched while the pass went on is left to the next.
 */

/** An order as the venue's lists have it. */
export type SeenOrder = {
  /** Client order id: ours, or somebody's. */
  readonly id: string;
  readonly venueOrderId: string;
  readonly instrument: number;
};

/** A trade as the venue's history has it. */
export type SeenTrade = {
  readonly tradeId: string;
  readonly venueOrderId: string;
  readonly instrument: number;
};

/** A question of a pass. A null cursor is the first page. */
export type PassStep =
  | { readonly kind: "OPEN_ORDERS"; readonly instrument: number; readonly cursor: string | null }
  | { readonly kind: "TRADES"; readonly instrument: number; readonly cursor: string | null }
  /** The order behind a trade, of which we know the venue's id only. */
  | { readonly kind: "ORDER_OF"; readonly instrument: number; readonly venueOrderId: string };

/** A page, and where the next one begins; null behind the last. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };

/** What we have, as the pass compares with it. */
export type LocalOrders = {
  /** Orders that are not over. */
  live(): Iterable<{ readonly id: string; readonly instrument: number }>;
  /** LIVE: not over. OVER: it ended. UNKNOWN: never heard of. */
  standingOf(id: string): "LIVE" | "OVER" | "UNKNOWN";
  /** When something last happened to it. Nanoseconds; -Infinity of one that is not known. */
  touchedNs(id: string): number;
  /** Whether the id is of our making. */
  isOwn(id: string): boolean;
  /** Whether we know whose order of the venue this is. */
  knowsVenueOrder(instrument: number, venueOrderId: string): boolean;
  /** Whether a trade was counted already, by this life or an earlier one. */
  knowsTrade(instrument: number, tradeId: string): boolean;
};

/** What a pass makes of the venue's lists. */
export type Findings<Order extends SeenOrder, Trade extends SeenTrade> = {
  /** Of orders that we know: take over what the venue says. */
  readonly known: readonly Order[];
  /** Of our making, and unknown to us: adopt and cancel. */
  readonly orphans: readonly Order[];
  /** Not ours: counted, never touched. */
  readonly external: readonly Order[];
  /** Live with us, and not in the venue's list: ask for each. */
  readonly missing: readonly string[];
  /** All trades that were seen. */
  readonly trades: readonly Trade[];
};

/** What was touched within this time before a pass is left to the next one. Nanoseconds. */
export const TOUCHED_NS = 5e9;

/** Most questions of one pass. Beyond it the pass has failed: it does not go on for ever. */
export const STEPS_MAX = 10_000;

export class ReconcilePass<Order extends SeenOrder, Trade extends SeenTrade> {
  /** Nanoseconds. */
  readonly startedNs: number;
  readonly #todo: PassStep[] = [];
  readonly #open: Order[] = [];
  readonly #behind: Order[] = [];
  readonly #trades: Trade[] = [];
  readonly #wanted = new Set<string>();
  #current: PassStep | null = null;
  #steps = 0;
  #hasFailed = false;

  constructor(instruments: readonly number[], now: number) {
    this.startedNs = now;
    for (const instrument of instruments) {
      this.#todo.push({ kind: "OPEN_ORDERS", instrument, cursor: null });
    }
    for (const instrument of instruments) {
      this.#todo.push({ kind: "TRADES", instrument, cursor: null });
    }
  }

  /** The question to ask now; null while one is under way, and when the pass is over. */
  next(): PassStep | null {
    if (this.#current !== null || this.#hasFailed) return null;
    this.#steps += 1;
    if (this.#steps > STEPS_MAX) {
      this.#hasFailed = true;
      return null;
    }
    this.#current = this.#todo.shift() ?? null;
    if (this.#current?.kind === "ORDER_OF") this.#current = this.#oldestOf(this.#current);
    return this.#current;
  }

  /** FAILED: something could not be asked, so that nothing follows. */
  get state(): "ASKING" | "DONE" | "FAILED" {
    if (this.#hasFailed) return "FAILED";
    return this.#current === null && this.#todo.length === 0 ? "DONE" : "ASKING";
  }

  /** A page of open orders. */
  tookOrders({ items, next }: Page<Order>): undefined {
    const step = this.#take("OPEN_ORDERS");
    if (step === null) return;
    this.#open.push(...items);
    if (next !== null) this.#todo.unshift({ ...step, cursor: next });
  }

  /** A page of trades. The order of each strange one is asked for behind all pages. */
  tookTrades({ items, next }: Page<Trade>, local: LocalOrders): undefined {
    const step = this.#take("TRADES");
    if (step === null) return;
    this.#trades.push(...items);
    if (next !== null) this.#todo.unshift({ ...step, cursor: next });
    for (const { instrument, venueOrderId, tradeId } of items) {
      if (local.knowsTrade(instrument, tradeId)) continue;
      const key = keyOf({ instrument, venueOrderId });
      if (local.knowsVenueOrder(instrument, venueOrderId) || this.#wanted.has(key)) continue;
      this.#wanted.add(key);
      this.#todo.push({ kind: "ORDER_OF", instrument, venueOrderId });
    }
  }

  /**
   * Orders of the venue from the one behind a trade on, as many as a page has: whoever else is asked for
   * and is among them needs no question any more. Without the one the venue has it no more.
   */
  tookOwners(orders: readonly Order[]): undefined {
    if (this.#take("ORDER_OF") === null) return;
    const found = new Set<string>();
    for (const order of orders) {
      const key = keyOf(order);
      if (!this.#wanted.has(key)) continue;
      found.add(key);
      this.#behind.push(order);
    }
    const left = this.#todo.filter((step) => step.kind !== "ORDER_OF" || !found.has(keyOf(step)));
    this.#todo.splice(0, Number.POSITIVE_INFINITY, ...left);
  }

  /** The question was not answered, or not with what can be read. */
  failed(): undefined {
    this.#current = null;
    this.#hasFailed = true;
  }

  /** What it comes to. Only of a pass that is done. */
  findings(local: LocalOrders): Findings<Order, Trade> {
    const seen = new Map<string, Order>();
    for (const order of [...this.#behind, ...this.#open]) seen.set(order.id, order);
    const known: Order[] = [];
    const orphans: Order[] = [];
    const external: Order[] = [];
    for (const order of seen.values()) {
      const standing = local.standingOf(order.id);
      if (standing !== "UNKNOWN") known.push(order);
      else if (local.isOwn(order.id)) orphans.push(order);
      else external.push(order);
    }
    const open = new Set(this.#open.map(({ id }) => id));
    const missing = [...local.live()]
      .filter(({ id }) => !open.has(id) && !this.#isTouched(id, local))
      .map(({ id }) => id);
    return { known, orphans, external, missing, trades: this.#trades };
  }

  /** Pages of owners begin at the oldest, so that all behind it come with it. */
  #oldestOf(first: PassStep & { kind: "ORDER_OF" }): PassStep {
    let oldest = first;
    for (const step of this.#todo) {
      const isOne = step.kind === "ORDER_OF" && step.instrument === first.instrument;
      if (isOne && isOlder(step.venueOrderId, oldest.venueOrderId)) oldest = step;
    }
    if (oldest !== first) this.#todo[this.#todo.indexOf(oldest)] = first;
    return oldest;
  }

  #isTouched(id: string, local: LocalOrders): boolean {
    return !(local.touchedNs(id) < this.startedNs - TOUCHED_NS);
  }

  #take<Kind extends PassStep["kind"]>(kind: Kind): (PassStep & { kind: Kind }) | null {
    const step = this.#current;
    if (step?.kind !== kind) return null;
    this.#current = null;
    return step as PassStep & { kind: Kind };
  }
}

function keyOf({
  instrument,
  venueOrderId,
}: Pick<SeenOrder, "instrument" | "venueOrderId">): string {
  return `${instrument}/${venueOrderId}`;
}

/** Ids of a venue grow: a shorter one is older, and of two as long the one whose digits are less. */
function isOlder(left: string, right: string): boolean {
  return left.length === right.length ? left < right : left.length < right.length;
}
