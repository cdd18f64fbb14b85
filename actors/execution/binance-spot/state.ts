/** What the gateway to Binance spot keeps between its handlers, and what its handlers reach. */
import type { Approved } from "../../../src/desk/message/approved.ts";
import type { Durable } from "../../../src/desk/message/durable.ts";
import type { EndingOrder } from "../../../src/desk/message/ending-order.ts";
import type { Endpoint } from "../../../src/desk/message/endpoint.ts";
import type { Filled } from "../../../src/desk/message/filled.ts";
import type { Gateway } from "../../../src/desk/message/gateway.ts";
import type { KeptFunds } from "../../../src/desk/message/kept-funds.ts";
import type { OpenOrder } from "../../../src/desk/message/open-order.ts";
import type { OrderEvent } from "../../../src/desk/message/order-event.ts";
import type { Progress } from "../../../src/desk/message/progress.ts";
import type { ToldTrade } from "../../../src/desk/message/told-trade.ts";
import type { Trading } from "../../../src/desk/message/trading.ts";
import type { VenueAnswer } from "../../../src/desk/message/venue-answer.ts";
import type { ToldRing } from "../../../src/desk/record/told-ring.ts";
import type { BodyOf, Context } from "../../../src/runtime/actor/context.ts";
import type { DurableQueue } from "../durable-queue.ts";
import type { DutyWatch } from "../duty.ts";
import type { EventLedger, LedgerOrder } from "../event-ledger.ts";
import type { EndingOrders } from "./ending.ts";
import type { FundsShown } from "./funds.ts";
import type { Linked } from "./link.ts";
import type { GatewayStanding } from "./standing.ts";

export type ApprovedBody = Readonly<BodyOf<typeof Approved>>;
/** What risk let pass, and when it committed that. Nanoseconds. */
export type Approval = { readonly order: ApprovedBody; readonly committedAt: number };

type Out = { event: typeof OrderEvent; answer: typeof VenueAnswer };
type Boards = {
  openOrder: typeof OpenOrder;
  filled: typeof Filled;
  told: typeof ToldTrade;
  funds: typeof KeptFunds;
  ending: typeof EndingOrder;
  gateway: typeof Gateway;
};
type Watch = {
  trading: typeof Trading;
  ownOrders: typeof OpenOrder;
  ownFills: typeof Filled;
  ownTold: typeof ToldTrade;
  ownFunds: typeof KeptFunds;
  ownEnding: typeof EndingOrder;
  durable: typeof Durable;
  progress: typeof Progress;
  endpoint: typeof Endpoint;
};
export type Ctx = Context<Out, Boards, State, Watch>;

export type State = Linked & {
  readonly duty: DutyWatch;
  readonly standing: GatewayStanding;
  readonly ledger: EventLedger<LedgerOrder>;
  readonly queue: DurableQueue;
  /** Trades that were told, as their board shows them. */
  ring: ToldRing;
  /** Slots of that board that changed in this turn. */
  readonly ringSlots: Set<number>;
  /** Orders that are to be gone, as their board shows them. */
  readonly ending: EndingOrders;
  /** What of the account's money is on its board. */
  readonly funds: FundsShown;
  /** Newest id that was taken, by strategy: what reduces may leave before an older one. */
  readonly lastIds: Map<number, string>;
  /** Approvals of orders that have not left yet. */
  readonly approvals: Map<string, Approval>;
  /** And of amendments, by the order's id. */
  readonly amendments: Map<string, ApprovedBody>;
};

/** Notes that the id was taken: an older one of its strategy is not new any more. */
export function newest(state: State, strategy: number, id: string): undefined {
  if (id > (state.lastIds.get(strategy) ?? "")) state.lastIds.set(strategy, id);
}
