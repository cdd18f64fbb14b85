/**
 * The gateway's core against the simulated exchange, in memory and on a virtual clock. What travels to
 * the gateway waits until a test lets it arrive: so every order of arrival can be played.
 *
 * Orders arrive at the venue when they are written. Answers and private events wait, private events in
 * their order. A crash loses the core and all that was on its way; the next one begins from what the
 * record has.
 */
import { expect } from "bun:test";
import { isMadeBy, parseOrderId } from "../../../../../../src/trading/order/order-id.ts";
import {
  noReply,
  type Reply,
  replyOfHttp,
} from "../../../../../../src/trading/venue/binance/answers/reply.ts";
import { bySymbol, venueSymbolOf } from "../../../../../../src/trading/venue/binance/endpoints.ts";
import { GatewayCore } from "../../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type {
  GatewayOutput,
  LastLook,
} from "../../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type { GatewayTicket } from "../../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import { parseExactJson } from "../../../../../../src/trading/venue/binance/json.ts";
import type { PrivateEvent } from "../../../../../../src/trading/venue/binance/private/private-event.ts";
import { readEvent } from "../../../../../../src/trading/venue/binance/private/read-event.ts";
import { renderRest } from "../../../../../../src/trading/venue/binance/requests/render.ts";
import type { PlaceRequest } from "../../../../../../src/trading/venue/simulated/exchange/order.ts";
import type { Venue } from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { handleRest } from "../../../../../../src/trading/venue/simulated/wire/rest/handle-rest.ts";
import { order as requestOf } from "../../../simulated/exchange/kit/played-exchange.ts";
import { type Fate, failed } from "./fate.ts";
import { FundsBox } from "./funds-box.ts";
import { GatewayRecord } from "./gateway-record.ts";
import { reportText } from "./report-text.ts";
import { DESK, INSTRUMENTS, OTHER, OWN, OWN_KEY, START_US, spotVenue } from "./spot-venue.ts";

const STEP_NS = 50e6;

/** Something on its way to the gateway. */
export type Parcel =
  | {
      readonly kind: "ANSWER";
      readonly method: string;
      readonly key: string;
      readonly reply: Reply;
    }
  | { readonly kind: "EVENT"; readonly event: PrivateEvent };

export class GatewayWorld {
  readonly venue: Venue;
  core: GatewayCore;
  now = 1e9;
  readonly answers: Parcel[] = [];
  readonly events: Parcel[] = [];
  readonly record = new GatewayRecord(INSTRUMENTS);
  readonly funds = new FundsBox();
  /** The process dies later than its boards are kept. */
  areFundsLate = false;
  readonly alarms: string[] = [];
  readonly unsent: string[] = [];
  readonly answered: (GatewayOutput & { kind: "ANSWERED" })[] = [];
  readonly written: string[] = [];
  /** Those of them that went by REST. */
  readonly byRest: string[] = [];
  /** How often each thing was counted. */
  readonly counts = new Map<string, number>();
  /** Asked once for each call; DONE by default. */
  fate: (method: string) => Fate = () => "DONE";
  /** Each parcel arrives twice. */
  isDoubled = false;
  isPrivateOff = false;
  /** Calls that are on their way to the venue. */
  readonly held: (() => void)[] = [];
  crashes = 0;
  isReconnectWanted = false;
  /** An answer comes on the connection on which it was asked for, or not at all. */
  #connection = 0;
  look: LastLook = () => null;
  ids = 0;

  readonly #Core: typeof GatewayCore;

  /** @param Core Another one than the gateway's own, with a fault in it. */
  constructor(Core = GatewayCore) {
    this.#Core = Core;
    this.venue = spotVenue();
    const nothing = () => undefined;
    this.venue.listen({
      execution: (report) => {
        const rules = this.venue.exchange.rulesOf(report.order.symbol);
        if (report.account !== OWN || rules === null || this.isPrivateOff) return;
        const event = parseExactJson(reportText(report, rules));
        this.events.push({ kind: "EVENT", event: readEvent(event, bySymbol(INSTRUMENTS)) });
      },
      balances: nothing,
      balanceUpdate: nothing,
      trade: nothing,
      level: nothing,
      rules: nothing,
    });
    this.core = this.#newCore();
    this.core.begin({ orders: [], told: [], isToldWhole: true, hasHistory: false }, this.now);
  }

  /** Wall microseconds of the venue. */
  get at(): number {
    return START_US + Math.floor(this.now / 1_000);
  }

