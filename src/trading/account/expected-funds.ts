/**
 * What an account should have, beside what the venue says that it has. Pure, and of no venue.
 *
 * A reading of the venue has no place among the trades: one may be in it and not be told yet, or be told
 * and not be in it. So the reading is compared with all that was expected of an asset from the moment it
 * was asked for until {@link HOLD_NS} behind its answer: it is right when it equals one of them.
 *
 * ```
 *  asked ----- answered ----- hold ends      expected of BTC: 1.5, 1.4, 1.6     the venue: 1.4, equal
 * ```
 *
 * The first reading is what everything is counted from. It is taken at once when nothing can be untold.
 * Else it waits for a look over the venue's history that begins behind it; had something moved by then,
 * it says nothing.
 */

/** What the venue did before it answered is told within this time. Nanoseconds. */
export const HOLD_NS = 2e9;

/** An asset of which the venue has another amount than the trades make. Atoms of 10^-8. */
export type FundsDifference = {
  readonly asset: string;
  readonly venue: bigint;
  readonly expected: bigint;
};

export type FundsVerdict =
  /** From here on is counted. */
  | { readonly kind: "BEGUN" }
  | { readonly kind: "EQUAL" }
  /** It says nothing: of an order not all is known, or something moved while the first one was taken. */
  | { readonly kind: "UNCLEAR" }
  | { readonly kind: "DIFFERENT"; readonly differences: readonly FundsDifference[] };

type Reading = {
  hasMoved: boolean;
  /** By asset: what was expected since it was asked for, where that changed. */
  readonly path: Map<string, bigint[]>;
  balances: ReadonlyMap<string, bigint> | null;
  /** Of the answer. Nanoseconds; NaN before it. */
  answeredNs: number;
  /** No order was at the venue whose fills were not all told. */
  isStill: boolean;
};

export class ExpectedFunds {
  readonly #watched: Set<string>;
  /** Null before the first reading. */
  #expected: Map<string, bigint> | null = null;
  /** How far the venue's rounding may be off, by asset. Atoms. */
  readonly #slack = new Map<string, bigint>();
  #reading: Reading | null = null;

  /** @param assets Those that are compared; what pays a fee is, too, from its first one on. */
  constructor(assets: Iterable<string>) {
    this.#watched = new Set(assets);
  }

  get hasBegun(): boolean {
    return this.#expected !== null;
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  /** What should be there of an asset. Atoms; null before the first reading. */
  expectedOf(asset: string): bigint | null {
    return this.#expected === null ? null : (this.#expected.get(asset) ?? 0n);
  }

  /** A reading is asked for now. */
  asked(): undefined {
    this.#reading = {
      ...{ hasMoved: false, path: new Map(), balances: null },
      ...{ answeredNs: Number.NaN, isStill: false },
    };
  }

  /** The reading came to nothing. */
  failed(): undefined {
    this.#reading = null;
  }

  /**
   * @param balances What the venue has, by asset; one that is not there has nothing. Atoms.
   * @param isStill No order is at the venue any more whose fills are not all told.
   */
  took(balances: ReadonlyMap<string, bigint>, isStill: boolean, now: number): undefined {
    if (this.#reading === null) return;
    this.#reading.balances = balances;
    this.#reading.answeredNs = now;
    this.#reading.isStill = isStill;
  }

  /**
   * A trade, a fee, a deposit: so much more is expected from now on.
   *
   * @param slack How far the venue may round this. Atoms.
   */
  moved(asset: string, change: bigint, slack = 0n): undefined {
    this.#watched.add(asset);
    const reading = this.#reading;
    if (reading !== null) reading.hasMoved = true;
    if (this.#expected === null) return;
    const before = this.#expected.get(asset) ?? 0n;
    this.#expected.set(asset, before + change);
    if (slack > 0n) this.#slack.set(asset, (this.#slack.get(asset) ?? 0n) + slack);
    if (reading === null) return;
    const path = reading.path.get(asset) ?? [before];
    path.push(before + change);
    reading.path.set(asset, path);
  }

  /**
   * What the reading says; null while that is not known. It is asked at least once behind the hold.
   *
   * @param known.isClear All that became of every order is known. Where it is not, nothing follows.
   * @param known.readNs When the last whole look over the venue's history began. Nanoseconds.
   */
  look(
    now: number,
    { isClear, readNs }: { readonly isClear: boolean; readonly readNs: number },
  ): FundsVerdict | null {
    const reading = this.#reading;
    if (reading === null || reading.balances === null) return null;
    const isFirst = this.#expected === null;
    const isKnown = isFirst
      ? reading.isStill || readNs > reading.answeredNs
      : now >= reading.answeredNs + HOLD_NS;
    if (!isKnown) return null;
    this.#reading = null;
    if (!isClear) return { kind: "UNCLEAR" };
    if (this.#expected === null) return this.#begin(reading, reading.balances);
    const differences = [...this.#watched].flatMap((asset) =>
      this.#differenceOf(asset, reading.balances?.get(asset) ?? 0n, reading),
    );
    return differences.length === 0 ? { kind: "EQUAL" } : { kind: "DIFFERENT", differences };
  }

  #begin(reading: Reading, balances: ReadonlyMap<string, bigint>): FundsVerdict {
    if (reading.hasMoved) return { kind: "UNCLEAR" };
    this.#expected = new Map(balances);
    return { kind: "BEGUN" };
  }

  #differenceOf(asset: string, venue: bigint, reading: Reading): readonly FundsDifference[] {
    const expected = this.#expected?.get(asset) ?? 0n;
    const slack = this.#slack.get(asset) ?? 0n;
    const path = reading.path.get(asset) ?? [expected];
    const isMet = path.some((one) => one - venue <= slack && venue - one <= slack);
    return isMet ? [] : [{ asset, venue, expected }];
  }
}
