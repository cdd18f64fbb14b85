/** One strategy in a test: its market, its orders and its position are the test's to say. */
import type { RefusalKind } from "../../trading/risk/refusal.ts";
import { Intent } from "../message/intent.ts";
import { type IntentBody, OrderLedger, type PlayedOrder } from "./order-ledger.ts";
import type { Playable } from "./playable.ts";
import { PlayedActor } from "./played-actor.ts";
import type { Said } from "./probe.ts";
import type { Stage } from "./stage.ts";
import { type QuoteSays, TestFeed, type TradeSays } from "./test-feed.ts";
import { type Amount, lotsOf, ticksOf } from "./test-instrument.ts";
import { type RefusalNumbers, TestVenue } from "./test-venue.ts";

/** Whom a strategy has beside it, by the names that the test's desk gives them. */
export const STRATEGY_PEERS = { feed: "feed", risk: "risk", execution: "execution" } as const;

export type FillSays = {
  /** Exact decimal text, or lots; all that is left by default. */
  readonly quantity?: Amount;
  readonly lots?: number;
  /** Exact decimal text, or ticks; the order's own by default. */
  readonly price?: Amount;
  readonly liquidity?: "MAKER" | "TAKER";
};

/** One of `orders`, or its id; the only one that is open, for none. */
type Which = PlayedOrder | string;

export class PlayedStrategy<
  Definition extends Playable = Playable,
> extends PlayedActor<Definition> {
  readonly #feed: TestFeed;
  readonly #venue: TestVenue;
  readonly #ledger: OrderLedger;

  private constructor(stage: Stage, args: Readonly<Record<string, unknown>>) {
    super(stage, args);
    this.#feed = new TestFeed(stage, stage.peer(STRATEGY_PEERS.feed));
    const execution = stage.peer(STRATEGY_PEERS.execution);
    this.#venue = new TestVenue(stage, stage.peer(STRATEGY_PEERS.risk), execution);
    this.#ledger = new OrderLedger(stage.parts.instruments);
  }

  /** The first life of the strategy. @throws {ActorCrash} When it does not come up. */
  static override async begin<Of extends Playable>(
    stage: Stage,
    args: Readonly<Record<string, unknown>>,
  ): Promise<PlayedStrategy<Of>> {
    const strategy = new PlayedStrategy<Of>(stage, args);
    await strategy.beginLife();
    return strategy;
  }

  /** All orders that it has said, in order, each as it is now. */
  get orders(): readonly PlayedOrder[] {
    return this.#ledger.all();
  }

  /** The feed says a quote; its book and its streams are live from here on. */
  quote(says: QuoteSays): undefined {
    this.act(() => this.#feed.quote(says));
  }

  /** The feed says somebody else's trade. */
  trade(says: TradeSays): undefined {
    this.act(() => this.#feed.trade(says));
  }

  /** The feed has lost its stream: its last book stands there stale, until the next quote. */
  stale(instrument?: string): undefined {
    this.act(() => this.#feed.stale(instrument));
  }

  /** The gate lets the order pass, and the venue takes it. */
  accept(order?: Which): undefined {
    this.act(() => this.#venue.accept(this.#find(order)));
  }

  /** The venue fills it, in part or whole; it is accepted first, if it was not yet. */
  fill(order?: Which | FillSays, says: FillSays = {}): undefined {
    const isSays = typeof order === "object" && !("id" in order);
    const one = this.#find(isSays ? undefined : (order as Which | undefined));
    const { quantity, lots, price, liquidity = "TAKER" } = isSays ? (order as FillSays) : says;
    const { instrument, intent, filledLots } = one;
    const amount = quantity ?? lots ?? intent.lots - filledLots;
    const steps = {
      lots: lotsOf(instrument, quantity === undefined ? "lots" : "quantity", amount),
      priceTicks: ticksOf(instrument, "price", price ?? intent.priceTicks),
      liquidity,
    };
    this.act(() => this.#venue.fill(one, steps));
  }

  /** The venue has cancelled it, whether or not the strategy asked. */
  cancelled(order?: Which, reason = ""): undefined {
    this.act(() => this.#venue.cancelled(this.#find(order), reason));
  }

  /** The venue says no to the order. */
  reject(order?: Which, reason = "rejected by the test"): undefined {
    this.act(() => this.#venue.reject(this.#find(order), reason));
  }

  /** The venue says no to the cancel: the order goes on working. */
  rejectCancel(order?: Which, reason = "rejected by the test"): undefined {
    this.act(() => this.#venue.rejectCancel(this.#find(order), reason));
  }

  /** The order was not sent in time: it is over. */
  expire(order?: Which): undefined {
    this.act(() => this.#venue.expire(this.#find(order)));
  }

  /** The gate says no to the order: it never leaves. */
  refuse(order: Which | undefined, reason: RefusalKind, numbers: RefusalNumbers = {}): undefined {
    this.act(() => this.#venue.refuse(this.#find(order), reason, numbers));
  }

  /** It holds that much, from whenever. Exact decimal text, or lots; negative is short. */
  holds(quantity: Amount, instrument?: string): undefined {
    const one = this.#feed.find(instrument);
    const lots = lotsOf(one, "quantity", quantity);
    this.act(() => this.#venue.hold(one.number, lots));
  }

  #find(order: Which | undefined) {
    return this.#ledger.find(order);
  }

  protected override onSaid({ type, body }: Said): undefined {
    if (type === Intent.name) this.#ledger.take(body as IntentBody);
  }
}
