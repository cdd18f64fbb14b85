/** What a gateway said, as the record and the boards have it: where its next life begins. */
import type { OrderEvent } from "../../../../../../src/desk/message/order-event.ts";
import { OrderImage } from "../../../../../../src/desk/record/order-image.ts";
import type { BodyOf } from "../../../../../../src/runtime/actor/context.ts";
import type { Instrument } from "../../../../../../src/trading/market/instrument.ts";
import type { RestoredOrder } from "../../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type {
  GatewayOrder,
  Saying,
} from "../../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import type { ToldTrade } from "../../../../../../src/trading/venue/binance/gateway/order/order-table.ts";

type EventBody = BodyOf<typeof OrderEvent>;
type Sum = { cum: number; paid: number; leaves: number; end: string };

export class GatewayRecord {
  readonly #said: { readonly order: string; readonly saying: Saying }[] = [];
  readonly #log: { readonly sequence: number; readonly event: EventBody }[] = [];
  readonly #instruments: readonly Instrument[];
  readonly #endings = new Map<string, string>();

  constructor(instruments: readonly Instrument[]) {
    this.#instruments = instruments;
  }

  note(order: GatewayOrder, saying: Saying): undefined {
    this.#said.push({ order: order.id, saying });
    const { strategy, instrument, side, orderLots, sentAt, id } = order;
    const nothing = { liquidity: "NONE", deltaLots: 0, feeMinor: 0, feeAsset: "QUOTE" } as const;
    const event: EventBody = {
      ...{ ...nothing, feeText: "", tradeId: "", reason: "" },
      ...{ strategy, instrument, side, orderLots, sentAt, orderId: id },
      ...saying,
    };
    this.#log.push({ sequence: this.#log.length + 1, event });
  }

  noteEnding(id: string, reason: string | null): undefined {
    if (reason === null) this.#endings.delete(id);
    else this.#endings.set(id, reason);
  }

  /** What the boards show. */
  left(): { orders: RestoredOrder[]; told: ToldTrade[] } {
    const orders = this.image().orders.flatMap((shown): RestoredOrder[] => {
      const { state, cumLots, sentAt, orderLots, orderId: id } = shown;
      const instrument = this.#instruments[shown.instrument];
      if (state === "FREE" || instrument === undefined) return [];
      const { strategy, side, priceTicks } = shown;
      const about = { id, strategy, instrument, side, priceTicks, lots: orderLots };
      const ticket = { ...about, validUntilNs: Number.NaN };
      const ending = this.#endings.get(id) ?? null;
      return [{ ticket, shown: { state, cumLots, sentAt }, ending }];
    });
    const told = this.fills().map(({ instrument, orderId, tradeId, deltaLots: lots }) => ({
      ...{ instrument, orderId, tradeId, lots },
    }));
    return { orders, told };
  }

  image(): OrderImage {
    const image = new OrderImage();
    for (const one of this.#log) image.take(one);
    return image;
  }

  fills(): readonly EventBody[] {
    return this.#log.map(({ event }) => event).filter(({ kind }) => kind === "FILL");
  }

  /** All that was said of an order, or of all of them. */
  sayings(id: string | null = null): readonly Saying[] {
    return this.#said
      .filter(({ order }) => id === null || order === id)
      .map(({ saying }) => saying);
  }

  kindsOf(id: string): readonly string[] {
    return this.sayings(id).map(({ kind }) => kind);
  }

  /** Whether more of an order could be filled again once its end was said. */
  cameBack(id: string): boolean {
    const left = this.sayings(id).map(({ leavesLots }) => leavesLots);
    const end = left.indexOf(0);
    return end >= 0 && left.slice(end).some((lots) => lots > 0);
  }

  /** Bought less sold of each instrument. Lots. */
  position(): readonly number[] {
    return this.#instruments.map(({ number }) =>
      this.fills()
        .filter(({ instrument }) => instrument === number)
        .reduce((sum, { side, deltaLots }) => sum + (side === "BUY" ? deltaLots : -deltaLots), 0),
    );
  }

  /** What it all came to: the same however it was delivered. */
  hash(): string {
    const sums = new Map<string, Sum>();
    for (const { order, saying } of this.#said) {
      const last = sums.get(order) ?? { cum: 0, paid: 0, leaves: 0, end: "" };
      sums.set(order, sumAfter(last, saying));
    }
    return `${JSON.stringify([...sums].toSorted())} position ${this.position().join(" ")}`;
  }
}

function sumAfter(last: Sum, saying: Saying): Sum {
  const { kind, leavesLots: leaves, priceTicks, deltaLots = 0 } = saying;
  const isLate = kind === "FILL" && last.end !== "";
  return {
    cum: last.cum + deltaLots,
    paid: last.paid + deltaLots * (deltaLots > 0 ? priceTicks : 0),
    leaves,
    end: leaves > 0 ? "" : isLate ? last.end : kind,
  };
}
