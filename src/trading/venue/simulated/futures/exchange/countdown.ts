/**
 * Dead-man's switches, one for each account and contract: when its time is up, whatever that account
 * has open in that contract is cancelled, and the switch is off until it is set again.
 */

type Switch = { readonly account: number; readonly symbol: string; readonly dueAt: number };

export class Countdown {
  readonly #switches = new Map<string, Switch>();

  /** When the first one is due. Wall microseconds; infinite when all are off. */
  get nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.#switches.values()) next = Math.min(next, dueAt);
    return next;
  }

  /** @param countdownUs From `at` on; 0 turns it off. */
  set(account: number, symbol: string, countdownUs: number, at: number): undefined {
    const key = `${account}/${symbol}`;
    this.#switches.delete(key);
    if (countdownUs > 0) this.#switches.set(key, { account, symbol, dueAt: at + countdownUs });
  }

  /** When the switch of a contract is due; NaN: it is off. */
  dueAt(account: number, symbol: string): number {
    return this.#switches.get(`${account}/${symbol}`)?.dueAt ?? Number.NaN;
  }

  /** Takes out the first that is due at `at`: it is off now. Null when none is. */
  take(at: number): Switch | null {
    let first: Switch | null = null;
    for (const one of this.#switches.values()) {
      if (one.dueAt <= at && (first === null || one.dueAt < first.dueAt)) first = one;
    }
    if (first !== null) this.#switches.delete(`${first.account}/${first.symbol}`);
    return first;
  }
}
