/** A venue asked over WebSockets, with a fault desk behind each of its fault points. */
import {
  type FaultDefinition,
  type FaultKind,
  faultOf,
} from "../../../../../../src/trading/venue/simulated/fault/fault.ts";
import { FaultDesk } from "../../../../../../src/trading/venue/simulated/fault/fault-desk.ts";
import { order } from "../../exchange/kit/played-exchange.ts";
import { ApiDesk, type Client, type Frame, limit, type Params } from "../../wire/kit/api-desk.ts";

/** Account of whoever stands on the other side. */
export class FaultyDesk extends ApiDesk {
  readonly faults: FaultDesk;
  readonly client: Client;

  constructor() {
    super();
    const { exchange } = this.venue;
    this.faults = new FaultDesk({ exchange, accounts: () => [0, 1] });
    this.venue.faults = this.faults.calls;
    this.sockets.userData.faults = this.faults.events;
    this.sockets.streams.faults = this.faults.streams;
    this.client = this.connect();
    this.client.signedAll(this.hmac, "userDataStream.subscribe.signature");
  }

  arm(kind: FaultKind, said: Partial<Omit<FaultDefinition, "kind">> = {}): undefined {
    const armed = this.faults.arm(faultOf(kind, said), this.at);
    if (!armed.ok) throw new Error(armed.failure);
  }

  /** Asks in the name of account 0: all frames that came at once. */
  ask(method: string, params: Params = {}): Frame[] {
    const frames = this.client.signedAll(this.hmac, method, params);
    this.faults.tick(this.at);
    return [...frames, ...this.client.take()];
  }

  place(change: Params = {}): Frame[] {
    return this.ask("order.place", limit(change));
  }

  override wait(us: number): undefined {
    this.at += us;
    this.faults.tick(this.at);
    this.sockets.tick(this.at);
  }

  /** Lets time go by, and takes what came. */
  after(us: number): Frame[] {
    this.wait(us);
    return this.client.take();
  }

  get open(): number {
    return this.venue.exchange.openOrders(0, null).length;
  }

  /** Account 1 places at the price of {@link limit}, or where it is told. */
  other(change: Parameters<typeof order>[0]): undefined {
    const common = { timeInForce: "GTC", priceTicks: 10_000, lots: 100_000 } as const;
    this.venue.exchange.place(1, order({ ...common, ...change }), this.at);
  }
}

/** What each frame is: the status of an answer, or the name, execution and size of an event. */
export function told(frames: readonly Frame[]): string[] {
  return frames.map((frame) => {
    if ("status" in frame) return `${frame.status}${frame.error ? ` ${frame.error.code}` : ""}`;
    const { e, x, X, l } = frame.event;
    return e === "executionReport" ? `${x} ${X} ${l}` : e;
  });
}

/** As {@link told}, without events of balances. */
export function toldOfOrders(frames: readonly Frame[]): string[] {
  return told(frames).filter((one) => one !== "outboundAccountPosition");
}
