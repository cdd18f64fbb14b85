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
 *
 * What an earlier life kept is gone on from: then the first reading is compared, too, at the same moment,
 * and only an asset of which nothing was kept is counted from it.
 */

/** What the venue did before it answered is told within this time. Nanoseconds. */
export const HOLD_NS = 2e9;

/** An asset of which the venue has another amount than the trades make. Atoms of 10^-8. */
export type FundsDifference = {
  readonly asset: string;
  readonly venue: bigint;
  readonly expected: bigint;
};

/** What should be there of an asset, for a next life. Atoms. */
export type KeptAmount = {
  readonly asset: string;
  readonly atoms: bigint;
  /** How far the venue's rounding may be off by now. */
  readonly slack: bigint;
};

export type FundsVerdict =
  /** From here on is counted. */
  | { readonly kind: "BEGUN" }
  | { readonly kind: "EQUAL" }
  /** It says nothing: of an order not all is known, or something moved while the first one was taken. */
  | { readonly kind: "UNCLEAR" }
  | { readonly kind: "DIFFERENT"; readonly differences: readonly FundsDifference[] };

type Reading = {
  /** Of which it is not known what should be there. */
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
  /** Null before the first reading, where nothing was kept. */
  #expected: Map<string, bigint> | null = null;
  /** An earlier life kept it: what is not in it is not known before the first reading. */
  #isPart = false;
  #isRead = false;
  #revision = 0;
  /** How far the venue's rounding may be off, by asset. Atoms. */
  readonly #slack = new Map<string, bigint>();
  #reading: Reading | null = null;

  /** @param assets Those that are compared; what pays a fee is, too, from its first one on. */
  constructor(assets: Iterable<string>) {
    this.#watched = new Set(assets);
  }

  /** A reading was right, or was the first of all; or its difference was heeded. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** Another one when {@link kept} may be. */
  get revision(): number {
    return this.#revision;
  }

  /** What should be there of each asset that is compared, as far as it is known. */
  get kept(): readonly KeptAmount[] {
    return [...this.#watched].flatMap((asset) => {
      const atoms = this.expectedOf(asset);
      return atoms === null ? [] : [{ asset, atoms, slack: this.#slack.get(asset) ?? 0n }];
    });
  }

  /** Goes on from what an earlier life kept. */
  resume(kept: readonly KeptAmount[]): undefined {
    this.#isPart = true;
    this.#expected = new Map(kept.map(({ asset, atoms }) => [asset, atoms]));
    for (const { asset, slack } of kept) {
      this.#watched.add(asset);
      if (slack > 0n) this.#slack.set(asset, slack);
    }
  }

  /** Nothing is known any more: the next reading is the first one. */
  forget(): undefined {
    this.#expected = null;
    this.#isPart = false;
    this.#reading = null;
    this.#slack.clear();
  }

  /** The difference is known: it is waited for no longer. */
  heed(): undefined {
    this.#isRead = true;
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  /** What should be there of an asset. Atoms; null while that is not known. */
  expectedOf(asset: string): bigint | null {
    if (this.#expected === null) return null;
    return this.#expected.get(asset) ?? (this.#isPart ? null : 0n);
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
    const before = this.expectedOf(asset);
    if (this.#expected === null || before === null) {
      if (reading !== null) reading.hasMoved = true;
      return;
    }
    this.#revision += 1;
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
    const { balances } = reading;
    const isKnown = this.#isRead
      ? now >= reading.answeredNs + HOLD_NS
      : reading.isStill || readNs > reading.answeredNs;
    if (!isKnown) return null;
    this.#reading = null;
    const isFirst = this.#expected === null;
    const isWhole = !isFirst && !this.#isPart;
    if (!isClear || (!isWhole && reading.hasMoved)) return { kind: "UNCLEAR" };
    if (!isWhole) this.#begin(balances);
    if (isFirst) return { kind: "BEGUN" };
    const differences = [...this.#watched].flatMap((asset) =>
      this.#differenceOf(asset, balances.get(asset) ?? 0n, reading),
    );
    if (differences.length > 0) return { kind: "DIFFERENT", differences };
    this.#isRead = true;
    return { kind: "EQUAL" };
  }

  /** From here on is counted what nothing was known of. */
  #begin(balances: ReadonlyMap<string, bigint>): undefined {
    if (this.#expected === null) this.#isRead = true;
    this.#expected = new Map([...balances, ...(this.#expected ?? [])]);
    this.#isPart = false;
    this.#revision += 1;
  }

  #differenceOf(asset: string, venue: bigint, reading: Reading): readonly FundsDifference[] {
    const expected = this.#expected?.get(asset) ?? 0n;
    const slack = this.#slack.get(asset) ?? 0n;
    const path = reading.path.get(asset) ?? [expected];
    const isMet = path.some((one) => one - venue <= slack && venue - one <= slack);
    return isMet ? [] : [{ asset, venue, expected }];
  }
}
