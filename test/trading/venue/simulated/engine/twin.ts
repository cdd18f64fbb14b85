/**
 * The matching engine again, as plainly as it can be said: one array of what rests, oldest first, that is
 * searched through for everything. It says what the engine says, but for levels, which are counted.
 */
import type { Side } from "../../../../../src/trading/market/instrument.ts";
import type { NewOrder } from "../../../../../src/trading/venue/simulated/engine/new-order.ts";

export type TwinOrder = NewOrder & { shown: number; hidden: number; left: number };

export class Twin {
  said: string[] = [];
  resting: TwinOrder[] = [];
  waiting: TwinOrder[] = [];
  last = Number.NaN;
  #prices: number[] = [];

  submit(given: NewOrder): string {
    const order = { ...given, shown: given.lots, hidden: 0, left: given.budget };
    if (/STOP|PROFIT/.test(order.type)) {
      if (this.#isTriggered(order, this.last)) return "STOP_WOULD_TRIGGER";
      this.said.push(`accepted ${order.number}`);
      this.waiting.push(order);
      return "WAITING";
    }
    if (order.type === "LIMIT_MAKER" && this.#next(order) !== undefined) return "POST_ONLY_CROSSES";
    this.said.push(`accepted ${order.number}`);
    const result = this.#run(order);
    const queue = this.#takeTriggered();
    for (let stop = queue.shift(); stop !== undefined; stop = queue.shift()) {
      this.said.push(`triggered ${stop.number}`);
      this.#run(stop);
      queue.push(...this.#takeTriggered());
    }
    return result;
  }

  cancel(number: number): number {
    const order = this.find(number);
    if (order === undefined) return -1;
    this.#remove(order);
    return order.shown + order.hidden;
  }

  amend(number: number, lots: number): boolean {
    const order = this.find(number);
    if (order === undefined || lots < 1 || lots >= order.shown + order.hidden) return false;
    lose(order, order.shown + order.hidden - lots);
    return true;
  }

  find(number: number): TwinOrder | undefined {
    return [...this.resting, ...this.waiting].find((order) => order.number === number);
  }

  /** Of one side, best price first and oldest first. */
  queue(side: Side): readonly TwinOrder[] {
    const sign = side === "BUY" ? -1 : 1;
    return this.resting
      .filter((order) => order.side === side)
      .sort((left, right) => sign * (left.priceTicks - right.priceTicks));
  }

  #run(order: TwinOrder): "RESTING" | "DONE" {
    const { number, type, timeInForce } = order;
    const force = isMarket(order) ? "MARKET" : type === "LIMIT_MAKER" ? "GTC" : timeInForce;
    if (force === "FOK" && !this.#wouldFill(order)) return this.#expire(order, "FOK");
    const end = this.#take(order);
    if (end === "STP") return this.#expire(order, "STP");
    if (order.shown === 0 || end === "SPENT") return "DONE";
    if (force !== "GTC") return this.#expire(order, force === "MARKET" ? "NO_LIQUIDITY" : "IOC");
    this.said.push(`rested ${number} ${order.shown}`);
    showPeak(order);
    this.resting.push(order);
    return "RESTING";
  }

  /** Why it took no more, where that ends it. */
  #take(order: TwinOrder): "STP" | "SPENT" | null {
    for (let maker = this.#next(order); maker !== undefined; maker = this.#next(order)) {
      const affordable = Number.isNaN(order.left)
        ? order.shown
        : Math.min(order.shown, Math.floor(order.left / maker.priceTicks));
      if (affordable === 0) return order.shown < order.lots ? "SPENT" : null;
      if (order.stp === "NONE" || order.owner !== maker.owner) {
        this.#trade(maker, order, Math.min(affordable, maker.shown));
      } else if (this.#prevent(maker, order, affordable)) return "STP";
    }
    return null;
  }

  /** Whom it meets next. */
  #next(taker: TwinOrder): TwinOrder | undefined {
    const [best] = this.queue(taker.side === "BUY" ? "SELL" : "BUY");
    if (best === undefined || isMarket(taker)) return best;
    const sign = taker.side === "BUY" ? 1 : -1;
    return sign * best.priceTicks <= sign * taker.priceTicks ? best : undefined;
  }

  #trade(maker: TwinOrder, taker: TwinOrder, lots: number): void {
    maker.shown -= lots;
    taker.shown -= lots;
    taker.left -= lots * maker.priceTicks;
    this.last = maker.priceTicks;
    this.#prices.push(maker.priceTicks);
    this.said.push(`trade ${maker.number} ${taker.number} ${maker.priceTicks} ${lots}`);
    if (maker.shown > 0) return;
    this.#remove(maker);
    [maker.shown, maker.hidden] = [maker.hidden, 0];
    showPeak(maker);
    if (maker.shown > 0) this.resting.push(maker);
  }

  /** Whether the taker is over. */
  #prevent(maker: TwinOrder, taker: TwinOrder, affordable: number): boolean {
    const whole = maker.shown + maker.hidden;
    const smaller = Math.min(whole, affordable);
    const lost = {
      NONE: [0, 0],
      EXPIRE_TAKER: [0, taker.shown],
      EXPIRE_MAKER: [whole, 0],
      EXPIRE_BOTH: [whole, taker.shown],
      DECREMENT: [smaller, smaller],
    } as const;
    const [ofMaker, ofTaker] = lost[taker.stp];
    lose(maker, ofMaker);
    taker.shown -= ofTaker;
    if (taker.stp === "DECREMENT") taker.left -= smaller * maker.priceTicks;
    this.said.push(
      `prevented ${maker.number} ${taker.number} ${maker.priceTicks} ${ofMaker} ${ofTaker}`,
    );
    if (ofMaker === whole) {
      this.#remove(maker);
      this.said.push(`expired ${maker.number} 0 STP`);
    }
    return taker.stp === "DECREMENT" ? smaller === affordable : ofTaker > 0;
  }

