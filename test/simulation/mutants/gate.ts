/** Faults of the risk actor and its gate. */
import type { Mutant } from "./mutant.ts";

const RISK = "actors/risk.ts";
const EXPOSURE = "src/trading/risk/exposure.ts";

export const GATE_MUTANTS: readonly Mutant[] = [
  {
    fault: "a refusal at the last look releases no exposure",
    edits: [
      {
        file: EXPOSURE,
        from: 'return kind === "CANCELED" || kind === "REJECTED" || kind === "EXPIRED";',
        to: 'return kind === "CANCELED";',
      },
    ],
    judge: "conservation",
  },
  {
    fault: "orders that work are not counted against the limit",
    edits: [
      {
        file: "src/trading/risk/position.ts",
        from: "exactAdd(exactAdd(positionLots, workingBuyLots), lots)",
        to: "exactAdd(exactAdd(positionLots, 0 * workingBuyLots), lots)",
      },
      {
        file: "src/trading/risk/position.ts",
        from: "exactSubtract(exactSubtract(positionLots, workingSellLots), lots)",
        to: "exactSubtract(exactSubtract(positionLots, 0 * workingSellLots), lots)",
      },
    ],
    judge: null,
  },
  {
    fault: "a restarted risk counts a fill twice",
    edits: [
      {
        file: RISK,
        from: "const isInOrder = ctx.sequence <= (state.known.get(orderId) ?? 0);",
        to: "const isInOrder = false;",
      },
      {
        file: RISK,
        from: 'kind === "FILL" && ctx.sequence <=',
        to: "false && ctx.sequence <=",
      },
    ],
    judge: "conservation",
  },
  {
    fault: "a restarted risk forgets what was filled",
    edits: [{ file: RISK, from: "    restoreFills(state, name, ctx);\n", to: "" }],
    judge: "conservation",
  },
  {
    fault: "a restarted risk forgets what is open",
    edits: [{ file: RISK, from: "    restoreOrders(state, name, ctx);\n", to: "" }],
    judge: null,
  },
  {
    fault: "an id need not be new",
    edits: [
      {
        file: "src/trading/risk/order-form.ts",
        from: 'intent.orderId > view.lastOrderId ? null : bareRefusal("DUPLICATE_ID");',
        to: "intent.orderId > view.lastOrderId ? null : null;",
      },
    ],
    judge: null,
  },
  {
    fault: "an order is approved on an old book",
    edits: [
      {
        file: "src/trading/risk/book-age.ts",
        from: "  if (ageNs <= limits.bookAgeNs) return null;",
        to: "  if (ageNs >= 0) return null;",
      },
    ],
    judge: "gate",
  },
  {
    fault: "an order is approved on a book that is not in step",
    edits: [
      {
        file: "src/trading/risk/book-age.ts",
        from: '  if (!isSynced) return "not synchronised";\n',
        to: "",
      },
    ],
    judge: "gate",
  },
  {
    fault: "no rate of orders is too high",
    edits: [
      {
        file: "src/trading/risk/order-rate.ts",
        from: "if (Number.isFinite(now) && recent < count) return null;",
        to: "if (Number.isFinite(now)) return null;",
      },
    ],
    judge: null,
  },
];
