/** Faults that a gateway may have, each planted into its own files. */

export type Mutant = {
  /** What is wrong with it. */
  readonly fault: string;
  /** Files below `src/trading`, with text that occurs once and what stands there instead. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
};

const GATEWAY = "venue/binance/gateway";
const ADOPTING = `${GATEWAY}/adopting.ts`;
const PLACING = `${GATEWAY}/placing.ts`;
const RECONCILING = `${GATEWAY}/reconciling.ts`;
const ORDER = `${GATEWAY}/order/gateway-order.ts`;

export const MUTANTS: readonly Mutant[] = [
  {
    fault: "an order without an answer is sent again",
    edits: [
      [
        PLACING,
        "    default:\n      return inDoubt(state, order, now);\n  }\n}\n\n/** What became of a cancel. */",
        `    default:
      state.waiting.set(order.id, order);
      state.calls.want({
        call: placeCall(ticketOf(order)),
        purpose: { kind: "PLACE", id: order.id },
        name: placeName(order.id),
        validUntilNs: Number.POSITIVE_INFINITY,
      }, now);
      return inDoubt(state, order, now);
  }
}

/** What became of a cancel. */`,
      ],
    ],
  },
  {
    fault: "an order without an answer is taken as refused",
    edits: [
      [
        PLACING,
        "    default:\n      return inDoubt(state, order, now);\n  }\n}\n\n/** What became of a cancel. */",
        '    default:\n      return rejected(state, order, "no answer", now);\n  }\n}\n\n/** What became of a cancel. */',
      ],
    ],
  },
  {
    fault: "not found counts before the deadline",
    edits: [
      [
        "order/unknown-outcome.ts",
        "const isWhole = now >= doubt.deadlineNs;",
        "const isWhole = true;",
      ],
    ],
  },
  {
    fault: "trades are told apart by price and quantity",
    edits: [
      [
        ADOPTING,
        "  const { tradeId, priceTicks } = trade;\n",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code.
        "  const { priceTicks } = trade;\n  const tradeId = `${priceTicks}${trade.lots}`;\n",
      ],
    ],
  },
  {
    fault: "a next life counts again what the last one told",
    edits: [
      [
        `${GATEWAY}/gateway-core.ts`,
        "restoreTrades(left.told, cumLots)",
        "restoreTrades([], new Map())",
      ],
    ],
  },
  {
    fault: "an order that the venue does not know to cancel is taken as over",
    edits: [
      [
        PLACING,
        "      order.isCancelHeld = true;\n",
        '      tell(state, order, order.apply({ kind: "CANCELED" }, now), now);\n',
      ],
    ],
  },
  {
    fault: "a cancel without an answer is not sent again",
    edits: [
      [
        PLACING,
        "order.cancelDueNs = now + pauseNs;",
        "order.cancelDueNs = Number.POSITIVE_INFINITY;",
      ],
    ],
  },
  {
    fault: "an end is said before its fills are there",
    edits: [
      [
        ORDER,
        "return isOver(this.#order) && this.missingLots === 0;",
        "return isOver(this.#order);",
      ],
    ],
  },
  {
    fault: "fills that were missed are not asked for, of their order or of the history",
    edits: [
      [`${GATEWAY}/doubting.ts`, "if (order.fillsDueNs <= now)", "if (order.fillsDueNs < 0)"],
      [RECONCILING, "of found.trades)", "of found.trades.slice(0, 0))"],
    ],
  },
  {
    fault: "orders of ours that nobody knows are left alone",
    edits: [[RECONCILING, "of found.orphans)", "of found.orphans.slice(0, 0))"]],
  },
  {
    fault: "an order that has left the open ones is not asked for",
    edits: [[RECONCILING, "of found.missing)", "of found.missing.slice(0, 0))"]],
  },
  {
    fault: "an order that was restored is not told from one that was never sent",
    edits: [
      [
        `${GATEWAY}/gateway-core.ts`,
        'if (shown.state !== "WORKING") inDoubt(state, order, now);',
        'if (shown.state !== "WORKING") order.apply({ kind: "REJECTED", reason: "restart" }, now);',
      ],
    ],
  },
];
