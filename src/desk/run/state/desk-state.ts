/** Whether a running desk may trade and what it has on record: the same in the simulation. */
import type { Time } from "../../../core/time.ts";
import { journalHaltOf, type RecordView } from "../../http/record/record-view.ts";
import { Trading } from "../../message/trading.ts";
import { boardValue } from "../board-value.ts";
import { type RecordedPlan, type RecordedSystem, RecordReader } from "./record-reader.ts";

export type TradingState = "ACTIVE" | "REDUCING" | "HALTED";

export class DeskState {
  readonly #system: RecordedSystem;
  readonly #planOf: () => RecordedPlan;
  readonly #record: RecordReader;

  /** @param planOf What runs at the moment of the call. */
  constructor(
    system: RecordedSystem,
    planOf: () => RecordedPlan,
    time: Pick<Time, "now" | "wall">,
  ) {
    this.#system = system;
    this.#planOf = planOf;
    this.#record = new RecordReader(system, planOf, time);
  }

  record(): RecordView {
    return this.#record.read();
  }

  /** By risk's board; null before risk has said it for the first time. */
  trading(): TradingState | null {
    const risk = this.#planOf().actors.find(({ kind }) => kind === "risk")?.name ?? "";
    return boardValue(this.#system.boardOf(risk, "trading"), Trading, 0)?.state ?? null;
  }

  /**
   * Why trading is halted, or null.
   *
   * @param escalated Why main itself has halted it; null while it has not.
   */
  haltOf(escalated: string | null): string | null {
    const halt = escalated ?? journalHaltOf(this.record());
    if (halt !== null) return halt;
    return this.trading() === "HALTED" ? "risk has halted trading" : null;
  }
}
