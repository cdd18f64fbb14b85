/** One account of a futures exchange: a wallet, a position a contract, leverage, and its orders. */
import type { Atoms } from "../../exchange/words.ts";
import { OrderShelf } from "./order-shelf.ts";
import { Position } from "./position.ts";

export type FuturesAccountOptions = {
  readonly name: string;
  /** Of what is traded, in 1/1,000,000. 200 (0.02 %) and 500 (0.05 %) by default. */
  readonly makerFeeMillionths?: number;
  readonly takerFeeMillionths?: number;
  /** Orders that are over, and fills, that are remembered, a contract. 10,000 by default. */
  readonly history?: number;
  /** Needs no margin and has as many orders as it likes: of the venue's own traders. */
  readonly isUnlimited?: boolean;
};

/** As at the venue, until it is set. */
export const LEVERAGE = 20;

export class FuturesAccount {
  readonly number: number;
  readonly name: string;
  readonly makerFee: number;
  readonly takerFee: number;
  readonly isUnlimited: boolean;
  readonly shelf: OrderShelf;
  /** Deposits and realized profit, less fees. Below zero after losses that nobody stopped. */
  wallet: Atoms = 0n;
  /** 0 before the first change. Wall microseconds. */
  updatedAt = 0;
  readonly #positions = new Map<string, Position>();
  readonly #leverages = new Map<string, number>();

  constructor(number: number, options: FuturesAccountOptions) {
    this.number = number;
    this.name = options.name;
    this.makerFee = options.makerFeeMillionths ?? 200;
    this.takerFee = options.takerFeeMillionths ?? 500;
    this.isUnlimited = options.isUnlimited ?? false;
    this.shelf = new OrderShelf(options.history ?? 10_000);
  }

  /** Null where it never had one. */
  positionOf(symbol: string): Position | null {
    return this.#positions.get(symbol) ?? null;
  }

  /** The position to book in: flat at first. */
  position(symbol: string): Position {
    let position = this.#positions.get(symbol);
    if (position === undefined) {
      position = new Position();
      this.#positions.set(symbol, position);
    }
    return position;
  }

  leverage(symbol: string): number {
    return this.#leverages.get(symbol) ?? LEVERAGE;
  }

  setLeverage(symbol: string, leverage: number): undefined {
    this.#leverages.set(symbol, leverage);
  }
}
