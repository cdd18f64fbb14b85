/** All judges of a run who hear what is said, and what each of them may look at. */
import { Intent } from "../message/intent.ts";
import { VenueAnswer } from "../message/venue-answer.ts";
import { FeedJudge } from "./judge/feed-judge.ts";
import { type Court, type Hearing, hearing } from "./judge/judge.ts";
import { AmendWatch } from "./judge/order/amend-watch.ts";
import { ExchangeJudge } from "./judge/order/exchange-judge.ts";
import { ExposureJudge } from "./judge/order/exposure-judge.ts";
import { GateJudge } from "./judge/order/gate-judge.ts";
import { LeavesJudge } from "./judge/order/leaves-judge.ts";
import { OrderJudge } from "./judge/order/order-judge.ts";
import { RateJudge } from "./judge/order/rate-judge.ts";
import type { VenueTruth } from "./judge/order/venue-truth.ts";
import { checkConservation } from "./judge/record/conservation.ts";
import { RecordJudge } from "./judge/record/record-judge.ts";
import type { DeskReading } from "./world/desk-reading.ts";
import type { LoadedDesk } from "./world/loaded-desk.ts";
import type { SimulatedDesk } from "./world/simulated-desk.ts";

/** What they look at. */
export type Evidence = {
  readonly truth: VenueTruth;
  readonly reading: DeskReading;
  readonly desk: SimulatedDesk;
};

export class Jury {
  readonly hearings: readonly Hearing[];
  readonly #rates: RateJudge;
  readonly #records: RecordJudge;
  readonly #feedJudge: FeedJudge;
  readonly #feeds: readonly string[];
  readonly #orders: OrderJudge;
  readonly #exchange: ExchangeJudge;
  readonly #leaves: LeavesJudge;
  readonly #amends: AmendWatch;
  readonly #court: Court;
  readonly #evidence: Evidence;

  constructor(court: Court, evidence: Evidence) {
    const { truth, reading, desk } = evidence;
    this.#court = court;
    this.#evidence = evidence;
    const fraction = riskArgOf(desk.plan, "orderPositionFractionMax");
    const limitsOf = (strategy: number) => {
      const name = reading.nameOf(strategy);
      const inFile = desk.plan.actors.find((actor) => actor.name === name)?.limits;
      return desk.limits.get(name ?? "") ?? inFile;
    };
    const rules = {
      limitNow: (strategy: number, instrument: number) =>
        limitsOf(strategy)?.positionLots[instrument] ?? Number.NaN,
      sizeNow: (strategy: number, instrument: number) => {
        const limits = limitsOf(strategy);
        const position = limits?.positionLots[instrument] ?? Number.NaN;
        return limits?.orderLots[instrument] ?? Math.floor(position * fraction);
      },
      midTicks: (instrument: number) => reading.midTicks(instrument),
      collarBps: riskArgOf(desk.plan, "priceCollarBps"),
      limitLots: (strategy: number, instrument: number) => reading.limitLots(strategy, instrument),
      isHeld: (execution: string) => desk.held.has(execution) || reading.isHeld(execution),
      mayHaveWaited: (execution: string, sinceNs: number) =>
        desk.topics.hasRefusedSince(execution, sinceNs),
      isOpenThere: (orderId: string) =>
        desk.exchange === null ? null : desk.venue.openOrders().includes(orderId),
      riskEpoch: () => reading.riskEpoch(),
      bookAgeNsMax: riskArgOf(desk.plan, "bookAgeMsMax") * 1e6,
      isShownLive: (instrument: number) => reading.isShownLive(instrument),
    };
    this.#rates = new RateJudge(court, (strategy) => reading.ratePerS(strategy));
    this.#records = new RecordJudge(court, {
      isKept: desk.plan.durability === "sync",
      durableOfRisk: () => reading.durableOfRisk(),
    });
    this.#feedJudge = new FeedJudge(court, {
      isConnected: (feed) => desk.isConnected(feed),
      isShownLive: (feed) => reading.isFeedLive(feed),
    });
    this.#feeds = reading.namesOf("feed");
    this.#orders = new OrderJudge(court, truth, rules);
    const { instruments } = desk.plan;
    this.#exchange = new ExchangeJudge(court, { instruments, limitLots: rules.limitLots });
    this.#leaves = new LeavesJudge(court, instruments);
    this.#amends = new AmendWatch(court);
    desk.venue.onVenue = (venue) => {
      this.#exchange.begin(venue);
      this.#leaves.begin(venue);
    };
    desk.venue.onExecution = (report) => {
      this.#exchange.take(report);
      this.#leaves.take(report);
    };
    this.hearings = [
      ...this.#orders.hearings,
      ...this.#exchange.hearings,
      ...this.#leaves.hearings,
      ...this.#amends.hearings,
      ...new GateJudge(court, rules).hearings,
      ...new ExposureJudge(court, truth, (instrument) => reading.position(instrument)).hearings,
      ...this.#rates.hearings,
      ...this.#records.hearings,
      ...this.#feedJudge.hearings,
      hearing(VenueAnswer, ({ method, way, outcome }) => {
        court.note(`${method} ${outcome}`);
        court.note(`${method} ${way} ${outcome}`);
      }),
      hearing(Intent, ({ orderId }) => {
        if (!desk.mischief.isUnsaid(orderId)) return;
        court.accuse("handlers", `intent ${orderId} of a handler that threw was said`);
      }),
    ];
  }

  /** Behind a step of the thread that hosts `actor`. */
  look(actor: string): undefined {
    if (this.#feeds.includes(actor)) this.#feedJudge.look(actor);
  }

  /**
   * Nothing new is asked for: how what is open at the exchange differs from what the desk shows; null when
   * it does not, or when of some order the desk does not know, which the drain is about.
   */
  whatDiffers(): string | null {
    const { reading, desk } = this.#evidence;
    if (desk.exchange === null) return null;
    const orders = reading.openOrders();
    if (orders.some(({ state }) => state === "UNKNOWN")) return null;
    const open = new Map(orders.map(({ orderId, leavesLots }) => [orderId, leavesLots]));
    return this.#leaves.whatDiffers({ open, counted: (number) => reading.position(number) });
  }

  /** Nothing moves any more: all must have counted the same. */
  close(): undefined {
    const { truth, reading, desk } = this.#evidence;
    checkConservation(this.#court, truth, reading, desk.plan);
    this.#exchange.close((instrument) => reading.position(instrument)?.lots ?? null);
  }

  /**
   * The process is gone, and what its next one need not know.
   *
   * @param isWritten Whether all that it said of orders was written.
   */
  onCrash(isWritten: boolean): undefined {
    if (!isWritten) this.#orders.forgetTrades();
    this.#amends.onCrash();
    this.#rates.forget();
    this.#records.forget();
  }
}

/** A number of the risk actor's file; NaN where it says none. */
function riskArgOf({ actors }: LoadedDesk["plan"], name: string): number {
  const risk = actors.find(({ kind }) => kind === "risk");
  return Number(risk?.args[name] ?? Number.NaN);
}
