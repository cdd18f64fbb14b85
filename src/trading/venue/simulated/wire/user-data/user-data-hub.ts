/**
 * Brings what the exchange says of an account to those who are subscribed to it: each execution, and
 * after the executions of one command the balances that they changed.
 */
import type { AssetBalance, ExchangeSink, ExecutionReport } from "../../exchange/reports.ts";
import type { Atoms } from "../../exchange/words.ts";
import type { TimeUnit } from "../answer/numbers.ts";
import type { Venue } from "../call/venue.ts";
import { type EventFaultPoint, FAULTLESS_EVENTS, type PrivateEvent } from "./event-fault.ts";
import { balanceUpdateText, positionText, reportText } from "./event-text.ts";

export type PrivateListener = {
  readonly unit: TimeUnit;
  /** @param text The event, without its wrapping. */
  tell(event: PrivateEvent, text: string): undefined;
};

export class UserDataHub implements ExchangeSink {
  /** May be changed at any time. */
  faults: EventFaultPoint;
  readonly #venue: Venue;
  readonly #listeners = new Map<number, Set<PrivateListener>>();

  /** Listens to `venue` from now on. */
  constructor(venue: Venue, faults: EventFaultPoint = FAULTLESS_EVENTS) {
    this.faults = faults;
    this.#venue = venue;
    venue.listen(this);
  }

  /** Those who are subscribed. */
  get size(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  subscribe(account: number, listener: PrivateListener): undefined {
    const listeners = this.#listeners.get(account) ?? new Set();
    this.#listeners.set(account, listeners.add(listener));
  }

  unsubscribe(account: number, listener: PrivateListener): undefined {
    const listeners = this.#listeners.get(account);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#listeners.delete(account);
  }

  execution(report: ExecutionReport): undefined {
    const { account, order, at } = report;
    const listeners = this.#listeners.get(account);
    const rules = listeners === undefined ? null : this.#venue.exchange.rulesOf(order.symbol);
    if (listeners === undefined || rules === null) return;
    const { symbol, orderId } = order;
    const event = { name: "executionReport", account, symbol, orderId, at } as const;
    const tradeGroup = report.prevention === null ? Number.NaN : this.#tradeGroup(account, symbol);
    tellAll(listeners, event, (unit) => reportText({ rules, report, tradeGroup }, unit));
  }

  balances(account: number, changed: readonly AssetBalance[], at: number): undefined {
    const event = { ...ofNoOrder(account, at), name: "outboundAccountPosition" } as const;
    tellAll(this.#listeners.get(account), event, (unit) => positionText(changed, at, unit));
  }

  balanceUpdate(account: number, asset: string, delta: Atoms, at: number): undefined {
    const event = { ...ofNoOrder(account, at), name: "balanceUpdate" } as const;
    tellAll(this.#listeners.get(account), event, (unit) =>
      balanceUpdateText(asset, delta, at, unit),
    );
  }

  /** Of the match that was prevented just now. */
  #tradeGroup(account: number, symbol: string): number {
    return this.#venue.exchange.preventedMatches(account, symbol).at(-1)?.tradeGroup ?? Number.NaN;
  }

  trade(): undefined {
    return;
  }

  level(): undefined {
    return;
  }

  rules(): undefined {
    return;
  }
}

function ofNoOrder(account: number, at: number) {
  return { account, symbol: "", orderId: Number.NaN, at } as const;
}

/** Renders an event once for each unit of time that somebody takes. */
function tellAll(
  listeners: ReadonlySet<PrivateListener> | undefined,
  event: PrivateEvent,
  render: (unit: TimeUnit) => string,
): undefined {
  if (listeners === undefined) return;
  const texts = new Map<TimeUnit, string>();
  // A fault may end a connection while this runs.
  for (const listener of [...listeners]) {
    const text = texts.get(listener.unit) ?? render(listener.unit);
    texts.set(listener.unit, text);
    listener.tell(event, text);
  }
}
