/** Amendments of orders, the newest 10,000: what each order was called and how large it was. */
import type { ExecutionReport } from "../../exchange/reports.ts";

export type Amendment = {
  readonly account: number;
  readonly symbol: string;
  readonly orderId: number;
  readonly executionId: number;
  readonly origClientOrderId: string;
  readonly newClientOrderId: string;
  readonly origLots: number;
  readonly newLots: number;
  /** Wall microseconds. */
  readonly at: number;
};

const AMENDMENTS_MAX = 10_000;

export class AmendmentLog {
  #amendments: Amendment[] = [];

  /** The newest of all accounts; null before the first. */
  get last(): Amendment | null {
    return this.#amendments.at(-1) ?? null;
  }

  /** Of one order, oldest first. */
  of(account: number, symbol: string, orderId: number): readonly Amendment[] {
    return this.#amendments.filter(
      (one) => one.account === account && one.symbol === symbol && one.orderId === orderId,
    );
  }

  /** Takes a report of REPLACED. */
  add(report: ExecutionReport): undefined {
    const { order, executionId, clientOrderId, origClientOrderId, lotsBefore, at } = report;
    this.#amendments.push({
      account: order.account,
      symbol: order.symbol,
      orderId: order.orderId,
      executionId,
      origClientOrderId,
      newClientOrderId: clientOrderId,
      origLots: lotsBefore,
      newLots: order.lots,
      at,
    });
    if (this.#amendments.length >= 2 * AMENDMENTS_MAX) {
      this.#amendments = this.#amendments.slice(-AMENDMENTS_MAX);
    }
  }
}
