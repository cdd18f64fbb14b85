/** M14 of the planted faults: a list that has more pages is taken for whole at its first one. */
import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { type LocalOrders, ReconcilePass } from "../../../src/trading/order/reconciliation.ts";
import { loadMutated } from "../../kit/load-mutated.ts";

const FOLDER = resolve(import.meta.dir, "../../../src/trading/order");
const PAGE = 100;
const OPEN = Array.from({ length: 250 }, (_, at) => {
  return { id: `o${at}`, venueOrderId: `${at}`, instrument: 0 };
});
/** All that the venue has open is what we have open. */
const LOCAL: LocalOrders = {
  live: () => OPEN,
  standingOf: () => "LIVE",
  touchedNs: () => Number.NEGATIVE_INFINITY,
  isOwn: () => true,
  knowsVenueOrder: () => true,
  knowsTrade: () => true,
};

/** Orders that a pass takes for missing, of which the venue has all. */
function missedBy(Pass: typeof ReconcilePass): number {
  const pass = new Pass([0], 1e9);
  for (let step = pass.next(); step !== null; step = pass.next()) {
    if (step.kind !== "OPEN_ORDERS") {
      pass.tookTrades({ items: [], next: null }, LOCAL);
      continue;
    }
    const from = Number(step.cursor ?? 0);
    const next = from + PAGE < OPEN.length ? `${from + PAGE}` : null;
    pass.tookOrders({ items: OPEN.slice(from, from + PAGE), next });
  }
  return pass.findings(LOCAL).missing.length;
}

test("no order of a later page is taken for missing", () => {
  expect(missedBy(ReconcilePass)).toBe(0);
});

test("a pass that ends at the first page is found out", async () => {
  const loaded = await loadMutated<{ ReconcilePass: typeof ReconcilePass }>({
    entry: resolve(FOLDER, "reconciliation.ts"),
    folder: FOLDER,
    edits: [
      [
        "reconciliation.ts",
        "    this.#open.push(...items);\n    if (next !== null)",
        '    this.#open.push(...items);\n    if (next === "")',
      ],
    ],
  });
  expect(missedBy(loaded.ReconcilePass)).toBe(150);
});
