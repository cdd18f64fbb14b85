/**
 * The hands with which a fault trades: the venue's own accounts, which fill somebody's order now or
 * later, through everybody who stands before it.
 *
 * Bias: those who stand before it are filled as well; priority is never broken.
 */
import type { Exchange } from "../exchange/exchange.ts";
import type { ExchangeOrder } from "../exchange/order.ts";
import type { Side } from "../exchange/words.ts";
import { HouseTrader, leavesOf, openHouseAccount } from "../market/house-trader.ts";

/** Which order: of a client's id, or the first that is younger than `afterId`. */
export type AwaitedOrder = {
  readonly account: number;
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly afterId: number;
};

type Plan = { readonly dueAt: number; readonly act: (at: number) => undefined };

/** Parts of an iceberg that are filled at once. */
const PARTS_MAX = 200;

export class OrderHands {
  readonly #exchange: Exchange;
  readonly #filler: number;
  /** Accounts by the trade group that they are of. */
  readonly #ofGroup = new Map<number, number>();
  readonly #traders = new Map<string, HouseTrader>();
  /** Soonest first; of one time in the order in which they were made. */
  readonly #plans: Plan[] = [];

  /** Opens its accounts at once: an exchange that is run again by its commands has the same ones. */
  constructor(exchange: Exchange, accounts: readonly number[]) {
    this.#exchange = exchange;
    this.#filler = openHouseAccount(exchange, { name: "fault" });
    for (const account of accounts) {
      const tradeGroup = exchange.tradeGroupOf(account);
      if (this.#ofGroup.has(tradeGroup)) continue;
      const name = `fault-of-group-${tradeGroup}`;
      this.#ofGroup.set(tradeGroup, openHouseAccount(exchange, { name, tradeGroup }));
    }
  }

  /** When `tick` has something to do. Wall microseconds; infinite when nothing is planned. */
  get nextAt(): number {
    return this.#plans[0]?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  /** Does what is due, each at its own time. */
  tick(at: number): undefined {
    while (this.nextAt <= at) {
      const plan = this.#plans.shift();
      plan?.act(plan.dueAt);
    }
  }

  plan(dueAt: number, act: (at: number) => undefined): undefined {
    const behind = this.#plans.findIndex((plan) => plan.dueAt > dueAt);
    this.#plans.splice(behind === -1 ? this.#plans.length : behind, 0, { dueAt, act });
  }

  forget(): undefined {
    this.#plans.length = 0;
  }

  /** An order that is about to be placed: it will be found when it is there. */
  await(account: number, symbol: string, clientOrderId: string): AwaitedOrder {
    const known = this.#exchange.openOrders(account, symbol).map(({ orderId }) => orderId);
    return { account, symbol, clientOrderId, afterId: Math.max(0, ...known) };
  }

  /** Null: it never came, or is over. */
  find({ account, symbol, clientOrderId, afterId }: AwaitedOrder): ExchangeOrder | null {
    if (clientOrderId !== "") {
      const key = { orderId: Number.NaN, clientOrderId };
      return this.#exchange.order(account, symbol, key);
    }
    const open = this.#exchange.openOrders(account, symbol);
    return open.find(({ orderId }) => orderId > afterId) ?? null;
  }

  /** Fills `lots` of an order that rests, or all that it has left. Returns how many lots it filled. */
  fill(order: ExchangeOrder, lots: number, at: number): number {
    const before = order.executedLots;
    const target = before + Math.min(lots, leavesOf(order));
    for (let part = 0; part < PARTS_MAX && order.executedLots < target; part += 1) {
      const ahead = this.#exchange.lotsAhead(order);
      const placed = this.#trader(order.symbol, this.#filler, at)?.place(
        {
          side: opposite(order.side),
          type: "LIMIT",
          timeInForce: "IOC",
          priceTicks: order.priceTicks,
          lots: ahead + target - order.executedLots,
        },
        at,
      );
      if (placed === undefined || placed === null) break;
    }
    return order.executedLots - before;
  }

  /** Rests an order that `account`'s next one meets, in the account's own trade group, until `at` is over. */
  meet(
    account: number,
    wanted: {
      readonly symbol: string;
      readonly side: Side;
      readonly priceTicks: number;
      readonly lots: number;
    },
    at: number,
  ): boolean {
    const own = this.#ofGroup.get(this.#exchange.tradeGroupOf(account));
    const trader = own === undefined ? null : this.#trader(wanted.symbol, own, at);
    const { priceTicks, lots } = wanted;
    const side = opposite(wanted.side);
    const order = trader?.place(
      { side, type: "LIMIT_MAKER", timeInForce: null, priceTicks, lots },
      at,
    );
    if (trader === null || order === null || order === undefined) return false;
    this.plan(at, (time) => void (leavesOf(order) > 0 && trader.cancel(order, time)));
    return true;
  }

  /** Null: the symbol is not listed. */
  #trader(symbol: string, account: number, at: number): HouseTrader | null {
    const name = `${symbol}/${account}`;
    const known = this.#traders.get(name);
    if (known !== undefined) return known;
    const rules = this.#exchange.rulesOf(symbol);
    if (rules === null) return null;
    const trader = new HouseTrader({ exchange: this.#exchange, name, rules, account, at });
    this.#traders.set(name, trader);
    return trader;
  }
}

function opposite(side: Side): Side {
  return side === "BUY" ? "SELL" : "BUY";
}
