/**
 * How many unfilled orders an account may place, over all of its keys, addresses and connections.
 *
 * A placing counts one, also when it is refused; the first fill of an order gives it back.
 */
import { type VenueError, venueError } from "../request/venue-error.ts";
import { FixedWindow, type LimitRule, type UsedLimit } from "./fixed-window.ts";

export class OrderLimits {
  readonly #rules: readonly LimitRule[];
  readonly #accounts = new Map<number, readonly FixedWindow[]>();

  constructor(rules: readonly LimitRule[]) {
    this.#rules = rules;
  }

  /** Counts a placing; says why not when a limit is used up, and then counts nothing. */
  place(account: number, at: number): VenueError | null {
    const windows = this.#of(account);
    const full = windows.find((window) => !window.hasRoom(1, at));
    if (full !== undefined) return tooManyOrders(full.rule);
    for (const window of windows) window.add(1, at);
    return null;
  }

  /** An order of the account has its first fill. */
  giveBack(account: number, at: number): undefined {
    for (const window of this.#of(account)) window.giveBack(1, at);
  }

  used(account: number, at: number): readonly UsedLimit[] {
    return this.#of(account).map((window) => window.used(at));
  }

  #of(account: number): readonly FixedWindow[] {
    let windows = this.#accounts.get(account);
    if (windows === undefined) {
      windows = this.#rules.map((rule) => new FixedWindow(rule));
      this.#accounts.set(account, windows);
    }
    return windows;
  }
}

/** It is the account's limit, not the address's: it says no time. */
function tooManyOrders({ limit, intervalNum, interval }: LimitRule): VenueError {
  const msg = `Too many new orders; current limit is ${limit} orders per ${intervalNum} ${interval}.`;
  return venueError(-1015, msg);
}
