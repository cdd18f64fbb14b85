/**
 * Keeps its own account of every order from what the engine says alone, and looks at each word of it: no
 * lot made or lost, nobody overtaken, each level told as it is and only when it has changed.
 */
import type { Side } from "../../../../../src/trading/market/instrument.ts";
import type {
  ExpiryReason,
  MatchSink,
} from "../../../../../src/trading/venue/simulated/engine/match-sink.ts";
import {
  isAtMarket,
  type NewOrder,
} from "../../../../../src/trading/venue/simulated/engine/new-order.ts";

type Account = {
  readonly order: NewOrder;
  /** Lots that nothing was said of. */
  left: number;
  /** Of those, what can be taken before others have their turn. */
  shown: number;
  /** Its place in time; NaN while it does not rest. */
  place: number;
  /** Traded as a taker, in ticks x lots. */
  spent: number;
};

export class Ledger implements MatchSink {
  /** What was broken. */
  readonly broken: string[] = [];
  /** Words of the engine, but of levels. */
  said: string[] = [];
  /** Shown lots by side and price, as told. */
  readonly levels = { BUY: new Map<number, number>(), SELL: new Map<number, number>() };
  readonly #accounts = new Map<number, Account>();
  #places = 0;

  /** Call it before the order is submitted. */
  open(order: NewOrder): undefined {
    const { lots } = order;
    const account = { order, left: lots, shown: lots, place: Number.NaN, spent: 0 };
    this.#accounts.set(order.number, account);
  }

  /** Closes an account without a word of the engine; what `cancel` has to answer. */
  close(number: number): number {
    const { left } = this.#accounts.get(number) ?? { left: -1 };
    this.#accounts.delete(number);
    return left;
  }

  /** What `amend` has to answer. */
  amend(number: number, lots: number): boolean {
    const account = this.#accounts.get(number);
    if (account === undefined || !(lots > 0 && lots < account.left)) return false;
    this.#lose(account, account.left - lots);
    return true;
  }

  accepted(number: number): undefined {
    this.said.push(`accepted ${number}`);
  }

  triggered(number: number): undefined {
    this.said.push(`triggered ${number}`);
  }

  trade(maker: number, taker: number, priceTicks: number, lots: number): undefined {
    this.said.push(`trade ${maker} ${taker} ${priceTicks} ${lots}`);
    const first = this.#meet(maker, taker, priceTicks);
    if (!(lots > 0 && lots <= first.shown)) this.broken.push(`${maker} trades what it shows`);
    this.#pay(taker, priceTicks, lots);
    first.left -= lots;
    first.shown -= lots;
    if (first.left === 0) this.#accounts.delete(maker);
    else if (first.shown === 0) this.#show(first);
    if (this.#accountOf(taker).left === 0) this.#accounts.delete(taker);
  }

  prevented(
    maker: number,
    taker: number,
    priceTicks: number,
    makerLots: number,
    takerLots: number,
  ): undefined {
    this.said.push(`prevented ${maker} ${taker} ${priceTicks} ${makerLots} ${takerLots}`);
    const first = this.#meet(maker, taker, priceTicks);
    const second = this.#accountOf(taker);
    if (first.order.owner !== second.order.owner) this.broken.push(`${maker} is of another owner`);
    this.#lose(first, makerLots);
    second.left -= takerLots;
  }

  rested(number: number, lots: number): undefined {
    this.said.push(`rested ${number} ${lots}`);
    const account = this.#accountOf(number);
    if (account.left !== lots) this.broken.push(`${number} rests with ${account.left} lots`);
    if (!restsByItsTerms(account.order)) this.broken.push(`${number} may rest`);
    this.#show(account);
  }

  expired(number: number, lots: number, reason: ExpiryReason): undefined {
    this.said.push(`expired ${number} ${lots} ${reason}`);
    const { left } = this.#accountOf(number);
    if (left !== lots) this.broken.push(`${number} expires with ${left} lots, not ${lots}`);
    this.#accounts.delete(number);
  }

  level(side: Side, priceTicks: number, lots: number): undefined {
    const before = this.levels[side].get(priceTicks) ?? 0;
    if (before === lots) this.broken.push(`${side} ${priceTicks} is told again`);
    if (lots === 0) this.levels[side].delete(priceTicks);
    else this.levels[side].set(priceTicks, lots);
    if (this.#shownAt(side, priceTicks) !== lots) this.broken.push(`${side} ${priceTicks} is told`);
  }

  /** Lots that are left of all that are open, by number. */
  leaves(): ReadonlyMap<number, number> {
    return new Map([...this.#accounts].map(([number, { left }]) => [number, left]));
  }

  #accountOf(number: number): Account {
    const account = this.#accounts.get(number);
    if (account !== undefined) return account;
    this.broken.push(`${number} is open`);
    const order = { number, owner: 0, side: "BUY", priceTicks: 0, lots: 0 } as NewOrder;
    return { order, left: 0, shown: 0, place: 0, spent: 0 };
  }

  /** The maker, which must be the first of its side. */
  #meet(maker: number, taker: number, priceTicks: number): Account {
    const account = this.#accountOf(maker);
    const { side } = account.order;
    if (account.order.priceTicks !== priceTicks) this.broken.push(`${maker} has its price`);
    if (this.#accountOf(taker).order.side === side) this.broken.push(`${taker} is opposite`);
    const sign = side === "BUY" ? 1 : -1;
    for (const other of this.#accounts.values()) {
      if (other.order.side !== side || Number.isNaN(other.place)) continue;
      const ahead = sign * (other.order.priceTicks - priceTicks);
      if (ahead > 0 || (ahead === 0 && other.place < account.place)) {
        this.broken.push(`${other.order.number} is not overtaken by ${maker}`);
      }
    }
    return account;
  }

  /** What a taker trades is within its limit and its budget, and it is one that may take. */
  #pay(taker: number, priceTicks: number, lots: number): undefined {
    const account = this.#accountOf(taker);
    const { side, type, priceTicks: limit, budget } = account.order;
    const beyond = side === "BUY" ? priceTicks - limit : limit - priceTicks;
    if (!isAtMarket(type) && beyond > 0) this.broken.push(`${taker} trades within its limit`);
    if (type === "LIMIT_MAKER") this.broken.push(`${taker} may take`);
    account.left -= lots;
    account.spent += lots * priceTicks;
    if (account.spent > budget) this.broken.push(`${taker} trades within its budget`);
  }

  #show(account: Account): undefined {
    const { peakLots } = account.order;
    account.shown = peakLots === 0 ? account.left : Math.min(peakLots, account.left);
    account.place = this.#places;
    this.#places += 1;
  }

  /** Lots go that were not traded: the hidden ones first. */
  #lose(account: Account, lots: number): undefined {
    account.left -= lots;
    account.shown = Math.min(account.shown, account.left);
    if (account.left < 0) this.broken.push(`${account.order.number} has what it loses`);
  }

  #shownAt(side: Side, priceTicks: number): number {
    let lots = 0;
    for (const { order, shown, place } of this.#accounts.values()) {
      const isThere = order.side === side && order.priceTicks === priceTicks;
      if (isThere && !Number.isNaN(place)) lots += shown;
    }
    return lots;
  }
}

function restsByItsTerms({ type, timeInForce }: NewOrder): boolean {
  return !isAtMarket(type) && (type === "LIMIT_MAKER" || timeInForce === "GTC");
}
