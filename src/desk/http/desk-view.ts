/**
 * What the console may know of a running desk: all of it from shared memory and main's own books.
 * Every member answers at once, asks no actor, and changes nothing.
 */
import type { TopicCounts } from "../../runtime/ring/topic-slots.ts";
import type { ActorStatus, ReaderLagStatus } from "../../runtime/supervisor/actor-status.ts";
import type { LetterSample } from "../../runtime/supervisor/letters/dead-letters.ts";
import type { TelemetryReader } from "../../runtime/telemetry/telemetry-reader.ts";
import type { ConfigMistake } from "../config/config-mistake.ts";
import type { RecordView } from "./record/record-view.ts";
import type { TradingView } from "./trading/trading-view.ts";

/** Whether what an actor knows of the world is recent enough to act on. */
export type Freshness = {
  readonly actor: string;
  readonly fresh: boolean;
  /** In one line; empty when it is fresh. */
  readonly reason: string;
  /** What is wrong with one that is not, where that is another thing than its age. */
  readonly complaint?: string;
  /** For how long it is not. Whole seconds, where that is known. */
  readonly forS?: number;
};

/** How full a topic is, by its slowest active reader, and what its writer counted. */
export type RingUse = TopicCounts & { readonly bytes: number; readonly capacityBytes: number };

export type DeskInformation = {
  readonly version: string;
  readonly bun: string;
  /** Name of the run's folder. */
  readonly run: string;
};

export type DeskView = {
  readonly name: string;
  readonly mode: string;
  readonly information: DeskInformation;
  readonly uptimeMs: number;
  /** Since main's own beat. Milliseconds; above 5,000 the process is not live. */
  readonly mainBeatAgeMs: number;
  /** The desk is stopping: nobody should be sent here. */
  readonly draining: boolean;
  /** Why trading is halted, or null. A halted desk stays live, and ready to be asked. */
  readonly halted: string | null;
  actors(): readonly ActorStatus[];
  /** Null for an actor that is not there. */
  telemetryOf(actor: string): TelemetryReader | null;
  ringOf(actor: string): RingUse | null;
  /** How far each reader is behind in each topic that it reads. */
  lags(): readonly ReaderLagStatus[];
  /** The newest of what did not reach its actor, oldest first. */
  deadLetters(): readonly LetterSample[];
  freshness(): readonly Freshness[];
  /** The journal and the audit log. */
  record(): RecordView;
  /** The market, positions and open orders, by the boards. */
  tradingView(): TradingView;
  /** Mistakes of files that were saved since the start and are not in force. */
  configMistakes(): readonly ConfigMistake[];
};
