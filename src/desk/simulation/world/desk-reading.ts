/** What the boards and control blocks of a simulated desk say, for judges: read where they lie. */
import { assert } from "../../../core/assert.ts";
import { ControlBlock, isHold } from "../../../runtime/actor/control-block.ts";
import type { MessageType } from "../../../runtime/codec/message-type.ts";
import { nextSequenceOf } from "../../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import { Durable, WRITERS_MAX } from "../../message/durable.ts";
import { Filled, PAIRS_MAX } from "../../message/filled.ts";
import { OPEN_ORDERS_MAX, OpenOrder } from "../../message/open-order.ts";
import { Position } from "../../message/position.ts";
import { Progress } from "../../message/progress.ts";
import { Stream, streamKey } from "../../message/stream.ts";
import { Top } from "../../message/top.ts";
import { Trading } from "../../message/trading.ts";
import type { FilledBody } from "../../record/filled-pair.ts";
import { boardValue } from "../../run/board-value.ts";
import type { ShownDurable } from "../judge/record/record-judge.ts";

/** An order as a board shows it. */
export type ShownOrder = {
  readonly orderId: string;
  readonly state: "SENT" | "WORKING" | "UNKNOWN";
  readonly leavesLots: number;
};

export class DeskReading {
  readonly #plan: DeskPlan;
  readonly #system: () => ActorSystem | null;
  /** Of all actors that were ever there, by number. */
  readonly #names = new Map<number, string>();

  constructor(plan: DeskPlan, system: () => ActorSystem | null) {
    this.#plan = plan;
    this.#system = system;
  }

  namesOf(wanted: string): readonly string[] {
    return this.#plan.actors.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  }

  /** NaN where no file says. Lots. */
  limitLots(strategy: number, instrument: number): number {
    return this.#limitsOf(strategy)?.positionLots[instrument] ?? Number.NaN;
  }

  /** NaN where no file says. Most orders in any second. */
  ratePerS(strategy: number): number {
    return this.#limitsOf(strategy)?.orderRatePerS ?? Number.NaN;
  }

  /** Whether main says that the feed is ready, and the feed that it hears some instrument's depth. */
  isFeedLive(feed: string): boolean {
    const phase = this.#system()
      ?.status()
      .find(({ name }) => name === feed)?.phase;
    if (phase !== "READY") return false;
    return this.#plan.instruments.some(
      ({ number }) =>
        this.#board(feed, "stream", Stream, streamKey(number, "DEPTH"))?.state === "LIVE",
    );
  }

  /** While a process is up. */
  blockOf(number: number): ControlBlock {
    const system = this.#system();
    assert(system !== null, "a life begins in a process");
    return new ControlBlock(system.lines, number);
  }

  /** What the journal shows of each topic, by its writer's number. */
  durable(): ReadonlyMap<number, ShownDurable> {
    const [journal = ""] = this.namesOf("journal");
    const all = Array.from({ length: WRITERS_MAX }, (_none, number) => {
      const slot = this.#board(journal, "durable", Durable, number);
      return slot === null
        ? []
        : [[number, { since: slot.since, sequence: slot.sequence }] as const];
    });
    return new Map(all.flat());
  }

  /** Whether all that the executions have said is on the disk, by the journal's own word. */
  isAllDurable(system: Pick<ActorSystem, "topicOf">): boolean {
    const durable = this.durable();
    return this.namesOf("execution").every((name) => {
      const topic = system.topicOf(name);
      const said = topic === null ? 0 : nextSequenceOf(topic) - 1;
      return (durable.get(this.#numberOf(name) ?? Number.NaN)?.sequence ?? 0) >= said;
    });
  }

  /** The same of risk's topic; null while nothing is shown. */
  durableOfRisk(): ShownDurable | null {
    const [risk = ""] = this.namesOf("risk");
    const [journal = ""] = this.namesOf("journal");
    const number = this.#numberOf(risk);
    return number === null ? null : this.#board(journal, "durable", Durable, number);
  }

  /** Whether the journal of the desk writes no more. */
  get isJournalHalted(): boolean {
    const [journal = ""] = this.namesOf("journal");
    return this.#board(journal, "progress", Progress, 0)?.state === "HALTED";
  }

  isHeld(actor: string): boolean {
    const system = this.#system();
    const number = this.#numberOf(actor);
    if (system === null || number === null) return false;
    return isHold(new ControlBlock(system.lines, number).command);
  }

  #numberOf(actor: string): number | null {
    const status = this.#system()
      ?.status()
      .find(({ name }) => name === actor);
    return status?.number ?? null;
  }

  /** NaN before risk has said it. */
  riskEpoch(): number {
    return this.#board(this.namesOf("risk")[0] ?? "", "trading", Trading, 0)?.epoch ?? Number.NaN;
  }

  /** Whether some feed's board shows a book of the instrument that is in step. */
  isShownLive(instrument: number): boolean {
    return this.namesOf("feed").some(
      (feed) => this.#board(feed, "top", Top, instrument)?.state === "LIVE",
    );
  }

  /** Whether each instrument's depth is live at one of its feeds. */
  areBooksLive(): boolean {
    return this.#plan.instruments.every(({ number }) =>
      this.namesOf("feed").some(
        (feed) => this.#board(feed, "stream", Stream, streamKey(number, "DEPTH"))?.state === "LIVE",
      ),
    );
  }

  /** What was filled, as the executions' boards have it, by strategy and instrument. */
  filled(): ReadonlyMap<string, FilledBody> {
    const pairs = new Map<string, FilledBody>();
    for (const execution of this.namesOf("execution")) {
      for (let slot = 0; slot < PAIRS_MAX; slot += 1) {
        const pair = this.#board(execution, "filled", Filled, slot);
        if (pair === null) break;
        pairs.set(`${pair.strategy}/${pair.instrument}`, pair);
      }
    }
    return pairs;
  }

  /** The orders that the executions' boards show open. */
  openOrders(): readonly ShownOrder[] {
    return this.namesOf("execution").flatMap((execution) => {
      const open: ShownOrder[] = [];
      for (let slot = 0; slot < OPEN_ORDERS_MAX; slot += 1) {
        const order = this.#board(execution, "openOrder", OpenOrder, slot);
        if (order === null) break;
        const { orderId, state, orderLots, cumLots } = order;
        if (state !== "FREE") open.push({ orderId, state, leavesLots: orderLots - cumLots });
      }
      return open;
    });
  }

  /** What risk counts of an instrument. Lots; null before it has said it. */
  position(instrument: number) {
    return this.#board(this.namesOf("risk")[0] ?? "", "position", Position, instrument);
  }

  /** Name of the actor of that number, also of one that was taken out; null when there never was one. */
  nameOf(number: number): string | null {
    for (const one of this.#system()?.status() ?? []) this.#names.set(one.number, one.name);
    return this.#names.get(number) ?? null;
  }

  /** What the feed's board shows of the instrument: in the middle of its touch. Ticks; NaN without. */
  midTicks(instrument: number): number {
    for (const feed of this.namesOf("feed")) {
      const top = this.#board(feed, "top", Top, instrument);
      if (top !== null) return (top.bidTicks + top.askTicks) / 2;
    }
    return Number.NaN;
  }

  /** Also of one that was taken out: its orders and its fills are still its own. */
  #limitsOf(strategy: number) {
    const known = this.nameOf(strategy);
    return this.#plan.actors.find(({ name }) => name === known)?.limits;
  }

  #board<Body>(actor: string, board: string, type: MessageType<Body>, key: number) {
    return boardValue(this.#system()?.boardOf(actor, board) ?? null, type, key);
  }
}
