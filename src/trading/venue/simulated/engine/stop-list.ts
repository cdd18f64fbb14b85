/**
 * Orders that wait for a price, in two lists: those that wait for it to rise and those that wait for it
 * to fall. Who is triggered next stands at the end.
 */
import type { Side } from "../../../market/instrument.ts";
import type { LiveOrder } from "./live-order.ts";
import type { EngineOrderType } from "./new-order.ts";

/** Whether it is triggered at its stop price and above; else there and below. */
export function waitsForRise(side: Side, type: EngineOrderType): boolean {
  return (side === "BUY") === type.startsWith("STOP_LOSS");
}

export class StopList {
  /** Stop prices fall. */
  readonly #rising: LiveOrder[] = [];
  /** Stop prices rise. */
  readonly #falling: LiveOrder[] = [];
  #arrivals = 0;

  get count(): number {
    return this.#rising.length + this.#falling.length;
  }

  add(order: LiveOrder): undefined {
    order.arrival = this.#arrivals;
    this.#arrivals += 1;
    const list = this.#listOf(order);
    list.splice(placeOf(list, order), 0, order);
  }

  remove(order: LiveOrder): undefined {
    const list = this.#listOf(order);
    list.splice(placeOf(list, order), 1);
  }

  /** Moves those that a trade at any price from `lowTicks` to `highTicks` triggers, as they came. */
  moveTriggered(lowTicks: number, highTicks: number, into: LiveOrder[]): undefined {
    const from = into.length;
    moveWhile(this.#rising, into, (stopTicks) => stopTicks <= highTicks);
    moveWhile(this.#falling, into, (stopTicks) => stopTicks >= lowTicks);
    if (into.length - from < 2) return;
    const moved = into.splice(from);
    into.push(...moved.sort((left, right) => left.arrival - right.arrival));
  }

  #listOf({ side, type }: LiveOrder): LiveOrder[] {
    return waitsForRise(side, type) ? this.#rising : this.#falling;
  }
}

/** Where it stands, or would. Who came later stands nearer to the beginning at the same price. */
function placeOf(list: readonly LiveOrder[], order: LiveOrder): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    if (other !== undefined && isTriggeredAfter(other, order)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isTriggeredAfter(left: LiveOrder, right: LiveOrder): boolean {
  if (left.stopTicks === right.stopTicks) return left.arrival > right.arrival;
  return waitsForRise(left.side, left.type)
    ? left.stopTicks > right.stopTicks
    : left.stopTicks < right.stopTicks;
}

function moveWhile(
  list: LiveOrder[],
  into: LiveOrder[],
  isTriggered: (stopTicks: number) => boolean,
): undefined {
  for (
    let last = list.at(-1);
    last !== undefined && isTriggered(last.stopTicks);
    last = list.at(-1)
  ) {
    into.push(last);
    list.pop();
  }
}
