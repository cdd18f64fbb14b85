/**
 * One run of a scenario: the gateway's core, the venue and its wire, the desk's record, and a strategy,
 * in one thread on a virtual clock. A variant says where it crashes, what comes twice or late, and in
 * which order messages arrive.
 */
import { isMadeBy, parseOrderId } from "../../../../../../../src/trading/order/order-id.ts";
import { bySymbol } from "../../../../../../../src/trading/venue/binance/endpoints.ts";
import type { GatewayCore } from "../../../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import type {
  GatewayOutput,
  LeftOver,
} from "../../../../../../../src/trading/venue/binance/gateway/gateway-io.ts";
import type { GatewayOrder } from "../../../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import type { OrderTicket } from "../../../../../../../src/trading/venue/binance/requests/order-calls.ts";
import type { ExchangeOrder } from "../../../../../../../src/trading/venue/simulated/exchange/order.ts";
import { DESK, INSTRUMENTS, START_US } from "../../kit/spot-venue.ts";
import { DeskRecord } from "./desk-record.ts";
import type { Parts } from "./parts.ts";
import type { Schedule } from "./schedule.ts";
import { Strategy } from "./strategy.ts";
import { type Parcel, type Send, Wire } from "./wire.ts";

/**
 * Where a process dies in a step.
 *
 * - BEFORE: nothing of the step was written or said.
 * - UNWRITTEN: it was said, and not written.
 * - UNSAID: it was written, and not said.
 * - AFTER: it was written and said.
 */
export type CrashMode = "BEFORE" | "UNWRITTEN" | "UNSAID" | "AFTER";

/** What is otherwise than in the plain run. */
export type Twist = {
  readonly crash?: { readonly step: number; readonly mode: CrashMode };
  /** The message of this number arrives twice at once, or once more at the end. */
  readonly twice?: { readonly message: number; readonly isAtEnd: boolean };
  /** The message of this number, and events behind it, arrive when all else is over. */
  readonly late?: number;
};

const MS = 1e6;
const TICK_NS = 100 * MS;
/** What only looks, and is no message of a scenario. */
const LOOKS =
  /^(?:time|exchangeInfo|account|session|userDataStream|apiRestrictions|openOrders|myTrades|allOrders)/;

export class Scene {
  readonly wire: Wire;
  readonly record = new DeskRecord(INSTRUMENTS);
  readonly strategy: Strategy;
  readonly alarms: string[] = [];
  readonly unsent: { readonly id: string; readonly reason: string }[] = [];
  core: GatewayCore;
  now = 1e9;
  /** Steps that the core took: something of an order was written or said. */
  steps = 0;
  /** Messages that arrived. */
  messages = 0;
  crashes = 0;
  readonly #parts: Parts;
  readonly #schedule: Schedule;
  readonly #twist: Twist;
  #isReconnectWanted = false;
  #isPlaying = false;
  readonly #again: Parcel[] = [];
  #late: Parcel | null = null;

  constructor(parts: Parts, schedule: Schedule, twist: Twist) {
    this.#parts = parts;
    this.#schedule = schedule;
    this.#twist = twist;
    this.wire = new Wire(parts);
    this.strategy = new Strategy(this);
    this.core = this.#newCore();
    this.core.begin(this.record.left(), this.now);
  }

  /** Wall microseconds of the venue. */
  get at(): number {
    return START_US + Math.floor(this.now / 1_000);
  }

  /** From here on it is the scenario. */
  begin(): undefined {
    this.connect();
    this.settled();
    this.#isPlaying = true;
    this.steps = 0;
    this.messages = 0;
  }

  connect(): undefined {
    this.#late = null;
    this.#again.length = 0;
    this.wire.connect(this.at);
    this.core.linkUp(this.now);
    this.flush();
  }

  disconnect(): undefined {
    this.wire.disconnect();
    this.core.linkDown(this.now);
    this.flush();
  }

  /** Some of what is on its way arrives, as the schedule says. */
  between(isLast: boolean): undefined {
    for (;;) {
      this.now += MS;
      const arrivals = this.#arrivals();
      if (arrivals.length === 0) return;
      const choice = this.#schedule.pick(arrivals.length + (isLast ? 0 : 1));
      const parcel = arrivals[choice];
      if (parcel === undefined) return;
      this.#deliver(parcel);
    }
  }

