/**
 * What a run came to: the desk's word on each order and trade, the venue's own books, and that they agree.
 * The same, however the messages came.
 */
import { atomsTextOf } from "../../../../../../../src/core/decimal-atoms.ts";
import { isMadeBy } from "../../../../../../../src/trading/order/order-id.ts";
import { DESK, INSTRUMENTS, OWN } from "../../kit/spot-venue.ts";
import type { Scene } from "./scene.ts";

/** How an order stands: "FILLED 10000", "OPEN 2000/8000", "CANCELED 300", "UNSENT". */
export type Standing = string;

export type Outcome = {
  readonly orders: Readonly<Record<string, Standing>>;
  /** By instrument. Lots. */
  readonly position: readonly number[];
  /** By instrument and trade id. */
  readonly fills: readonly string[];
  /** All that the account has at the venue. */
  readonly money: readonly string[];
  /** Open at the venue, by name; others by their id there. */
  readonly open: readonly string[];
  /** Orders of the venue for each intent. */
  readonly venueOrders: Readonly<Record<string, number>>;
};

export function outcomeOf(scene: Scene): Outcome {
  const { strategy, wire, record } = scene;
  const { names } = strategy;
  const nameOf = (id: string): string =>
    names.find((name) => strategy.idsOf(name).includes(id)) ?? id;
  const all = wire.ownOrders();
  const open = wire.venue.exchange
    .openOrders(OWN, null)
    .map((one) => `${nameOf(one.clientOrderId)} ${one.executedLots}/${one.lots}`);
  return {
    orders: Object.fromEntries(names.map((name) => [name, standingOf(scene, name)])),
    position: record.position(),
    fills: record
      .fills()
      .map(
        ({ orderId, instrument, tradeId, deltaLots, priceTicks, liquidity, feeAsset, feeText }) =>
          `${instrument}/${tradeId} ${nameOf(orderId)} ${deltaLots}@${priceTicks} ${liquidity} ${feeText} ${feeAsset}`,
      )
      .toSorted(),
    money: wire.venue.exchange
      .balances(OWN)
      .map(({ asset, free, locked }) => `${asset} ${free} ${locked}`)
      .toSorted(),
    open: open.toSorted(),
    venueOrders: Object.fromEntries(
      names.map((name) => {
        const ids = strategy.idsOf(name);
        return [name, all.filter(({ clientOrderId }) => ids.includes(clientOrderId)).length];
      }),
    ),
  };
}

/** Whatever happened: what is not so of a run. */
export function untruthsOf(scene: Scene): readonly string[] {
  const { wire, record, strategy } = scene;
  const wrong: string[] = [];
  const { venueOrders } = outcomeOf(scene);
  for (const [name, orders] of Object.entries(venueOrders)) {
    if (orders > 1) wrong.push(`${name} became ${orders} orders`);
  }
  if (scene.core.fundsText !== "") wrong.push(`the account differs: ${scene.core.fundsText}`);
  const told = record.fills().map(tradeText).toSorted();
  const traded = INSTRUMENTS.flatMap((instrument, at) =>
    (wire.ownTrades()[at] ?? [])
      .filter(({ order }) => isMadeBy(order.clientOrderId, DESK))
      .map(({ order, tradeId, lots: deltaLots, priceTicks, fee }) => {
        const feeText = fee === 0n ? "" : atomsTextOf(fee);
        const orderId = order.clientOrderId;
        return tradeText({
          ...{ instrument: instrument.number, tradeId: `${tradeId}`, orderId },
          ...{ deltaLots, priceTicks, feeText },
        });
      }),
  ).toSorted();
  if (`${told}` !== `${traded}`) wrong.push(`the desk has ${told}, the venue ${traded}`);
  const shown = new Map(
    record
      .image()
      .orders.filter(({ state }) => state !== "FREE")
      .map(({ orderId, orderLots, cumLots }) => [orderId, orderLots - cumLots]),
  );
  const open = new Map(
    wire.venue.exchange
      .openOrders(OWN, null)
      .filter(({ clientOrderId }) => isMadeBy(clientOrderId, DESK))
      .map(({ clientOrderId, lots, executedLots, preventedLots }) => [
        clientOrderId,
        lots - executedLots - preventedLots,
      ]),
  );
  // What was made smaller is not told: until something is, the boards show too much, never too little.
  if (!areShown(shown, open)) wrong.push(`the boards show ${[...shown]}, the venue ${[...open]}`);
  for (const name of strategy.names) {
    const ends = record.of(strategy.idOf(name)).filter(({ kind, leavesLots }) => {
      return leavesLots === 0 && kind !== "FILL";
    });
    // The next life adopts an order again that ended, where more of it was filled.
    if (ends.length > 1 && scene.crashes === 0)
      wrong.push(`the end of ${name} was said ${ends.length} times`);
  }
  return wrong;
}

function areShown(shown: ReadonlyMap<string, number>, open: ReadonlyMap<string, number>): boolean {
  if (shown.size !== open.size) return false;
  return [...open].every(([id, lots]) => (shown.get(id) ?? 0) >= lots);
}

function standingOf(scene: Scene, name: string): Standing {
  const { strategy, record } = scene;
  const events = record.of(strategy.idOf(name));
  const last = events.at(-1);
  if (last === undefined) return "UNSENT";
  const cum = Math.max(...events.map(({ cumLots }) => cumLots));
  const said = events.filter(({ kind }) => kind !== "CANCEL_REJECTED").at(-1) ?? last;
  if (said.leavesLots > 0) return `OPEN ${cum}/${said.leavesLots}`;
  const end = events.findLast(({ kind, leavesLots }) => leavesLots === 0 && kind !== "FILL");
  const isFilled = end === undefined || (said.kind === "FILL" && cum >= said.orderLots);
  return isFilled ? `FILLED ${cum}` : `${end.kind} ${cum}`;
}

function tradeText(trade: {
  readonly instrument: number;
  readonly tradeId: string;
  readonly orderId: string;
  readonly deltaLots: number;
  readonly priceTicks: number;
  readonly feeText: string;
}): string {
  const { instrument, tradeId, orderId, deltaLots, priceTicks, feeText } = trade;
  return `${instrument}/${tradeId} ${orderId} ${deltaLots}@${priceTicks} ${feeText}`;
}
