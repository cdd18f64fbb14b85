/** A strategy's context made of plain values, so that its desk runs without a thread. */

import type { DeskFacts } from "../../../src/desk/message/desk-facts.ts";
import type { OpenOrder } from "../../../src/desk/message/open-order.ts";
import type { OrderEvent } from "../../../src/desk/message/order-event.ts";
import type { Top } from "../../../src/desk/message/top.ts";
import type { IntentBody } from "../../../src/desk/strategy/order-sender.ts";
import type { ActorContext } from "../../../src/desk/strategy/strategy-desk.ts";
import type { BodyOf } from "../../../src/runtime/actor/context.ts";
import { defineInstrument } from "../../../src/trading/market/instrument.ts";
import { orderEventOf } from "../../kit/order-event.ts";

export type EventBody = BodyOf<typeof OrderEvent>;
export type OrderSlot = BodyOf<typeof OpenOrder>;
type TopBody = BodyOf<typeof Top>;
type FilledSlot = {
  readonly strategy: number;
  readonly instrument: number;
  readonly lots: number;
  readonly fills: number;
  readonly sequence: number;
  readonly feeBase?: string;
};

export const BTC = defineInstrument({
  number: 0,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.00001",
});
export const ETH = defineInstrument({
  number: 1,
  name: "ETH-USDT@binance",
  tick: "0.01",
  lot: "0.0001",
});

/** Number of the strategy in {@link FACTS}. */
export const STRATEGY = 3;

export const FACTS: DeskFacts = {
  name: "test",
  mode: "paper",
  durability: "none",
  codeHash: "0".repeat(64),
  configHash: "0".repeat(64),
  instruments: [BTC, ETH],
  actors: [
    { name: "feed", number: 0, kind: "feed", instruments: [0] },
    { name: "risk", number: 1, kind: "risk", instruments: [] },
    { name: "paper", number: 2, kind: "execution", instruments: [0] },
    { name: "maker", number: STRATEGY, kind: "strategy", instruments: [0] },
  ],
  instance: "00",
  runEpoch: 7,
  firstRunEpoch: 7,
  folder: "",
};

/** What a strategy sees and what it said; a test changes the one and reads the other. */
export class StrategyWorld {
  readonly intents: IntentBody[] = [];
  readonly logs: string[] = [];
  readonly notReady = new Set<string>();
  readonly orders: OrderSlot[] = [];
  readonly filled: FilledSlot[] = [];
  top: TopBody | null = {
    state: "LIVE",
    bidTicks: 100,
    bidLots: 5,
    askTicks: 103,
    askLots: 7,
    sequence: 1,
    receivedAt: 1,
  };
  /** Of the feed's depth stream. */
  depth: "LIVE" | "SYNCHRONISING" | "STALE" = "LIVE";
  /** Of the execution; null of one that only plays fills. */
  gateway: { readonly takesOrders: boolean } | null = null;
  readonly counted: string[] = [];
  /** Whether the topic takes another intent. */
  hasRoom = true;
  nowNs = 1e9;
  sequence = 100;
  readonly ctx: ActorContext;

  constructor(incarnation = 1, facts: Partial<DeskFacts> = {}) {
    const world = this;
    const context = {
      self: { name: "maker", kind: "strategy", number: STRATEGY, incarnation },
      about: { instruments: [0], limits: { positionLots: { 0: 50 }, orderLots: {} } },
      common: { ...FACTS, ...facts },
      get sequence() {
        return world.sequence;
      },
      committedAt: 5,
      send: {
        intent(intent: IntentBody) {
          if (world.hasRoom) world.intents.push(intent);
          return world.hasRoom;
        },
      },
      read: {
        top: () => world.top,
        stream: (key: number, of: string) =>
          key === 0 && of === "feed" ? { state: world.depth } : null,
        openOrder: (slot: number) => world.orders[slot] ?? null,
        filled: (slot: number) => world.filled[slot] ?? null,
        gateway: () => world.gateway,
      },
      ready: (name: string) => !world.notReady.has(name),
      now: () => world.nowNs,
      log: (_level: string, text: string) => void world.logs.push(text),
      count: (name: string) => void world.counted.push(name),
      random: null,
    };
    this.ctx = context as unknown as ActorContext;
  }
}

/** An event of the paper execution, of an order of 10 lots to buy at 100. */
export function eventOf(orderId: string, change: Partial<EventBody>): EventBody {
  return orderEventOf({ kind: "ACK", strategy: STRATEGY, sentAt: 1, orderId, ...change });
}

/** A slot of the board of open orders. */
export function slotOf(orderId: string, change: Partial<OrderSlot> = {}): OrderSlot {
  return {
    state: "WORKING",
    side: "BUY",
    style: "GTC",
    replaces: "",
    instrument: 0,
    strategy: STRATEGY,
    priceTicks: 100,
    orderLots: 10,
    cumLots: 0,
    sentAt: 1,
    sequence: 50,
    orderId,
    ...change,
  };
}