  /** Tries it on a copy. */
  #wouldFill(order: TwinOrder): boolean {
    const copy = new Twin();
    copy.resting = structuredClone(this.resting);
    copy.#run({ ...order, timeInForce: "IOC" });
    const traded = copy.said.map((line) => line.split(" ")).filter(([kind]) => kind === "trade");
    return traded.reduce((sum, [, , , , lots]) => sum + Number(lots), 0) === order.shown;
  }

  #takeTriggered(): TwinOrder[] {
    const prices = this.#prices.splice(0);
    const stops = this.waiting.filter((stop) => prices.some((at) => this.#isTriggered(stop, at)));
    this.waiting = this.waiting.filter((stop) => !stops.includes(stop));
    return stops;
  }

  #isTriggered({ side, type, stopTicks }: TwinOrder, price: number): boolean {
    const rises = type.startsWith("STOP_LOSS") ? side === "BUY" : side === "SELL";
    return rises ? price >= stopTicks : price <= stopTicks;
  }

  #expire(order: TwinOrder, reason: string): "DONE" {
    this.said.push(`expired ${order.number} ${order.shown} ${reason}`);
    return "DONE";
  }

  #remove(order: TwinOrder): void {
    this.resting = this.resting.filter((other) => other !== order);
    this.waiting = this.waiting.filter((other) => other !== order);
  }
}

function isMarket({ type }: TwinOrder): boolean {
  return type === "MARKET" || type === "STOP_LOSS" || type === "TAKE_PROFIT";
}

/** Hidden lots go first. */
function lose(order: TwinOrder, lots: number): void {
  order.shown -= Math.max(0, lots - order.hidden);
  order.hidden = Math.max(0, order.hidden - lots);
}

function showPeak(order: TwinOrder): void {
  if (order.peakLots === 0) return;
  order.hidden = Math.max(0, order.shown - order.peakLots);
  order.shown -= order.hidden;
}