  #newCore(): GatewayCore {
    return new this.#Core({
      instruments: bySymbol(INSTRUMENTS),
      recvWindowMs: 5_000,
      isLogonKey: false,
      prefersRest: false,
      asksPermissions: true,
      isVenueHere: true,
      isOwn: (id) => isMadeBy(id, DESK),
      strategyOf: (id) => parseOrderId(id)?.actor ?? -1,
      epochOf: (id) => parseOrderId(id)?.runEpoch ?? -1,
      firstRunEpoch: 7,
    });
  }

  /** Connects, and lets all arrive until it may trade. */
  settle(): this {
    this.core.linkUp(this.now);
    this.flush();
    this.until(() => this.core.isSettled, 60);
    return this;
  }

  nextId(): string {
    this.ids += 1;
    return `o0000703001${this.ids.toString().padStart(5, "0")}`;
  }

  ticket(wanted: Partial<GatewayTicket> = {}): GatewayTicket {
    const [instrument] = INSTRUMENTS;
    if (instrument === undefined) throw new Error("there is an instrument");
    return {
      id: this.nextId(),
      strategy: 3,
      instrument,
      side: "BUY",
      priceTicks: 3_000_000,
      lots: 10_000,
      validUntilNs: this.now + 1e9,
      ...wanted,
    };
  }

  /** An order leaves, or does not. Returns its id. */
  place(wanted: Partial<GatewayTicket> = {}): string {
    const ticket = this.ticket(wanted);
    this.core.place(ticket, this.now);
    this.flush();
    return ticket.id;
  }

  cancel(id: string): undefined {
    this.core.cancel(id, "", this.now);
    this.flush();
  }

  /** Somebody else's order at the venue. */
  other(wanted: Partial<PlaceRequest>): undefined {
    const placed = this.venue.exchange.place(
      OTHER,
      requestOf({ symbol: "BTCUSDT", timeInForce: "GTC", type: "LIMIT", ...wanted }),
      this.at,
    );
    if (!placed.ok) throw new Error(placed.failure.msg);
  }

  /** Writes what the core wants written, and takes down what it says. */
  flush(): undefined {
    let outputs = this.core.take(this.look, this.now);
    while (outputs.length > 0) {
      this.#do(outputs, true);
      outputs = this.core.take(this.look, this.now);
    }
    if (!this.areFundsLate) this.funds.note(this.core.keptFunds, () => this.record.image());
  }

  #do(outputs: readonly GatewayOutput[], isSaid: boolean): undefined {
    for (const output of outputs) {
      if (output.kind === "SEND") this.#write(output);
      else if (isSaid) this.#note(output);
    }
  }

  #note(output: GatewayOutput): undefined {
    switch (output.kind) {
      case "SAY":
        this.record.note(output.order, output.saying);
        return;
      case "ENDING":
        this.record.noteEnding(output.id, output.reason);
        return;
      case "UNSENT":
        this.unsent.push(`${output.event.kind} ${output.event.reason}`);
        return;
      case "ALARM":
        this.alarms.push(`${output.level} ${output.text}`);
        return;
      case "ANSWERED":
        this.answered.push(output);
        return;
      case "RECONNECT":
        this.isReconnectWanted = true;
        return;
      case "COUNT":
        this.counts.set(output.name, (this.counts.get(output.name) ?? 0) + 1);
        return;
      default:
    }
  }

  #write({ key, call, stamp, way }: GatewayOutput & { kind: "SEND" }): undefined {
    const { method } = call;
    if (way === "FRAME" && this.fate(method) === "UNWRITTEN") {
      this.core.unwritten(key, this.now);
      return;
    }
    this.written.push(method);
    if (way === "REST") this.byRest.push(method);
    if (method.startsWith("userDataStream")) {
      const reply = { ...noReply(""), status: 200, result: { subscriptionId: 0 } };
      this.answers.push({ kind: "ANSWER", method, key, reply });
      return;
    }
    const fate = this.fate(method);
    if (fate === "UNDONE_LOST") return;
    if (fate === "UNDONE_5XX") {
      this.answers.push({ kind: "ANSWER", method, key, reply: failed(key) });
      return;
    }
    const connection = this.#connection;
    const arrive = () => {
      const answer = this.#perform({ key, call, stamp }, fate);
      if (answer !== null && connection === this.#connection) this.answers.push(answer);
    };
    if (fate === "HELD") this.held.push(arrive);
    else arrive();
  }

  #perform(
    { key, call, stamp }: Pick<GatewayOutput & { kind: "SEND" }, "key" | "call" | "stamp">,
    fate: Fate,
  ): Parcel | null {
    const { method } = call;
    const request = renderRest(call, stamp, OWN_KEY);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const answer = handleRest(this.venue, { ...request, headers, ip: "127.0.0.1" }, this.at);
    if (fate === "DONE_LOST") return null;
    const reply =
      fate === "DONE_5XX"
        ? failed(key)
        : replyOfHttp({ ...answer, headers: new Headers(answer.headers), failure: null });
    return { kind: "ANSWER", method, key, reply };
  }

  /** A parcel arrives. */
  deliver(parcel: Parcel | undefined): undefined {
    if (parcel === undefined) return;
    for (let times = this.isDoubled ? 2 : 1; times > 0; times -= 1) {
      if (parcel.kind === "ANSWER") this.core.answered(parcel.key, parcel.reply, this.now);
      else this.core.heard(parcel.event, this.now);
      this.flush();
    }
  }

  /** All that is on its way arrives, answers first. */
  arrive(): undefined {
    while (this.answers.length + this.events.length > 0) {
      this.deliver(this.answers.shift() ?? this.events.shift());
    }
  }

  /** Time passes, and all arrives. Seconds. */
  pass(seconds: number): undefined {
    const end = this.now + seconds * 1e9;
    while (this.now < end) this.#step();
  }

  /** Until a condition holds; fails when it does not within so many seconds. */
  until(holds: () => boolean, seconds: number): undefined {
    const end = this.now + seconds * 1e9;
    this.arrive();
    while (!holds()) {
      if (this.now >= end) throw new Error(`not within ${seconds} s:\n${this.alarms.join("\n")}`);
      this.#step();
    }
  }

  #step(): undefined {
    this.now += STEP_NS;
    if (this.isReconnectWanted) {
      this.isReconnectWanted = false;
      this.disconnect();
      this.reconnect();
    }
    this.core.tick(this.now);
    this.flush();
    this.arrive();
  }

  /** Calls that were on their way arrive at the venue. */
  release(): undefined {
    for (const arrive of this.held.splice(0)) arrive();
  }

  /** Nothing is in doubt, missing, or under way. */
  rest(): undefined {
    this.until(() => this.core.isQuiet, 120);
  }

  /** The connection goes, with all that was on its way. */
  disconnect(): undefined {
    this.answers.length = 0;
    this.events.length = 0;
    this.isPrivateOff = true;
    this.#connection += 1;
    this.core.linkDown(this.now);
    this.flush();
  }

  reconnect(): undefined {
    this.isPrivateOff = false;
    this.core.linkUp(this.now);
    this.flush();
  }

  /**
   * The gateway dies, and the next one begins from the record.
   */
  crash(): undefined {
    this.crashes += 1;
    this.#connection += 1;
    this.isPrivateOff = false;
    this.answers.length = 0;
    this.events.length = 0;
    this.now += 200e6;
    const { orders, told } = this.record.left();
    this.core = this.#newCore();
    const funds = this.funds.left(this.record.image());
    this.areFundsLate = false;
    this.core.begin({ orders, told, funds, isToldWhole: true, hasHistory: true }, this.now);
    this.flush();
    this.core.linkUp(this.now);
    this.flush();
  }

  /** What it says now is lost with it, and what it writes is not. */
  crashUnsaid(): undefined {
    this.#do(this.core.take(this.look, this.now), false);
    this.crash();
  }

  /** Bought less sold of each instrument, by the venue's own books. Lots. */
  venuePosition(): readonly number[] {
    return INSTRUMENTS.map((instrument) =>
      this.venue.exchange
        .accountTrades(OWN, venueSymbolOf(instrument))
        .reduce((sum, { order, lots }) => sum + signed(order.side, lots), 0),
    );
  }

  /** What the desk has is what the venue has, and no intent became two orders. */
  expectTruth(): undefined {
    expect(this.record.position()).toEqual(this.venuePosition());
    const own = this.record
      .image()
      .orders.filter(({ state }) => state !== "FREE")
      .map(({ orderId, orderLots, cumLots }) => [orderId, orderLots - cumLots] as const);
    const open = this.venue.exchange
      .openOrders(OWN, null)
      .filter(({ clientOrderId }) => isMadeBy(clientOrderId, DESK))
      .map(
        ({ clientOrderId, lots, executedLots }) => [clientOrderId, lots - executedLots] as const,
      );
    expect(own.toSorted()).toEqual(open.toSorted());
    const all = INSTRUMENTS.flatMap((one) =>
      this.venue.exchange.allOrders(OWN, venueSymbolOf(one)),
    );
    const ids = all.map(({ clientOrderId }) => clientOrderId);
    expect(new Set(ids).size).toBe(ids.length);
    // Events may come later here than a venue's do: a difference may be seen, and then is cleared up.
    expect(this.core.fundsText).toBe("");
    const odd = /is halted: |the account's money is counted/;
    expect(this.alarms.filter((text) => odd.test(text))).toEqual([]);
  }
}

function signed(side: "BUY" | "SELL", lots: number): number {
  return side === "BUY" ? lots : -lots;
}
