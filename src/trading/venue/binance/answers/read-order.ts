/**
 * Reads orders, fills and trades as the venue writes them in its answers. One reader for all answers:
 * the answers to a cancel, an amendment and a query differ in names of fields only.
 */
import type { Instrument } from "../../../market/instrument.ts";
import type { InstrumentsBySymbol } from "../frame.ts";
import { Fields } from "./fields.ts";
import type {
  BadItem,
  ItemList,
  VenueFee,
  VenueFill,
  VenueOrder,
  VenueStatus,
  VenueTrade,
} from "./venue-order.ts";

/** What the venue's words for the state of an order mean. Whatever is not over is live. */
export const STATUS_WORDS: Readonly<Record<string, VenueStatus>> = {
  NEW: "NEW",
  PENDING_NEW: "NEW",
  PARTIALLY_FILLED: "PARTIAL",
  FILLED: "FILLED",
  CANCELED: "CANCELED",
  EXPIRED: "EXPIRED",
  EXPIRED_IN_MATCH: "EXPIRED",
  REJECTED: "REJECTED",
};

/** Words for the type of an order. They change nothing here; one that is not known is noted. */
const TYPE_WORDS: Readonly<Record<string, true>> = {
  LIMIT: true,
  LIMIT_MAKER: true,
  MARKET: true,
  STOP_LOSS: true,
  STOP_LOSS_LIMIT: true,
  TAKE_PROFIT: true,
  TAKE_PROFIT_LIMIT: true,
};

const ORDER_FIELDS: ReadonlySet<string> = new Set([
  ...["symbol", "orderId", "orderListId", "clientOrderId", "origClientOrderId", "price", "origQty"],
  ...["qty", "executedQty", "cummulativeQuoteQty", "cumulativeQuoteQty", "status", "timeInForce"],
  ...["type", "side", "stopPrice", "icebergQty", "time", "updateTime", "transactTime", "isWorking"],
  ...["workingTime", "origQuoteOrderQty", "quoteOrderQty", "selfTradePreventionMode", "fills"],
  ...["preventedMatchId", "preventedQuantity", "preventedQty", "strategyId", "strategyType"],
  ...["trailingDelta", "trailingTime", "workingFloor", "usedSor", "allocId", "pegPriceType"],
  ...["pegOffsetType", "pegOffsetValue", "peggedPrice", "expiryReason"],
]);
const TRADE_FIELDS: ReadonlySet<string> = new Set([
  ...["symbol", "id", "orderId", "orderListId", "price", "qty", "quoteQty", "commission"],
  ...["commissionAsset", "time", "isBuyer", "isMaker", "isBestMatch"],
]);

/** Reads the items of a list: what is wrong with one of them loses no other. */
export function readList<Item>(
  list: readonly unknown[],
  read: (value: unknown) => ReadItem<Item>,
): ItemList<Item> {
  const all = list.map(read);
  return {
    items: all.flatMap(({ item }) => (item === null ? [] : [item])),
    bad: all.flatMap(({ bad }) => (bad === null ? [] : [bad])),
    drift: all.flatMap(({ drift }) => drift),
  };
}

/** One item: it could be read, or `bad` says why not. */
export type ReadItem<Item> = Pick<ItemList<Item>, "drift"> & {
  readonly item: Item | null;
  readonly bad: BadItem | null;
};

/** Reads an order of any answer. */
export function readOrder(value: unknown, instruments: InstrumentsBySymbol): ReadItem<VenueOrder> {
  const fields = new Fields("order", value);
  fields.noteUnknown(ORDER_FIELDS);
  const instrument = readInstrument(fields, instruments);
  // An answer to a cancel has the cancel's own id as the client order id.
  const id = fields.textOrNone("origClientOrderId") || fields.textOrNone("clientOrderId");
  const venueOrderId = fields.id("orderId");
  if (instrument === null) return badItem(fields, { id, venueOrderId });
  const status = fields.word("status", STATUS_WORDS, "UNKNOWN");
  const type = fields.word("type", TYPE_WORDS, true);
  const order: VenueOrder = {
    instrument,
    id,
    venueOrderId,
    side: fields.side("side"),
    status: status.meaning,
    statusText: status.text,
    typeText: type.text,
    priceTicks: fields.ticks("price", instrument),
    orderLots: fields.lots(nameOf(fields, "origQty", "qty"), instrument),
    cumLots: fields.lots("executedQty", instrument),
    preventedLots: fields.lotsOrNone(
      nameOf(fields, "preventedQuantity", "preventedQty"),
      instrument,
    ),
    updatedUs: readUpdated(fields),
    fills: readFills(fields, instrument),
    drift: fields.drift,
  };
  if (id === "") fields.fail("clientOrderId", "order.clientOrderId is text: found nothing");
  if (fields.failure !== null) return badItem(fields, order);
  return { item: order, bad: null, drift: fields.drift };
}

