/** Faults as the control API reads and writes them: in milliseconds. */
import {
  type ArmedFault,
  CHANCE_FAULTS,
  CLOSINGS,
  FAULT_KINDS,
  type FaultDefinition,
  faultOf,
  type Listing,
  SERVER_ERROR_CODES,
} from "../fault.ts";
import type { FaultRates } from "../seeded-faults.ts";
import type { BodyReader } from "./body-reader.ts";

const US_PER_MS = 1_000;
/** A day: longer than any test waits. */
const MS_MAX = 86_400_000;

/** Reads a fault; whether it is right, the reader knows. */
export function readFault(body: BodyReader): FaultDefinition {
  const kind = body.oneOf("kind", FAULT_KINDS, null) ?? "ACK_LOST";
  const usual = faultOf(kind);
  const ms = (name: string, from: number, us: number) =>
    body.count(name, { from, to: MS_MAX, by: us / US_PER_MS }) * US_PER_MS;
  return {
    kind,
    count: body.count("count", { from: 1, by: usual.count }),
    account: body.count("account", { from: 0, by: usual.account }),
    symbol: body.text("symbol", usual.symbol),
    method: body.text("method", usual.method),
    delayUs: ms("delayMs", 0, usual.delayUs),
    durationUs: ms("durationMs", 0, usual.durationUs),
    code: body.oneOf("code", SERVER_ERROR_CODES, usual.code) ?? usual.code,
    isDone: body.flag("isDone", usual.isDone),
    lots: body.counts("lots"),
    closing: body.oneOf("closing", CLOSINGS, usual.closing) ?? usual.closing,
    skewUs: ms("skewMs", -MS_MAX, usual.skewUs),
    tick: body.text("tick", usual.tick),
    listing: readListing(body),
  };
}

/** Reads `rates`: of 1,000, by kind. */
export function readRates(body: BodyReader): FaultRates {
  const part = body.object("rates");
  const rates: Partial<Record<(typeof CHANCE_FAULTS)[number], number>> = {};
  for (const kind of CHANCE_FAULTS) {
    const rate = part?.count(kind, { from: 0, to: 1_000, by: 0 }) ?? 0;
    if (rate > 0) rates[kind] = rate;
  }
  body.join(part);
  return rates;
}

/** What the API tells of a fault. */
export function faultView(fault: ArmedFault) {
  return {
    id: fault.id,
    kind: fault.kind,
    left: fault.left,
    account: Number.isNaN(fault.account) ? null : fault.account,
    symbol: fault.symbol,
    method: fault.method,
    delayMs: fault.delayUs / US_PER_MS,
    durationMs: fault.durationUs / US_PER_MS,
    code: fault.code,
    isDone: fault.isDone,
    lots: fault.lots,
    closing: fault.closing,
    skewMs: fault.skewUs / US_PER_MS,
    tick: fault.tick,
    listing: fault.listing,
    armedAt: fault.armedAt,
  };
}

function readListing(body: BodyReader): Listing | null {
  const part = body.object("listing");
  if (part === null) return null;
  const listing = {
    symbol: part.text("symbol", ""),
    base: part.text("base", ""),
    quote: part.text("quote", ""),
    tick: part.text("tick", ""),
    lot: part.text("lot", ""),
  };
  body.join(part);
  return listing;
}
