/** Faults that a matching engine may have, each planted into its own files. */
import type { Judge } from "./drive.ts";

export type Mutant = {
  /** What is wrong with it. */
  readonly fault: string;
  /** Files of the engine, with text that occurs once and what stands there instead. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
  /** Those that find it. */
  readonly judges: readonly Judge[];
};

const MATCHER = "matcher.ts";
const ENGINE = "matching-engine.ts";
const LEVEL = "price-level.ts";

export const MUTANTS: readonly Mutant[] = [
  {
    fault: "who came last trades first",
    edits: [
      [MATCHER, "let maker = level.head; maker !== null", "let maker = level.tail; maker !== null"],
      [MATCHER, "maker = level.head) {", "maker = level.tail) {"],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a new peak keeps its place",
    edits: [
      [
        LEVEL,
        "    this.remove(maker);\n    maker.shownLots = maker.hiddenLots;",
        "    maker.shownLots = maker.hiddenLots;",
      ],
      [
        LEVEL,
        "    maker.hide();\n    this.append(maker);",
        "    this.hiddenLots -= maker.shownLots;\n    maker.hide();\n    this.shownLots += maker.shownLots;\n    this.hiddenLots += maker.hiddenLots;",
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a trade is at the taker's price",
    edits: [
      [
        MATCHER,
        "this.#sink.trade(number, taker.number, priceTicks, lots);",
        "this.#sink.trade(number, taker.number, Number.isFinite(taker.priceTicks) ? taker.priceTicks : priceTicks, lots);",
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a maker loses a lot that the taker does not get",
    edits: [
      [MATCHER, "taker.shownLots -= lots;", "taker.shownLots -= lots > 1 ? lots - 1 : lots;"],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "an order at the limit itself is not reached",
    edits: [
      [
        "ladder.ts",
        "this.#sign * ticks >= this.#sign * limitTicks",
        "this.#sign * ticks > this.#sign * limitTicks",
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a level far from the best is put in the wrong place",
    edits: [
      [
        "ladder.ts",
        "    let low = Math.max(0, high - width);",
        "    let low = Math.max(0, high - 2);",
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a level that goes takes the next better one with it",
    edits: [["ladder.ts", "else items.splice(index, 1);", "else items.splice(index, 2);"]],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a level that is the same is told again",
    edits: [[MATCHER, "if (shownLots !== before) this.#sink.level", "this.#sink.level"]],
    judges: ["PROPERTIES"],
  },
  {
    fault: "an amended order goes to the end of its level",
    edits: [
      [
        ENGINE,
        "      level.reduce(order, order.leaves - lots);\n",
        "      level.reduce(order, order.leaves - lots);\n      level.remove(order);\n      level.append(order);\n",
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "amend takes what is shown before what is hidden",
    edits: [
      [
        LEVEL,
        "const hidden = Math.min(lots, order.hiddenLots);",
        "const hidden = Math.max(0, lots - order.shownLots + 1);",
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "the rest of an IOC order rests",
    edits: [
      [
        ENGINE,
        'timeInForce !== "GTC") return this.#expire(order, "IOC");',
        'timeInForce === "FOK") return this.#expire(order, "IOC");',
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a fill-or-kill order is filled in part",
    edits: [
      [
        ENGINE,
        "if (isAllOrNothing && !canFill(",
        "if (isAllOrNothing && this.#stops.count < 0 && !canFill(",
      ],
    ],
    judges: ["TWIN"],
  },
  {
    fault: "a fill-or-kill order counts lots of its owner that would expire",
    edits: [
      [
        "can-fill.ts",
        "if (order.owner !== owner) lots += order.leaves;",
        "if (order.owner > 0) lots += order.leaves;",
      ],
    ],
    judges: ["TWIN"],
  },
  {
    fault: "a fill-or-kill order counts the next peaks of those before its owner",
    edits: [["can-fill.ts", "lots += order.shownLots;", "lots += order.leaves;"]],
    judges: ["TWIN"],
  },
  {
    fault: "a post-only order takes",
    edits: [
      [
        ENGINE,
        'order.type === "LIMIT_MAKER" && this.crosses',
        'order.type === "MARKET" && this.crosses',
      ],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a budget is spent beyond its end by a lot",
    edits: [[MATCHER, "Math.floor(budget / priceTicks)", "Math.ceil(budget / priceTicks)"]],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "the maker's mode of self-trade prevention decides",
    edits: [[MATCHER, 'taker.stp === "NONE") {', 'maker.stp === "NONE") {']],
    judges: ["TWIN"],
  },
  {
    fault: "EXPIRE_MAKER leaves what an iceberg hides",
    edits: [
      [
        MATCHER,
        'const makerLots = stp === "DECREMENT" ? both : stp === "EXPIRE_TAKER" ? 0 : leaves;',
        'const makerLots = stp === "DECREMENT" ? both : stp === "EXPIRE_TAKER" ? 0 : maker.shownLots;',
      ],
    ],
    judges: ["TWIN"],
  },
  {
    fault: "an order that self-trade prevention has ended rests",
    edits: [[ENGINE, 'if (end === "STP") return this.#expire(order, "STP");\n', ""]],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "a stop is triggered by the last price alone",
    edits: [
      [
        ENGINE,
        "moveTriggered(matcher.lowTicks, matcher.highTicks,",
        "moveTriggered(matcher.lastTicks, matcher.lastTicks,",
      ],
    ],
    judges: ["TWIN"],
  },
  {
    fault: "stops run in the order of their prices",
    edits: [
      [
        "stop-list.ts",
        "into.push(...moved.sort((left, right) => left.arrival - right.arrival));",
        "into.push(...moved);",
      ],
    ],
    judges: ["TWIN"],
  },
  {
    fault: "a stop that is triggered runs before its command is done",
    edits: [
      [
        ENGINE,
        "    const end = this.#matcher.take(order, isMarket ? worst : order.priceTicks);\n",
        "    const end = this.#matcher.take(order, isMarket ? worst : order.priceTicks);\n    if (this.#triggered.length === 0) this.#finish();\n",
      ],
    ],
    judges: ["TWIN"],
  },
  {
    fault: "a canceled stop waits on",
    edits: [
      [ENGINE, "if (level === null) this.#stops.remove(order);\n    else", "if (level !== null)"],
    ],
    judges: ["TWIN", "PROPERTIES"],
  },
  {
    fault: "an order that is filled stays open",
    edits: [[MATCHER, "    this.open.delete(maker.number);\n", ""]],
    judges: ["TWIN", "PROPERTIES"],
  },
];