/** Reads a trade of the account's history. */
export function readTrade(value: unknown, instruments: InstrumentsBySymbol): ReadItem<VenueTrade> {
  const fields = new Fields("trade", value);
  fields.noteUnknown(TRADE_FIELDS);
  const instrument = readInstrument(fields, instruments);
  const venueOrderId = fields.id("orderId");
  if (instrument === null) return badItem(fields, { id: "", venueOrderId });
  const trade: VenueTrade = {
    ...readFill(fields, instrument, "id"),
    instrument,
    venueOrderId,
    side: fields.flag("isBuyer") ? "BUY" : "SELL",
    isMaker: fields.flag("isMaker"),
    timeUs: fields.timeUs("time"),
  };
  if (fields.failure !== null) return badItem(fields, { id: "", venueOrderId });
  return { item: trade, bad: null, drift: fields.drift };
}

/** Returns a fee; `assetText` is empty where there was none. */
export function feeOf(instrument: Instrument, assetText: string, text: string): VenueFee {
  if (assetText === "" || /^-?0*(?:\.0*)?$/.test(text)) return NO_FEE;
  const { base, quote } = instrument;
  const name = assetText.toUpperCase();
  const isBase = name === base.toUpperCase();
  const asset = name === quote.toUpperCase() ? "QUOTE" : isBase ? "BASE" : "OTHER";
  return { asset, assetText, text };
}

const NO_FEE: VenueFee = { asset: "", assetText: "", text: "" };

function readInstrument(fields: Fields, instruments: InstrumentsBySymbol): Instrument | null {
  const symbol = fields.text("symbol");
  const instrument = instruments.get(symbol) ?? null;
  if (instrument === null && symbol !== "") {
    fields.fail("symbol", `the desk does not trade ${symbol.slice(0, 40)}`);
  }
  return instrument;
}

function readFills(fields: Fields, instrument: Instrument): readonly VenueFill[] {
  const list = fields.raw("fills");
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    fields.fail("fills", "order.fills is a list");
    return [];
  }
  return (list as readonly unknown[]).map((value) => {
    const fill = new Fields("fill", value);
    const read = readFill(fill, instrument, "tradeId");
    if (fill.failure !== null) fields.fail("fills", fill.failure.reason);
    return read;
  });
}

function readFill(fields: Fields, instrument: Instrument, idName: string): VenueFill {
  const priceTicks = fields.ticks("price", instrument);
  const lots = fields.lots("qty", instrument);
  if (lots === 0 || priceTicks === 0) fields.fail("qty", "a fill has a price and a quantity");
  fields.atoms("commission");
  const fee = feeOf(
    instrument,
    fields.textOrNone("commissionAsset"),
    fields.textOrNone("commission"),
  );
  return { tradeId: fields.id(idName), priceTicks, lots, fee };
}

function readUpdated(fields: Fields): number {
  for (const name of ["updateTime", "transactTime"]) {
    if (fields.raw(name) !== undefined) return fields.timeUs(name);
  }
  return Number.NaN;
}

function nameOf(fields: Fields, name: string, otherName: string): string {
  return fields.raw(name) === undefined && fields.raw(otherName) !== undefined ? otherName : name;
}

function badItem(
  fields: Fields,
  { id, venueOrderId }: { readonly id: string; readonly venueOrderId: string },
): { readonly item: null; readonly bad: BadItem; readonly drift: Fields["drift"] } {
  const { field, reason } = fields.failure ?? { field: "", reason: "" };
  const symbol = fields.raw("symbol");
  const symbolText = typeof symbol === "string" ? symbol : "";
  return { item: null, bad: { field, reason, id, venueOrderId, symbolText }, drift: fields.drift };
}
