/**
 * Risk and execution of a played strategy: what the test decides of an order, said and shown as the
 * real ones say and show it. Nothing is decided here: there is no gate and no matching.
 */
import type { BodyOf } from "../../runtime/actor/context.ts";
import { quantityTextOf } from "../../trading/market/instrument.ts";
import type { RefusalKind } from "../../trading/risk/refusal.ts";
import { Filled } from "../message/filled.ts";
import { OpenOrder } from "../message/open-order.ts";
import { OrderEvent } from "../message/order-event.ts";
import { Refused } from "../message/refused.ts";
import { isOpen, type LedgerOrder, nameOf } from "./order-ledger.ts";
import type { Peer } from "./peer.ts";
import type { Stage } from "./stage.ts";
import { TestMistake } from "./test-mistake.ts";

type EventBody = BodyOf<typeof OrderEvent>;

/** A fill, in steps of the order's instrument. */
export type FillSteps = {
  readonly lots: number;
  readonly priceTicks: number;
  readonly liquidity: "MAKER" | "TAKER";
};

/** Why the gate says no: the limit of the file, and the number that broke it. */
export type RefusalNumbers = {
  readonly limit?: number;
  readonly value?: number;
  readonly name?: string;
};

export class TestVenue {
  readonly #stage: Stage;
  readonly #risk: Peer;
  readonly #execution: Peer;
  readonly #slots: (LedgerOrder | null)[] = [];
  /** Lots and fills by instrument: a pair each of the one strategy. */
  readonly #held = new Map<number, { lots: number; fills: number; readonly slot: number }>();
  #trades = 0;

  constructor(stage: Stage, risk: Peer, execution: Peer) {
    this.#stage = stage;
    this.#risk = risk;
    this.#execution = execution;
  }

  /** Approved, handed to the venue, and taken by it. */
  accept(order: LedgerOrder): undefined {
    this.#need(order, "accept", ["DECIDED"]);
    const { now } = this.#stage.engine;
    const { validUntil, decidedAt } = order.intent;
    if (!(now <= validUntil)) {
      const [age, valid] = [(now - decidedAt) / 1e6, (validUntil - decidedAt) / 1e6];
      throw new TestMistake(
        `Cannot accept order ${nameOf(order)}: it was good for ${valid} ms, ${age} ms ago`,
        ["a desk never sends a late order: desk.expire(order), or accept it sooner"],
      );
    }
    order.sentAt = now;
    order.state = "WORKING";
    order.slot = this.#takeSlot(order);
    this.#say(order, { kind: "SENT" });
    this.#say(order, { kind: "ACK" });
  }

  fill(order: LedgerOrder, { lots, priceTicks, liquidity }: FillSteps): undefined {
    if (order.state === "DECIDED") this.accept(order);
    this.#need(order, "fill", ["WORKING"]);
    const leaves = order.intent.lots - order.filledLots;
    if (!(lots > 0 && lots <= leaves)) {
      const shown = `${lots} lots, ${quantityTextOf(order.instrument, lots)}`;
      throw new TestMistake(`Cannot fill ${shown} of order ${nameOf(order)}`, [
        `it leaves ${leaves} lots, ${quantityTextOf(order.instrument, leaves)}`,
      ]);
    }
    order.filledLots += lots;
    if (order.filledLots === order.intent.lots) order.state = "FILLED";
    this.#trades += 1;
    const tradeId = `test-${this.#trades}`;
    this.#say(order, { kind: "FILL", deltaLots: lots, priceTicks, liquidity, tradeId });
    this.#hold(order.instrument.number, order.intent.side === "BUY" ? lots : -lots, 1);
  }

  cancelled(order: LedgerOrder, reason: string): undefined {
    this.#need(order, "cancel", ["WORKING"]);
    order.state = "CANCELLED";
    this.#say(order, { kind: "CANCELED", reason });
  }

  /** The venue says no to the order. */
  reject(order: LedgerOrder, reason: string): undefined {
    this.#need(order, "reject", ["DECIDED"]);
    order.sentAt = this.#stage.engine.now;
    this.#say(order, { kind: "SENT" });
    order.state = "REJECTED";
    this.#say(order, { kind: "REJECTED", reason });
  }

  /** The last look finds it too late: it is never sent. */
  expire(order: LedgerOrder): undefined {
    this.#need(order, "expire", ["DECIDED"]);
    order.state = "EXPIRED";
    this.#say(order, { kind: "EXPIRED", reason: "too late" });
  }

