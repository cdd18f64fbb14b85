/** One contract of a futures exchange: its rules, its engine, its prints, its mark price. */
import type { MatchSink } from "../../engine/match-sink.ts";
import { MatchingEngine } from "../../engine/matching-engine.ts";
import { Tape } from "../../exchange/tape.ts";
import type { Atoms } from "../../exchange/words.ts";
import type { ContractRules } from "./contract-rules.ts";

export class ContractMarket {
  rules: ContractRules;
  readonly tape = new Tape();
  readonly engine: MatchingEngine;
  /** Of the newest change of a level of this contract. */
  updateId = 0;
  /** Open orders that are reduce-only. */
  reduceOnlyCount = 0;

  constructor(rules: ContractRules, sink: MatchSink) {
    this.rules = rules;
    this.engine = new MatchingEngine(sink);
  }

  /**
   * Median of best bid, best ask and last trade, so that neither a print nor an empty side moves it
   * out of the spread; the last trade when a side is empty. NaN before all of that. Ticks.
   */
  get markTicks(): number {
    const last = this.engine.lastPriceTicks;
    const bid = this.engine.best("BUY");
    const ask = this.engine.best("SELL");
    if (Number.isNaN(bid) || Number.isNaN(ask)) return last;
    if (Number.isNaN(last)) return Math.floor((bid + ask) / 2);
    return Math.min(Math.max(last, bid), ask);
  }

  /** What a lot is worth at the mark price; 0 before there is one. */
  get perLot(): Atoms {
    const ticks = this.markTicks;
    return Number.isNaN(ticks) ? 0n : BigInt(ticks) * this.rules.atomsPerTickLot;
  }
}
