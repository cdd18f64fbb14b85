/**
 * The account's money over the lives of a gateway: what a life keeps of it as rows, an asset each, and
 * whether the next one may count from them.
 *
 * They are true as of a fill that was told. A process may die with later fills told: the venue's history
 * has those, with their prices and fees, and the next life counts each when it comes by.
 */
import { textOf } from "../../../../../core/decimal.ts";
import type { KeptAmount } from "../../../../account/expected-funds.ts";
import type { Instrument } from "../../../../market/instrument.ts";
import { markOf } from "../../signing/mark.ts";
import type { ToldTrade } from "../order/order-table.ts";

/** Of whom, and as of when, rows are true. */
export type FundsMark = {
  /** What the key is known by: see `VenueKey.mark`. */
  readonly key: string;
  /** Of the instruments that were traded: see {@link instrumentsMarkOf}. */
  readonly instruments: string;
  /** Of the newest fill in it, in the topic that tells of fills; 0 before the first. */
  readonly sequence: number;
  /** Fills that had been told by then. */
  readonly fills: number;
  /** Its difference has halted, and the gateway was stopped since. */
  readonly isReleased: boolean;
};

/** One asset. */
export type KeptFundsRow = FundsMark & {
  readonly asset: string;
  /** Whole decimal text. */
  readonly atoms: string;
  readonly slack: string;
  /** How many rows are true together, and which time that they were shown: the same in each of them. */
  readonly rows: number;
  readonly shown: number;
};

/** A trade of the history, by its ids. */
export type TradeName = Pick<ToldTrade, "instrument" | "tradeId">;

/** What an earlier life left of the account's money. */
export type LeftFunds =
  | { readonly kind: "NONE" }
  | { readonly kind: "DOUBTED"; readonly why: string }
  | {
      readonly kind: "KEPT";
      readonly amounts: readonly KeptAmount[];
      /** Told by it, and not in the amounts. */
      readonly later: readonly TradeName[];
    };

/** What is to be kept of the account's money. */
export type KeptFunds = {
  /** Another one when the amounts may be. */
  readonly revision: number;
  /** False while fills that an earlier life told of are not in it: then it must not be kept. */
  readonly isWhole: boolean;
  readonly amounts: () => readonly KeptAmount[];
  /** A difference has halted instruments, and is still there. */
  readonly hasHalted: boolean;
};

/** What a life finds. */
export type FoundFunds = Pick<FundsMark, "key" | "instruments"> & {
  /** Fills that were ever told. */
  readonly fills: number;
  /** Newest of them, as far as they are remembered. */
  readonly told: readonly (TradeName & { readonly sequence: number })[];
};

const WHOLE = /^-?\d{1,30}$/;

/** @param shown Greater than of all rows before. */
export function rowsOf(
  amounts: readonly KeptAmount[],
  mark: FundsMark,
  shown: number,
): readonly KeptFundsRow[] {
  const rows = amounts.length;
  return amounts.map(({ asset, atoms, slack }) => {
    return { ...mark, asset, atoms: `${atoms}`, slack: `${slack}`, rows, shown };
  });
}

/** Judges rows as they stand: what is not surely whole, and of this account, is not counted from. */
export function leftFundsOf(standing: readonly KeptFundsRow[], found: FoundFunds): LeftFunds {
  const [first] = standing;
  if (first === undefined) return { kind: "NONE" };
  const rows = standing.slice(0, first.rows);
  const why = doubtOf(rows, first, found);
  if (why !== null) return { kind: "DOUBTED", why };
  const amounts = rows.map(({ asset, atoms, slack }) => {
    return { asset, atoms: BigInt(atoms), slack: BigInt(slack) };
  });
  const later = laterThan(first, found).map(({ instrument, tradeId }) => ({ instrument, tradeId }));
  return { kind: "KEPT", amounts, later };
}

/** Returns a short text that is another one when a name, an asset, a tick or a lot is another one. */
export function instrumentsMarkOf(instruments: Iterable<Instrument>): string {
  const names = [...instruments].map(({ name, base, quote, tick, lot }) =>
    [name, base, quote, textOf(1, tick), textOf(1, lot)].join(" "),
  );
  return markOf(names.toSorted().join("\n"));
}

function doubtOf(
  rows: readonly KeptFundsRow[],
  first: KeptFundsRow,
  found: FoundFunds,
): string | null {
  if (first.key !== found.key) return "what was kept is of another key";
  if (first.instruments !== found.instruments) return "what was kept is of other instruments";
  const isTogether = ({ shown, atoms, slack }: KeptFundsRow) =>
    shown === first.shown && WHOLE.test(atoms) && WHOLE.test(slack);
  const isWhole = rows.length > 0 && rows.length === first.rows && rows.every(isTogether);
  // Each fill since then is known by its trade, or none of it can be trusted.
  const isOfFills = first.fills + laterThan(first, found).length === found.fills;
  if (!isWhole || !isOfFills) return "what was kept is not whole";
  return first.isReleased ? "it had halted an instrument, and was stopped since" : null;
}

function laterThan({ sequence }: FundsMark, { told }: FoundFunds): FoundFunds["told"] {
  return told.filter((trade) => trade.sequence > sequence);
}