  /** The gate says no to the order. */
  refuse(order: LedgerOrder, reason: RefusalKind, numbers: RefusalNumbers): undefined {
    this.#need(order, "refuse", ["DECIDED"]);
    order.state = "REFUSED";
    this.#refuse(order, "NEW", { reason, numbers });
  }

  /** The venue says no to the cancel: the order goes on working. */
  rejectCancel(order: LedgerOrder, reason: string): undefined {
    this.#need(order, "reject the cancel of", ["WORKING"]);
    this.#say(order, { kind: "CANCEL_REJECTED", reason });
  }

  /** What the strategy holds from before. Lots. */
  hold(instrument: number, lots: number): undefined {
    const held = this.#held.get(instrument)?.lots ?? 0;
    this.#hold(instrument, lots - held, 0);
  }

  #need(order: LedgerOrder, verb: string, states: readonly LedgerOrder["state"][]): undefined {
    if (states.includes(order.state)) return;
    const what = `Cannot ${verb} order ${nameOf(order)}: it is ${order.state}`;
    if (order.state === "DECIDED") throw new TestMistake(what, ["desk.accept(order) first"]);
    const help = isOpen(order)
      ? ["the gate has let it pass: desk.fill, desk.cancelled or desk.rejectCancel"]
      : ["it is over: nothing more comes of it"];
    throw new TestMistake(what, help);
  }

  #say(order: LedgerOrder, event: Partial<EventBody> & Pick<EventBody, "kind">): undefined {
    const { side, instrument, priceTicks, lots, orderId } = order.intent;
    const leavesLots = isOpen(order) ? lots - order.filledLots : 0;
    this.#execution.say(OrderEvent, this.#stage.numberOf(OrderEvent as never) ?? -1, {
      side,
      liquidity: "NONE",
      instrument,
      strategy: this.#stage.number,
      orderLots: lots,
      deltaLots: 0,
      cumLots: order.filledLots,
      leavesLots,
      priceTicks,
      feeMinor: 0,
      feeAsset: "QUOTE",
      feeText: "",
      sentAt: order.sentAt,
      orderId,
      tradeId: "",
      reason: "",
      ...event,
    });
    this.#showOrder(order);
  }

  /** The newest event of the order stands on its board. */
  #showOrder(order: LedgerOrder): undefined {
    if (order.slot < 0) return;
    const { side, style, instrument, priceTicks, lots, orderId, replaces } = order.intent;
    this.#execution.put(OpenOrder, order.slot, {
      state: isOpen(order) ? "WORKING" : "FREE",
      side,
      style,
      replaces,
      instrument,
      strategy: this.#stage.number,
      priceTicks,
      orderLots: lots,
      cumLots: order.filledLots,
      sentAt: order.sentAt,
      sequence: this.#execution.nextSequence - 1,
      orderId,
    });
    if (isOpen(order)) return;
    this.#slots[order.slot] = null;
    order.slot = -1;
  }

  #takeSlot(order: LedgerOrder): number {
    const free = this.#slots.indexOf(null);
    const slot = free < 0 ? this.#slots.length : free;
    this.#slots[slot] = order;
    return slot;
  }

  #hold(instrument: number, lots: number, fills: number): undefined {
    const held = this.#held.get(instrument) ?? { lots: 0, fills: 0, slot: this.#held.size };
    this.#held.set(instrument, held);
    held.lots += lots;
    held.fills += fills;
    this.#execution.put(Filled, held.slot, {
      strategy: this.#stage.number,
      instrument,
      lots: held.lots,
      fills: held.fills,
      sequence: this.#execution.nextSequence - 1,
      // Lots that it is told to hold have no price; fees are never in what was bought.
      ...{ cost: "", realised: "", feeQuote: "", feeBase: "0", feeUnknownFills: 0 },
    });
  }

  #refuse(
    { intent }: LedgerOrder,
    action: "NEW" | "CANCEL",
    { reason, numbers }: { readonly reason: RefusalKind; readonly numbers: RefusalNumbers },
  ): undefined {
    const { limit = Number.NaN, value = Number.NaN, name = "" } = numbers;
    const { instrument, orderId } = intent;
    const strategy = this.#stage.number;
    const body = { action, reason, instrument, strategy, limit, value, orderId, name };
    this.#risk.say(Refused, this.#stage.numberOf(Refused as never) ?? -1, body);
  }
}
