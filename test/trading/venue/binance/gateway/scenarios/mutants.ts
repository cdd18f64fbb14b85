/** Faults that a gateway may have, each planted into its own files, and a scenario that has to find it. */

export type Mutant = {
  readonly fault: string;
  /** Files below `src/trading/`, and what stands there exactly once. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
  readonly foundBy: string;
};

const GATEWAY = "venue/binance/gateway/";
const PLACING = `${GATEWAY}placing.ts`;
const DOUBTING = `${GATEWAY}doubting.ts`;
const HUNTING = `${GATEWAY}hunt/hunting.ts`;
const ADOPTING = `${GATEWAY}adopting.ts`;
const CORE = `${GATEWAY}gateway-core.ts`;
const TABLE = `${GATEWAY}order/order-table.ts`;

export const MUTANTS: readonly Mutant[] = [
  {
    fault: "M2: an order without an answer is sent again, and not asked for",
    edits: [
      [
        PLACING,
        "    default:\n      return inDoubt(state, order, now);\n  }\n}\n\n/** What became of a cancel. */",
        '    default:\n      state.waiting.set(order.id, order);\n      state.calls.want({ call: placeCall(ticketOf(order)), purpose: { kind: "PLACE", id: order.id }, name: placeName(order.id), validUntilNs: Infinity }, now);\n      return;\n  }\n}\n',
      ],
    ],
    foundBy: "S37",
  },
  {
    fault: "M3: a fill is known by its price and lots",
    edits: [
      [
        ADOPTING,
        "  const { tradeId, priceTicks } = trade;\n",
        "  const { priceTicks } = trade;\n  const tradeId = `" +
          "$" +
          "{priceTicks}/" +
          "$" +
          "{trade.lots}`;\n",
      ],
    ],
    foundBy: "S01 alike",
  },
  {
    fault: "M4: a late fill revives an order that is cancelled",
    edits: [["order/transition-table.ts", 'to("LATE", "LATE_FILL")', 'to("LIVE", "LATE_FILL")']],
    foundBy: "S13",
  },
  {
    fault: "M13: a question that fails says that the order is not there",
    edits: [
      [DOUBTING, 'outcome.kind === "NOT_FOUND" ? "ABSENT" : "ERROR"', '"ABSENT"'],
      [DOUBTING, 'isWhole(list) && found === undefined ? "ABSENT" : "ERROR"', '"ABSENT"'],
      [HUNTING, 'else end(state, hunt, "ERROR", now);', 'else end(state, hunt, "ABSENT", now);'],
    ],
    foundBy: "S35 errors",
  },
  {
    fault: "M16: a refusal as a duplicate ends the order that is there",
    edits: [
      [
        "venue/binance/answers/classify.ts",
        '    return ambiguous("DUPLICATE", `' + "$" + "{code} " + "$" + "{reason}`);",
        '    return { kind: "REFUSED", code, reason };',
      ],
    ],
    foundBy: "S33 twice",
  },
  {
    fault: "M17: quantities go through a float",
    edits: [
      [
        "venue/binance/answers/fields.ts",
        "const lots = lotsOrNaN(this.raw(name), instrument);",
        "const lots = Math.trunc(Number(this.raw(name)) * 10 ** instrument.lot.scale);",
      ],
    ],
    foundBy: "S01 odd",
  },
  {
    fault: "M18: trade ids and order ids are known without their instrument",
    edits: [[TABLE, "  return `" + "$" + "{instrument}/" + "$" + "{id}`;", "  return id;"]],
    foundBy: "S47",
  },
  {
    fault: "an order is proven absent by its query alone",
    edits: [
      [
        "order/unknown-outcome.ts",
        'const sources: readonly EvidenceSource[] = isWhole ? EVIDENCE_SOURCES : ["ORDER"];',
        'const sources: readonly EvidenceSource[] = ["ORDER"];',
      ],
      [
        "order/unknown-outcome.ts",
        "absent.length === (round.isWhole ? EVIDENCE_SOURCES.length : 1)",
        "absent.length === 1",
      ],
    ],
    foundBy: "S37 hidden",
  },
  {
    fault: "an order is taken for absent before it can no more arrive",
    edits: [
      [
        "order/unknown-outcome.ts",
        "const isWhole = now >= doubt.deadlineNs;",
        "const isWhole = true;",
      ],
    ],
    foundBy: "S35 slow",
  },
  {
    fault: "a look at the venue forgets whose number an order has",
    edits: [
      [
        `${GATEWAY}reconciling.ts`,
        '  if (order.venueOrderId === "" && isSame(order, venue))\n    state.table.noteVenueOrder(order, venue.venueOrderId);\n',
        "",
      ],
    ],
    foundBy: "S37",
  },
  {
    fault: "a trade of nobody proves that an order is absent",
    edits: [
      [
        HUNTING,
        "table.knowsOwner(instrument.number, venueOrderId)",
        "table.knowsVenueOrder(instrument.number, venueOrderId)",
      ],
    ],
    foundBy: "S37 hidden",
  },
  {
    fault: "a cancel of an order that is not found ends it",
    edits: [
      [
        PLACING,
        '      withoutCancel(state, order, "UNKNOWN_ORDER", now);\n      return inDoubt(state, order, now);',
        '      return tell(state, order, order.apply({ kind: "CANCELED", reason: "" }, now), now);',
      ],
    ],
    foundBy: "S11",
  },
  {
    fault: "a next life counts the trades of the last one again",
    edits: [[CORE, "    state.table.restoreTrades(left.told, cumLots);\n", ""]],
    foundBy: "S43",
  },
  {
    fault: "orders of our making that nobody knows are left alone",
    edits: [
      [
        ADOPTING,
        "  wantGone(state, order, ORPHAN);\n  state.table.add",
        "  order.cancelReason = ORPHAN;\n  state.table.add",
      ],
    ],
    foundBy: "S41 lost",
  },
  {
    fault: "a fill of others that was missed halts nothing",
    edits: [
      [
        `${GATEWAY}reconciling.ts`,
        "    if (isStranger && trade.timeUs >= bornMsOf(state, now) * 1_000)\n",
        "    if (isStranger && trade.timeUs < 0)\n",
      ],
    ],
    foundBy: "S59 blind",
  },
  {
    fault: "a stale report takes filled lots back",
    edits: [
      [
        "order/order-state.ts",
        "reportedLots: Math.max(order.reportedLots, cumLots),",
        "reportedLots: cumLots,\n    cumLots: Math.min(order.cumLots, cumLots),",
      ],
    ],
    foundBy: "S49",
  },
];
