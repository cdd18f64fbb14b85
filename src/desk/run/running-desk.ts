/** A desk that runs: its actors, its console, and what anybody may know of it. */
import { monotonicNs } from "../../core/clock.ts";
import { slowestReaderLag, topicCounts } from "../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../runtime/telemetry/telemetry-reader.ts";
import type { ConfigMistake } from "../config/config-mistake.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import type { DeskInformation, DeskView } from "../http/desk-view.ts";
import { Endpoint } from "../message/endpoint.ts";
import { Trading } from "../message/trading.ts";
import { boardValue } from "./board-value.ts";
import { FreshnessReader } from "./freshness.ts";

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
    if (this.escalated !== null) return this.escalated;
    const risk = this.plan.actors.find(({ kind }) => kind === "risk")?.name ?? "";
    const trading = boardValue(this.system.boardOf(risk, "trading"), Trading, 0);
    return trading?.state === "HALTED" ? "risk has halted trading" : null;
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
