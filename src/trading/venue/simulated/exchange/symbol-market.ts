/** One symbol of an exchange: its rules, its engine, its prints, and its update ids. */
import type { MatchSink } from "../engine/match-sink.ts";
import { MatchingEngine } from "../engine/matching-engine.ts";
import type { SymbolRules } from "./symbol-rules.ts";
import { Tape } from "./tape.ts";

export class SymbolMarket {
  rules: SymbolRules;
  readonly tape = new Tape();
  /** Of the newest change of a level. */
  updateId = 0;
  /** NaN before the first print. */
  lastPriceTicks = Number.NaN;
  /** Prevented matches ever. */
  prevented = 0;
  engine: MatchingEngine;
  readonly #sink: MatchSink;

  constructor(rules: SymbolRules, sink: MatchSink) {
    this.rules = rules;
    this.#sink = sink;
    this.engine = new MatchingEngine(sink);
  }

  /** An empty book in other steps. */
  renew(rules: SymbolRules, lastPriceTicks: number): undefined {
    this.rules = rules;
    this.engine = new MatchingEngine(this.#sink);
    this.lastPriceTicks = lastPriceTicks;
    this.tape.forget();
  }
}