  /** Time passes, and all arrives as it was sent. Seconds. */
  pass(seconds: number): undefined {
    const end = this.now + seconds * 1e9;
    while (this.now < end) this.#tick();
  }

  /** @throws When a condition does not hold within so many seconds. */
  until(what: string, holds: () => boolean, seconds = 150): undefined {
    const end = this.now + seconds * 1e9;
    this.#arriveAll();
    while (!holds()) {
      if (this.now >= end) {
        throw new Error(`${what}: not within ${seconds} s\n${this.alarms.join("\n")}`);
      }
      this.#tick();
    }
  }

  /** New orders may leave, and a strategy that lost its gateway has decided anew. */
  settled(): undefined {
    if (this.#isPlaying && this.crashes === 0 && this.core.isSettled) return;
    this.until("the gateway is settled", () => this.core.isSettled && !this.#isReconnectWanted);
    this.strategy.decideAnew();
  }

  /** All has arrived, nothing is in doubt, and two more looks found nothing. */
  rest(): undefined {
    this.#rest();
    if (this.#late !== null || this.#again.length > 0) {
      const late = this.#late === null ? [] : [this.#late];
      this.#late = null;
      for (const parcel of [...late, ...this.#again.splice(0)]) this.#hear(parcel);
      this.#rest();
    }
  }

  #rest(): undefined {
    for (let looks = 0; looks < 2; looks += 1) {
      this.until("all is at rest", () => this.core.isSettled && this.core.live().every(isAtRest));
      this.strategy.decideAnew();
      this.pass(11);
    }
    this.until("all is at rest again", () => this.core.live().every(isAtRest));
  }

  /** Our order at the venue, by its newest id. Waits until it is there. */
  atVenue(name: string): ExchangeOrder | null {
    const find = (): ExchangeOrder | undefined => {
      const ids = this.strategy.idsOf(name);
      return this.wire.ownOrders().findLast(({ clientOrderId }) => ids.includes(clientOrderId));
    };
    if (find() === undefined && this.crashes > 0 && !this.strategy.isLost(name)) {
      this.settled();
      this.until(`${name} is at the venue`, () => {
        if (this.core.isSettled) this.strategy.decideAnew();
        return find() !== undefined;
      });
    }
    return find() ?? null;
  }

  /** Writes what the core wants written, and takes down what it says. */
  flush(): undefined {
    const outputs = this.core.take(() => null, this.now);
    if (!this.#isPlaying || !outputs.some(isStep)) return this.#do(outputs, true, true);
    this.steps += 1;
    const { crash } = this.#twist;
    if (crash?.step !== this.steps) return this.#do(outputs, true, true);
    const isWritten = crash.mode === "UNSAID" || crash.mode === "AFTER";
    const isSaid = crash.mode === "UNWRITTEN" || crash.mode === "AFTER";
    this.strategy.noteCrash(outputs, { isWritten, isSaid });
    this.#do(outputs, isWritten, isSaid);
    this.crash();
  }

  /**
   * The gateway dies, and the next one begins from what the desk keeps.
   *
   * @param left What that is.
   */
  crash(left: LeftOver = this.record.left()): undefined {
    this.crashes += 1;
    this.wire.disconnect();
    this.now += 200 * MS;
    this.core = this.#newCore();
    this.core.begin(left, this.now);
    this.flush();
    this.connect();
  }

  ticket(wanted: Partial<OrderTicket> & { readonly id: string }) {
    const [instrument] = INSTRUMENTS;
    if (instrument === undefined) throw new Error("there is an instrument");
    return {
      instrument,
      strategy: 3,
      side: "BUY" as const,
      priceTicks: 3_000_000,
      lots: 10_000,
      validUntilNs: this.now + 1e9,
      ...wanted,
    };
  }

  #newCore(): GatewayCore {
    return new this.#parts.GatewayCore({
      instruments: bySymbol(INSTRUMENTS),
      recvWindowMs: 1_000,
      isLogonKey: false,
      asksPermissions: true,
      isVenueHere: true,
      prefersRest: false,
      isOwn: (id) => isMadeBy(id, DESK),
      strategyOf: (id) => parseOrderId(id)?.actor ?? -1,
      epochOf: (id) => parseOrderId(id)?.runEpoch ?? -1,
      firstRunEpoch: 7,
    });
  }

  #do(outputs: readonly GatewayOutput[], isWritten: boolean, isSaid: boolean): undefined {
    for (const output of outputs) {
      if (output.kind === "SEND") {
        if (isWritten) this.wire.write(output, this.at);
      } else if (isSaid) this.#note(output);
    }
    if (isSaid) this.record.noteFunds(this.core.keptFunds);
  }

