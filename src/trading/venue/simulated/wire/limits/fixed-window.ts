/** Counts in windows that begin on the clock: every minute, every ten seconds. Not rolling. */

/** Length of a limit's interval. */
export type LimitInterval = "SECOND" | "MINUTE" | "HOUR" | "DAY";

/** One limit, as the venue tells it. */
export type LimitRule = {
  readonly rateLimitType: "REQUEST_WEIGHT" | "RAW_REQUESTS" | "ORDERS";
  readonly interval: LimitInterval;
  /** 1 or more. */
  readonly intervalNum: number;
  /** Most in one window. */
  readonly limit: number;
};

/** A limit, with how much of it is used. */
export type UsedLimit = LimitRule & { readonly count: number };

const SECONDS: Readonly<Record<LimitInterval, number>> = {
  SECOND: 1,
  MINUTE: 60,
  HOUR: 3_600,
  DAY: 86_400,
};

/** Microseconds of a rule's window. */
export function windowUs({ interval, intervalNum }: LimitRule): number {
  return SECONDS[interval] * intervalNum * 1_000_000;
}

/** As headers name it: "1M", "10S". */
export function windowName({ interval, intervalNum }: LimitRule): string {
  return `${intervalNum}${interval.slice(0, 1)}`;
}

/** The count of one rule, of one address or account. */
export class FixedWindow {
  readonly rule: LimitRule;
  #window = Number.NaN;
  #count = 0;

  constructor(rule: LimitRule) {
    this.rule = rule;
  }

  /** @param at Wall microseconds. */
  count(at: number): number {
    const window = Math.floor(at / windowUs(this.rule));
    if (window !== this.#window) {
      this.#window = window;
      this.#count = 0;
    }
    return this.#count;
  }

  /** Whether `amount` more would still be within the limit. */
  hasRoom(amount: number, at: number): boolean {
    return this.count(at) + amount <= this.rule.limit;
  }

  add(amount: number, at: number): undefined {
    this.#count = this.count(at) + amount;
  }

  /** Gives back what is counted; never below zero. */
  giveBack(amount: number, at: number): undefined {
    this.#count = Math.max(0, this.count(at) - amount);
  }

  /** When the window ends. Wall microseconds. */
  endsAt(at: number): number {
    const length = windowUs(this.rule);
    return (Math.floor(at / length) + 1) * length;
  }

  used(at: number): UsedLimit {
    return { ...this.rule, count: this.count(at) };
  }
}
