/** A desk that runs: its actors, its console, and what anybody may know of it. */
import { monotonicNs } from "../../core/clock.ts";
import { THREAD_TIME } from "../../core/time.ts";
import { slowestReaderLag, topicCounts } from "../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../runtime/telemetry/telemetry-reader.ts";
import type { ConfigMistake } from "../config/config-mistake.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import type { DeskInformation, DeskView } from "../http/desk-view.ts";
import { journalHaltOf } from "../http/record/record-view.ts";
import { Endpoint } from "../message/endpoint.ts";
import { boardValue } from "./board-value.ts";
import { FreshnessReader } from "./freshness.ts";
import { DeskState, type TradingState } from "./state/desk-state.ts";
import { funnelOf, refusalsOf } from "./state/order-funnel.ts";
import { TradingReader } from "./state/trading-reader.ts";

/** How often main says that it turns. Milliseconds. */
const BEAT_MS = 100;

export class RunningDesk implements DeskView {
  /** What runs: another one after each change. */
  plan: DeskPlan;
  readonly system: ActorSystem;
  readonly information: DeskInformation;
  draining = false;
  /** Mistakes of the desk's files as they were last read. */
  mistakesOf: () => readonly ConfigMistake[] = () => [];
  /** Why a supervisor gave up, or could not end a thread; null while none did. */
  escalated: string | null = null;
  /** Whether a supervisor gave up for good: a person decides what comes then, no guard. */
  hasGivenUp = false;
  /** Whether a thread sits in a native call: only the end of the process ends it. */
  hasStuckThread = false;
  readonly #freshness: FreshnessReader;
  readonly #state: DeskState;
  readonly #tradingReader: TradingReader;
  /** By their memory: an actor that left and came back has another. */
  readonly #readers = new WeakMap<SharedArrayBuffer, TelemetryReader>();
  readonly #startedAt = monotonicNs();
  readonly #beat: ReturnType<typeof setInterval>;
  #beatAt = monotonicNs();

  constructor(plan: DeskPlan, system: ActorSystem, information: DeskInformation) {
    this.plan = plan;
    this.system = system;
    this.information = information;
    this.#freshness = new FreshnessReader(system, () => this.plan);
    this.#state = new DeskState(system, () => this.plan, THREAD_TIME);
    this.#tradingReader = new TradingReader(system, () => this.plan, monotonicNs);
    this.#beat = setInterval(() => {
      this.#beatAt = monotonicNs();
    }, BEAT_MS);
  }

  get name(): string {
    return this.plan.name;
  }

  get mode(): string {
    return this.plan.mode;
  }

  get uptimeMs(): number {
    return (monotonicNs() - this.#startedAt) / 1e6;
  }

  get mainBeatAgeMs(): number {
    return (monotonicNs() - this.#beatAt) / 1e6;
  }

  get halted(): string | null {
    return this.#state.haltOf(this.escalated);
  }

  /** Why a person must decide before this desk trades again, or null: also its journal may be why. */
  get haltedForGood(): string | null {
    return this.escalated ?? journalHaltOf(this.record());
  }

  get isJournalHalted(): boolean {
    return journalHaltOf(this.record()) !== null;
  }

  /** As risk has it, and main; null before risk has said it for the first time. */
  get trading(): TradingState | null {
    return this.escalated === null ? this.#state.trading() : "HALTED";
  }

  record() {
    return this.#state.record();
  }

  tradingView() {
    const reader = this.#tradingReader;
    const counted = this.actors().map(({ name: actor }) => ({
      actor,
      counters: this.telemetryOf(actor)?.counters() ?? {},
    }));
    return {
      state: this.trading,
      markets: reader.markets(),
      orders: reader.orders(),
      ...reader.traded(),
      funnel: funnelOf(counted),
      refusals: refusalsOf(counted),
    };
  }

  actors() {
    return this.system.status();
  }

  telemetryOf(actor: string): TelemetryReader | null {
    const memory = this.system.telemetryOf(actor);
    if (memory === null) return null;
    const reader = this.#readers.get(memory) ?? new TelemetryReader(memory);
    this.#readers.set(memory, reader);
    return reader;
  }

  ringOf(actor: string) {
    const topic = this.system.topicOf(actor);
    return topic === null ? null : { ...slowestReaderLag(topic), ...topicCounts(topic) };
  }

  lags() {
    return this.system.lags();
  }

  deadLetters() {
    return this.system.deadLetters();
  }

  freshness() {
    return this.#freshness.read();
  }

  configMistakes() {
    return this.mistakesOf();
  }

  /** Whether every venue in this process has played its last frame and was heard to the end. */
  get hasEnded(): boolean {
    const venues = this.plan.actors.filter(({ kind }) => kind === "venue");
    return (
      venues.length > 0 &&
      venues.every(
        ({ name }) =>
          boardValue(this.system.boardOf(name, "endpoint"), Endpoint, 0)?.ended === true,
      )
    );
  }

  /** Stops its actors in reverse order; the console goes on answering until the caller ends it. */
  async stop(reason: string): Promise<undefined> {
    this.draining = true;
    await this.system.stop(reason);
    this.close();
  }

  /** Its actors have stopped, and nobody asks any more whether main turns. */
  close(): undefined {
    clearInterval(this.#beat);
  }
}
