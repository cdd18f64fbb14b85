/** No strategy has more orders approved in any second than its file allows, over all lives of all. */
import { Approved, bringsOrder } from "../../../message/approved.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";

const NS_PER_S = 1e9;

export class RateJudge {
  readonly #court: Court;
  /** Most orders of a strategy in a second; NaN where no file says, which allows none. */
  readonly #perS: (strategy: number) => number;
  /** Of the last second, by strategy. Virtual nanoseconds. */
  readonly #approvedAt = new Map<number, readonly number[]>();

  constructor(court: Court, perS: (strategy: number) => number) {
    this.#court = court;
    this.#perS = perS;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(Approved, ({ action, strategy }, { committedAt }) => {
        if (bringsOrder(action)) this.#count(strategy, committedAt);
      }),
    ];
  }

  /** What a process approved in its last moments the next one need not know. */
  forget(): undefined {
    this.#approvedAt.clear();
  }

  /** @param now By risk's own clock: what a slow handler says late is heard at the handler's start. */
  #count(strategy: number, now: number): undefined {
    const before = this.#approvedAt.get(strategy) ?? [];
    const recent = [...before.filter((at) => now - at < NS_PER_S), now];
    this.#approvedAt.set(strategy, recent);
    const limit = this.#perS(strategy);
    if (recent.length <= limit) return;
    const text = `strategy ${strategy} had ${recent.length} orders approved in a second`;
    this.#court.accuse("rate", `${text}: limit is ${limit}`);
  }
}
