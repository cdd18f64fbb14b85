/** Runs a stream of commands through an engine, and looks at it after each with the judges asked for. */
import { Prng } from "../../../../../src/core/prng.ts";
import type { MatchSink } from "../../../../../src/trading/venue/simulated/engine/match-sink.ts";
import type { MatchingEngine } from "../../../../../src/trading/venue/simulated/engine/matching-engine.ts";
import { Ledger } from "./ledger.ts";
import { type Command, randomCommand } from "./random-commands.ts";
import { Twin } from "./twin.ts";

export type Engine = new (sink: MatchSink) => MatchingEngine;
/** TWIN: it equals the twin. PROPERTIES: it keeps its promises, by its own words. */
export type Judge = "TWIN" | "PROPERTIES";

const SIDES = ["BUY", "SELL"] as const;

/** Why the engine is wrong, with the command at which that was seen; null: nothing was. */
export function drive(
  EngineOf: Engine,
  seed: number,
  commands: number,
  judges: readonly Judge[],
): string | null {
  const random = new Prng(seed);
  const run = new Run(EngineOf, judges);
  for (let number = 0; number < commands; number += 1) {
    const command = randomCommand(random, number);
    const wrong = run.wrongAfter(command);
    if (wrong !== null) return `seed ${seed}, command ${number}, ${wordsOf(command)}: ${wrong}`;
  }
  return null;
}

class Run {
  readonly #ledger = new Ledger();
  readonly #twin = new Twin();
  readonly #engine: MatchingEngine;
  readonly #judges: readonly Judge[];

  constructor(EngineOf: Engine, judges: readonly Judge[]) {
    this.#engine = new EngineOf(this.#ledger);
    this.#judges = judges;
  }

  wrongAfter(command: Command): string | null {
    try {
      const wrong = this.#handle(command);
      if (wrong !== null) return wrong;
      if (this.#judges.includes("PROPERTIES")) return this.#brokenPromise();
      return null;
    } catch (error) {
      return String(error);
    }
  }

  #handle(command: Command): string | null {
    this.#ledger.said = [];
    this.#twin.said = [];
    const promised = this.#promised(command);
    const answer = answerOf(this.#engine, command);
    if (command.kind === "SUBMIT") this.#closeWhenOver(command.order.number, String(answer));
    if (promised !== null && promised !== answer) return `answers ${answer}, not ${promised}`;
    if (!this.#judges.includes("TWIN")) return null;
    const wanted = [answerOf(this.#twin, command), ...this.#twin.said].join("\n");
    const found = [answer, ...this.#ledger.said].join("\n");
    return found === wanted ? this.#otherBook() : `says\n${found}\nand the twin\n${wanted}`;
  }

  /** Keeps the account before the engine speaks, and knows what it has to answer; null: it does not. */
  #promised(command: Command): number | boolean | null {
    if (command.kind === "CANCEL") return this.#ledger.close(command.number);
    if (command.kind === "AMEND") return this.#ledger.amend(command.number, command.lots);
    this.#ledger.open(command.order);
    return null;
  }

  /** Nothing is said of lots that were refused, or that a budget could not pay for. */
  #closeWhenOver(number: number, answer: string): undefined {
    if (answer !== "RESTING" && answer !== "WAITING") this.#ledger.close(number);
  }

  /** What is in the book, in its order, and all that can be asked. */
  #otherBook(): string | null {
    const engine = this.#engine;
    const twin = this.#twin;
    for (const side of SIDES) {
      const queue = twin.queue(side);
      const wanted = queue.map(({ number, priceTicks, shown, hidden }) =>
        [number, priceTicks, shown, hidden].join(" "),
      );
      const found: string[] = [];
      engine.forEachLevel(side, Number.POSITIVE_INFINITY, (price) => {
        engine.forEachOrderAt(side, price, (number, shown, hidden) => {
          found.push([number, price, shown, hidden].join(" "));
          return true;
        });
        return undefined;
      });
      if (found.join() !== wanted.join()) return `has ${side} ${found}, the twin ${wanted}`;
      if (!Object.is(engine.best(side), queue[0]?.priceTicks ?? Number.NaN)) return "has that best";
      const taker = side === "BUY" ? "SELL" : "BUY";
      const lots = queue
        .filter(({ priceTicks }) => (side === "BUY" ? priceTicks >= 99 : priceTicks <= 99))
        .reduce((sum, { shown, hidden }) => sum + shown + hidden, 0);
      if (engine.crossableLots(taker, 99) !== lots) return `has ${lots} lots to cross at 99`;
    }
    if (!Object.is(engine.lastPriceTicks, twin.last)) return `has last price ${twin.last}`;
    const openCount = twin.resting.length + twin.waiting.length;
    return engine.openCount === openCount ? null : `has ${openCount} open`;
  }

  #brokenPromise(): string | null {
    const engine = this.#engine;
    const { broken, levels } = this.#ledger;
    if (broken.length > 0) return `broken: ${broken.join("; ")}`;
    if (engine.best("BUY") >= engine.best("SELL")) return "the book at rest is crossed";
    const leaves = this.#ledger.leaves();
    if (leaves.size !== engine.openCount) return `${leaves.size} orders are open`;
    for (const [number, left] of leaves) {
      if (engine.leaves(number) !== left) return `${number} has ${left} lots left`;
    }
    for (const side of SIDES) {
      const shown = new Map<number, number>();
      engine.forEachLevel(side, Number.POSITIVE_INFINITY, (price, lots) => {
        shown.set(price, lots);
        let recount = 0;
        engine.forEachOrderAt(side, price, (_, ofOrder) => {
          recount += ofOrder;
          return true;
        });
        if (recount !== lots || lots !== engine.shownLotsAt(side, price)) shown.set(price, -1);
        return undefined;
      });
      const told = [...levels[side]].sort(([left], [right]) => left - right);
      const counted = [...shown].sort(([left], [right]) => left - right);
      if (told.join() !== counted.join()) return `${side} is ${counted}, and was told ${told}`;
    }
    return null;
  }
}

function answerOf(engine: MatchingEngine | Twin, command: Command): string | number | boolean {
  if (command.kind === "SUBMIT") return engine.submit(command.order);
  if (command.kind === "CANCEL") return engine.cancel(command.number);
  return engine.amend(command.number, command.lots);
}

function wordsOf(command: Command): string {
  return JSON.stringify(command);
}
