/** What the gateway keeps of the account's money. */
import { ExpectedFunds } from "../../../../account/expected-funds.ts";
import type { InstrumentsBySymbol } from "../../frame.ts";
import type { KeptFunds, TradeName } from "./kept-funds.ts";

export type FundsWatch = {
  readonly expected: ExpectedFunds;
  nextNs: number;
  /** Readings in a row that differed. */
  differed: number;
  /** When the last of them was counted. Nanoseconds. */
  differedNs: number;
  /** Those that said the same as the one before, and it. */
  same: number;
  /** What the last one said; "" when all was right. */
  text: string;
  /** A difference has halted instruments, and is still there. */
  hasHalted: boolean;
  /** Trades that an earlier life told of behind what it kept, by {@link tradeKeyOf}. */
  readonly later: Set<string>;
};

/** @param bornNs When this life began. Monotonic nanoseconds. */
export function fundsWatchOf(instruments: InstrumentsBySymbol, bornNs: number): FundsWatch {
  const assets = [...instruments.values()].flatMap(({ base, quote }) => [base, quote]);
  const expected = new ExpectedFunds(assets);
  return {
    ...{ expected, nextNs: bornNs, differed: 0, differedNs: bornNs, same: 0, text: "" },
    ...{ hasHalted: false, later: new Set() },
  };
}

/** What is to be kept of it. */
export function keptFundsOf({ expected, hasHalted, later }: FundsWatch): KeptFunds {
  const { revision } = expected;
  return { revision, isWhole: later.size === 0, amounts: () => expected.kept, hasHalted };
}

export function tradeKeyOf({ instrument, tradeId }: TradeName): string {
  return `${instrument}/${tradeId}`;
}
