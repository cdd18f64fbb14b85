/**
 * What is left of each order, by the exchange's own books, against what the desk says of it: never less
 * than there, so that nothing counts less before the exchange has made it less; smaller there only as an
 * approval has asked, under the order's own id; and at rest the same, order for order.
 */
import type { Instrument } from "../../../../trading/market/instrument.ts";
import { venueSymbolOf } from "../../../../trading/venue/binance/endpoints.ts";
import type { ExchangeOrder } from "../../../../trading/venue/simulated/exchange/order.ts";
import type { ExecutionReport } from "../../../../trading/venue/simulated/exchange/reports.ts";
import type { Venue } from "../../../../trading/venue/simulated/wire/call/venue.ts";
import { Approved } from "../../../message/approved.ts";
import { OrderEvent } from "../../../message/order-event.ts";
import { DESK_ACCOUNT } from "../../world/venue-watch.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";
import type { CountedLots } from "./exposure-judge.ts";
import type { EventBody } from "./venue-truth.ts";

/** What the desk shows, once nothing is asked of anybody. */
export type ShownStanding = {
  /** Lots that are left of each open order, by id, as the executions' boards have it. */
  readonly open: ReadonlyMap<string, number>;
  /** What risk counts; null before it has said it. */
  counted(instrument: number): CountedLots | null;
};

export class LeavesJudge {
  readonly #court: Court;
  readonly #instruments: readonly Instrument[];
  /** By order: to how many lots it was allowed to become smaller. */
  readonly #asked = new Map<string, Set<number>>();
  /** Orders that the exchange has made smaller. */
  readonly #amended = new Set<string>();
  #venue: Venue | null = null;

  constructor(court: Court, instruments: readonly Instrument[]) {
    this.#court = court;
    this.#instruments = instruments;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(Approved, ({ action, orderId, lots }) => {
        if (action !== "AMEND") return;
        const asked = this.#asked.get(orderId) ?? new Set();
        this.#asked.set(orderId, asked.add(lots));
      }),
      hearing(OrderEvent, (event) => this.#hear(event)),
    ];
  }

  /** An exchange is there: the first one, or the same one once more. */
  begin(venue: Venue): undefined {
    this.#venue = venue;
  }

  take({ account, type, order, origClientOrderId }: ExecutionReport): undefined {
    if (account !== DESK_ACCOUNT || type !== "REPLACED") return;
    const { clientOrderId: id, lots } = order;
    this.#amended.add(id);
    if (id !== origClientOrderId) {
      this.#accuse(`order ${origClientOrderId} is called ${id} behind an amendment`);
    }
    if (this.#asked.get(id)?.has(lots) !== true) {
      this.#accuse(
        `order ${id} has ${lots} lots at the exchange: nobody was allowed to ask for it`,
      );
    }
  }

  /** How what the desk shows differs from what the exchange has; null when it does not. */
  whatDiffers({ open, counted }: ShownStanding): string | null {
    const orders = this.#venue?.exchange.openOrders(DESK_ACCOUNT, null) ?? [];
    const there = new Map(orders.map((order) => [order.clientOrderId, leavesLotsOf(order)]));
    for (const id of new Set([...open.keys(), ...there.keys()])) {
      const [shown, actual] = [open.get(id) ?? 0, there.get(id) ?? 0];
      if (shown !== actual) return `${shown} lots are left of order ${id}: ${actual} there`;
    }
    for (const instrument of this.#instruments) {
      const text = this.#countsOther(instrument, orders, counted(instrument.number));
      if (text !== null) return text;
    }
    if (orders.length > 0) this.#court.note("open orders at rest");
    if ([...there.keys()].some((id) => this.#amended.has(id)))
      this.#court.note("an amended order at rest");
    return null;
  }

  #countsOther(
    instrument: Instrument,
    orders: readonly ExchangeOrder[],
    counted: CountedLots | null,
  ): string | null {
    if (counted === null) return null;
    const own = orders.filter(({ symbol }) => symbol === venueSymbolOf(instrument));
    const lotsOf = (side: "BUY" | "SELL") =>
      own.filter((order) => order.side === side).reduce((sum, one) => sum + leavesLotsOf(one), 0);
    const [buyLots, sellLots] = [lotsOf("BUY"), lotsOf("SELL")];
    const { workingBuyLots, workingSellLots } = counted;
    if (workingBuyLots === buyLots && workingSellLots === sellLots) return null;
    const text = `risk counts ${workingBuyLots} lots to buy and ${workingSellLots} to sell`;
    return `${text} of ${instrument.name}: ${buyLots} and ${sellLots} work there`;
  }

  #hear({ kind, orderId, instrument, leavesLots }: EventBody): undefined {
    if (kind === "CANCELED" || kind === "REJECTED" || kind === "EXPIRED") return;
    const named = this.#instruments[instrument];
    if (this.#venue === null || named === undefined) return;
    const key = { orderId: Number.NaN, clientOrderId: orderId };
    const order = this.#venue.exchange.order(DESK_ACCOUNT, venueSymbolOf(named), key);
    const actual = order === null ? 0 : leavesLotsOf(order);
    if (actual <= leavesLots) return;
    this.#accuse(
      `${kind} says that ${leavesLots} lots are left of order ${orderId}: ${actual} there`,
    );
  }

  #accuse(text: string): undefined {
    this.#court.accuse("leaves", text);
  }
}

/** Lots of it that may still trade at the exchange. */
export function leavesLotsOf({ status, lots, executedLots, preventedLots }: ExchangeOrder): number {
  const isOpen = status === "NEW" || status === "PARTIALLY_FILLED";
  return isOpen ? lots - executedLots - preventedLots : 0;
}
