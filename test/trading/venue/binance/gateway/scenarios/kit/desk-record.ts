/** What the desk keeps of what its gateway said: the log of its events, and the boards that they add up to. */
import type { OrderEvent } from "../../../../../../../src/desk/message/order-event.ts";
import { TOLD_TRADES_MAX } from "../../../../../../../src/desk/message/told-trade.ts";
import { OrderImage } from "../../../../../../../src/desk/record/order-image.ts";
import type { BodyOf } from "../../../../../../../src/runtime/actor/context.ts";
import type { Instrument } from "../../../../../../../src/trading/market/instrument.ts";
import type { KeptFunds } from "../../../../../../../src/trading/venue/binance/gateway/funds/kept-funds.ts";
import type {
  LeftOver,
  RestoredOrder,
} from "../../../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type {
  GatewayOrder,
  Saying,
} from "../../../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";

import { FundsBox } from "../../kit/funds-box.ts";

export type EventBody = BodyOf<typeof OrderEvent>;

const NOTHING = {
  liquidity: "NONE",
  deltaLots: 0,
  feeMinor: 0,
  feeAsset: "QUOTE",
  feeText: "",
  tradeId: "",
  reason: "",
} as const;

export class DeskRecord {
  readonly events: EventBody[] = [];
  readonly #funds = new FundsBox();
  readonly #endings = new Map<string, string>();
  readonly #instruments: readonly Instrument[];

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
  }

  note(order: GatewayOrder, saying: Saying): undefined {
    const { strategy, instrument, side, orderLots, sentAt, id: orderId } = order;
    const about = { strategy, instrument, side, orderLots, sentAt, orderId };
    this.events.push({ ...NOTHING, ...about, ...saying });
  }

  noteEnding(id: string, reason: string | null): undefined {
    if (reason === null) this.#endings.delete(id);
    else this.#endings.set(id, reason);
  }

  /** Asked when all was said. */
  noteFunds(kept: KeptFunds): undefined {
    this.#funds.note(kept, () => this.image());
  }

  /**
   * The boards.
   *
   * @param snapshotAt So many events are in a snapshot already, and come once more behind it.
   */
  image(snapshotAt = 0): OrderImage {
    const image = new OrderImage();
    const log = this.events.map((event, index) => ({ sequence: index + 1, event }));
    for (const one of log.slice(0, snapshotAt)) image.take(one);
    for (const one of log) image.take(one);
    return image;
  }

  /** What the next life begins with. */
  left(snapshotAt = 0): LeftOver {
    const image = this.image(snapshotAt);
    const orders = image.orders.flatMap((shown): RestoredOrder[] => {
      const { state, cumLots, sentAt, orderLots, orderId: id } = shown;
      const instrument = this.#instruments[shown.instrument];
      if (state === "FREE" || instrument === undefined) return [];
      const { strategy, side, priceTicks } = shown;
      const about = { id, strategy, instrument, side, priceTicks, lots: orderLots };
      const ticket = { ...about, validUntilNs: Number.NaN };
      const ending = this.#endings.get(id) ?? null;
      return [{ ticket, shown: { state, cumLots, sentAt }, ending }];
    });
    const told = image.told.oldestFirst();
    const funds = this.#funds.left(image);
    return { orders, told, funds, isToldWhole: told.length < TOLD_TRADES_MAX, hasHistory: true };
  }

  of(id: string): readonly EventBody[] {
    return this.events.filter(({ orderId }) => orderId === id);
  }

  kindsOf(id: string): readonly string[] {
    return this.of(id).map(({ kind }) => kind);
  }

  fills(): readonly EventBody[] {
    return this.events.filter(({ kind }) => kind === "FILL");
  }

  /** Bought less sold of each instrument. Lots. */
  position(): readonly number[] {
    return this.#instruments.map(({ number }) =>
      this.fills()
        .filter(({ instrument }) => instrument === number)
        .reduce((sum, { side, deltaLots }) => sum + (side === "BUY" ? deltaLots : -deltaLots), 0),
    );
  }
}
