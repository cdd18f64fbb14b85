/**
 * Brings what happens to an account to those who listen by its listen key, in the order of the venue: of
 * a fill first TRADE_LITE, then ACCOUNT_UPDATE, then ORDER_TRADE_UPDATE.
 */
import { Channel, type Subscriber } from "../../../wire/streams/channel.ts";
import type { AccountChange, FuturesExecution, FuturesSink } from "../../exchange/reports.ts";
import type { FuturesVenue } from "../call/futures-venue.ts";
import {
  accountUpdate,
  keyExpired,
  leverageUpdate,
  orderUpdate,
  tradeLite,
} from "./futures-event.ts";

export class FuturesUserHub implements FuturesSink {
  readonly #venue: FuturesVenue;
  /** By listen key. */
  readonly #channels = new Map<string, Channel>();

  constructor(venue: FuturesVenue) {
    this.#venue = venue;
    venue.listen(this);
  }

  /** False: it is no listen key that is good now. */
  subscribe(subscriber: Subscriber, listenKey: string): boolean {
    if (Number.isNaN(this.#venue.listenKeys.accountOf(listenKey))) return false;
    let channel = this.#channels.get(listenKey);
    if (channel === undefined) {
      channel = new Channel(listenKey);
      this.#channels.set(listenKey, channel);
    }
    channel.subscribers.add(subscriber);
    return true;
  }

  unsubscribe(subscriber: Subscriber, listenKey: string): undefined {
    const channel = this.#channels.get(listenKey);
    channel?.subscribers.delete(subscriber);
    if (channel?.subscribers.size === 0) this.#channels.delete(listenKey);
  }

  /** Ends the keys whose hour is over, and says so on their streams, which stay open and silent. */
  tick(at: number): undefined {
    if (!(at >= this.#venue.listenKeys.nextAt)) return;
    for (const { text } of this.#venue.listenKeys.expire(at)) {
      this.#channels.get(text)?.publish(() => keyExpired(text, at));
      this.#channels.delete(text);
    }
  }

  filled(report: FuturesExecution): undefined {
    const rules = this.#venue.exchange.rulesOf(report.order.symbol);
    if (rules !== null) this.#tell(report.account, () => tradeLite(rules, report));
  }

  change(change: AccountChange): undefined {
    this.#tell(change.account, () => accountUpdate(this.#venue.exchange, change));
  }

  execution(report: FuturesExecution): undefined {
    const rules = this.#venue.exchange.rulesOf(report.order.symbol);
    if (rules !== null) this.#tell(report.account, () => orderUpdate(rules, report));
  }

  leverage(account: number, symbol: string, leverage: number, at: number): undefined {
    this.#tell(account, () => leverageUpdate(symbol, leverage, at));
  }

  trade(): undefined {
    return;
  }

  level(): undefined {
    return;
  }

  settled(): undefined {
    return;
  }

  #tell(account: number, render: () => string): undefined {
    for (const [listenKey, channel] of this.#channels) {
      if (this.#venue.listenKeys.accountOf(listenKey) === account) channel.publish(render);
    }
  }
}
