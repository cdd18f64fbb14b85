/** Whatever is placed, replaced, amended and cancelled, and however late one hears of it. */
import { expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { Exposure, type ExposureEvent } from "../../../src/trading/risk/exposure.ts";
import { review } from "../../../src/trading/risk/gate.ts";
import type { GateIntent } from "../../../src/trading/risk/gate-look.ts";
import { intent as base, idOf, limits, NOW, STRATEGY, view } from "./gate-kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const LIMIT = limits.positionLots ?? Number.NaN;

type Live = { readonly side: "BUY" | "SELL"; lots: number; cumLots: number };

/** A gate, a venue that hears of approvals late, and a desk that hears of the venue late. */
class World {
  readonly #random: Prng;
  readonly exposure = new Exposure();
  /** What the venue really has. */
  readonly live = new Map<string, Live>();
  readonly #requests: GateIntent[] = [];
  readonly #events: ExposureEvent[] = [];
  readonly done = { NEW: 0, REPLACE: 0, AMEND: 0, CANCEL: 0 };
  readonly #ids: string[] = [];
  position = 0;

  constructor(random: Prng) {
    this.#random = random;
  }

  /** The position that the venue's orders could still lead to. */
  worst(side: "BUY" | "SELL"): number {
    const own = [...this.live.values()].filter((order) => order.side === side);
    const leaves = own.reduce((sum, { lots, cumLots }) => sum + lots - cumLots, 0);
    return side === "BUY" ? this.position + leaves : leaves - this.position;
  }

  step(): undefined {
    const what = this.#random.pick(["INTENT", "INTENT", "VENUE", "VENUE", "FILL", "HEAR", "HEAR"]);
    if (what === "INTENT") this.#intend();
    else if (what === "VENUE") this.#work();
    else if (what === "FILL") this.#fill();
    else this.#hear();
  }

  #intend(): undefined {
    const action = this.#random.pick(["NEW", "REPLACE", "REPLACE", "AMEND", "CANCEL"]);
    const known = this.#ids.length > 0 ? this.#random.pick(this.#ids.slice(-6)) : idOf(0);
    const target = this.exposure.orderOf(known);
    const isOrder = action === "NEW" || action === "REPLACE";
    const orderId = isOrder ? idOf(this.#ids.length + 1) : known;
    const intent: GateIntent = {
      ...base,
      action,
      orderId,
      replaces: action === "REPLACE" ? known : "",
      side:
        isOrder && action === "NEW" ? this.#random.pick(["BUY", "SELL"]) : (target?.side ?? "BUY"),
      lots: this.#random.between(1, 45),
    };
    const named = action === "AMEND" || action === "REPLACE" ? target : null;
    const exposure = this.exposure.of(STRATEGY, 0);
    const lastOrderId = this.#ids.at(-1) ?? "";
    const seen = { ...view, exposure, target: named, lastOrderId, orderTimes: [] };
    if (review(intent, seen, limits, NOW).kind === "REFUSED") return;
    this.done[action] += 1;
    this.#requests.push(intent);
    if (!isOrder) return;
    this.#ids.push(orderId);
    const { instrument, side, lots: leavesLots } = intent;
    this.exposure.add({ orderId, strategy: STRATEGY, instrument, side, leavesLots });
  }

  /** One request reaches the venue, or never does: then its doubt counts until it is over. */
  #work(): undefined {
    const request = this.#requests.shift();
    if (request === undefined) return;
    const { action, orderId, side, lots, replaces } = request;
    const isLost = this.#random.between(1, 10) === 1;
    if (action === "CANCEL") return isLost ? undefined : this.#end(orderId);
    if (action === "AMEND") return isLost ? undefined : this.#amend(orderId, lots);
    if (isLost) {
      this.#say("UNKNOWN", orderId, { side, lots, cumLots: 0 });
      return this.#say("REJECTED", orderId, { side, lots: 0, cumLots: 0 });
    }
    if (action === "REPLACE" && !this.live.has(replaces)) {
      return this.#say("REJECTED", orderId, { side, lots: 0, cumLots: 0 });
    }
    if (action === "REPLACE") this.#end(replaces);
    const order = { side, lots, cumLots: 0 };
    this.live.set(orderId, order);
    return this.#say("ACK", orderId, order);
  }

  #amend(id: string, lots: number): undefined {
    const order = this.live.get(id);
    if (order === undefined || !(lots < order.lots && lots > order.cumLots)) return;
    order.lots = lots;
    this.#say("AMENDED", id, order);
  }

  #end(id: string): undefined {
    const order = this.live.get(id);
    this.live.delete(id);
    if (order !== undefined) this.#say("CANCELED", id, { ...order, lots: order.cumLots });
  }

  #fill(): undefined {
    if (this.live.size === 0) return;
    const [id, order] = this.#random.pick([...this.live]);
    const lots = this.#random.between(1, order.lots - order.cumLots);
    order.cumLots += lots;
    this.position += order.side === "BUY" ? lots : -lots;
    if (order.cumLots === order.lots) this.live.delete(id);
    this.#say("FILL", id, order, lots);
  }

  #say(kind: ExposureEvent["kind"], orderId: string, order: Live, deltaLots = 0): undefined {
    const { side, lots: orderLots, cumLots } = order;
    const about = { kind, orderId, strategy: STRATEGY, instrument: 0, side, orderLots };
    this.#events.push({ ...about, deltaLots, leavesLots: orderLots - cumLots });
  }

  #hear(): undefined {
    const event = this.#events.shift();
    if (event !== undefined) this.exposure.apply(event);
  }
}

test(`no sequence of replaces and amendments leads beyond the limit (SEED=${seed})`, () => {
  const random = new Prng(seed);
  const done = { NEW: 0, REPLACE: 0, AMEND: 0, CANCEL: 0 };
  let highest = 0;
  for (let life = 0; life < 300; life += 1) {
    const world = new World(random);
    for (let step = 0; step < 150; step += 1) {
      world.step();
      const [buys, sells] = [world.worst("BUY"), world.worst("SELL")];
      highest = Math.max(highest, buys, sells);
      expect(buys).toBeLessThanOrEqual(LIMIT);
      expect(sells).toBeLessThanOrEqual(LIMIT);
      const counted = world.exposure.of(STRATEGY, 0);
      expect(counted.positionLots + counted.workingBuyLots).toBeGreaterThanOrEqual(buys);
      expect(counted.workingSellLots - counted.positionLots).toBeGreaterThanOrEqual(sells);
    }
    for (const action of ["NEW", "REPLACE", "AMEND", "CANCEL"] as const) {
      done[action] += world.done[action];
    }
  }
  expect(Object.values(done).filter((count) => count < 300)).toEqual([]);
  // The limit is reached, or nothing was tried.
  expect(highest).toBeGreaterThan(LIMIT * 0.9);
});