  #note(output: GatewayOutput): undefined {
    if (output.kind === "SAY") this.record.note(output.order, output.saying);
    if (output.kind === "ENDING") this.record.noteEnding(output.id, output.reason);
    if (output.kind === "ALARM") this.alarms.push(`${output.level} ${output.text}`);
    if (output.kind === "RECONNECT") this.#isReconnectWanted = true;
    if (output.kind === "UNSENT") {
      this.unsent.push({ id: output.ticket.id, reason: output.event.reason });
    }
  }

  #tick(): undefined {
    this.now += TICK_NS;
    if (this.#isReconnectWanted) {
      this.#isReconnectWanted = false;
      this.disconnect();
      this.connect();
    }
    this.core.tick(this.now);
    this.flush();
    this.#arriveAll();
  }

  #arriveAll(): undefined {
    for (let [parcel] = this.#arrivals(); parcel !== undefined; [parcel] = this.#arrivals()) {
      this.#deliver(parcel);
    }
  }

  /** Without what is late, and the events behind it. */
  #arrivals(): readonly Parcel[] {
    const isBlocked = this.#late?.kind === "EVENT";
    return this.wire
      .arrivals()
      .filter((parcel) => parcel !== this.#late && !(isBlocked && parcel.kind === "EVENT"));
  }

  #deliver(parcel: Parcel): undefined {
    const isMessage = this.#isPlaying && !LOOKS.test(parcel.method);
    if (isMessage) this.messages += 1;
    const { twice, late } = this.#twist;
    if (isMessage && late === this.messages) {
      this.#late = parcel;
      if (parcel.kind === "REPLY") this.wire.remove(parcel);
      return;
    }
    this.#hear(parcel);
    if (!isMessage || twice?.message !== this.messages) return;
    if (twice.isAtEnd) this.#again.push(parcel);
    else this.#hear(parcel);
  }

  #hear(parcel: Parcel): undefined {
    this.wire.remove(parcel);
    const { kind, key, text, status } = parcel;
    const parts = this.#parts;
    if (status > 0) {
      const http = { status, headers: new Headers(), body: text, failure: null };
      this.core.answered(key, parts.replyOfHttp(http), this.now);
    } else {
      const frame = parts.apiFrameOf(text);
      if (frame.kind === "REPLY") this.core.answered(key, frame.reply, this.now);
      if (frame.kind === "EVENT") {
        this.core.heard(parts.readEvent(frame.event, bySymbol(INSTRUMENTS)), this.now);
      }
      if (frame.kind === "BAD") throw new Error(`a frame that cannot be read: ${kind} ${text}`);
    }
    this.flush();
  }
}

function isStep(output: GatewayOutput): boolean {
  if (output.kind === "SAY" || output.kind === "UNSENT") return true;
  return output.kind === "SEND" && (isChange(output) || output.call.method === "order.status");
}

/** Whether a call changes something at the venue. */
export function isChange({ call }: Send): boolean {
  return call.isMutation;
}

/** What the venue has refused to cancel so often it refuses for ever, and it is asked for all the same. */
const REFUSED_MIN = 8;

function isAtRest(order: GatewayOrder): boolean {
  const { doubt, isUnknown, missingLots, isCancelWanted, cancelTries } = order;
  const isAsked = isCancelWanted && cancelTries < REFUSED_MIN;
  return doubt === null && !isUnknown && missingLots === 0 && !isAsked;
}
