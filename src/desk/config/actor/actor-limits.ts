/** `[limits]` of a strategy's file. A limit that is missing stays missing: the gate denies. */
import type { FileLimits } from "../../message/desk-facts.ts";
import type { TableReader } from "../toml/table-reader.ts";
import { shown } from "../toml/table-reader.ts";
import type { ActorFile } from "./actor-file.ts";
import { stepsFromText } from "./exact-text.ts";

type Limited = Pick<ActorFile, "limits" | "instruments">;

const NONE: FileLimits = { positionLots: {}, orderLots: {}, orderRatePerS: null };

/** Returns the limits, in lots of each of the file's instruments. */
export function readLimits(actor: Limited): FileLimits {
  const table = actor.limits;
  if (table === null) return NONE;
  const limits: FileLimits = {
    positionLots: readLots(table, "position", actor),
    orderLots: readLots(table, "orderSize", actor),
    orderRatePerS: readRate(table),
  };
  table.close();
  return limits;
}

/**
 * Returns the keys of `[limits]` that a strategy does not say, and so is denied by. `orderSize` is
 * not among them: risk has a part of the position limit for it.
 */
export function missingLimitsOf({ positionLots, orderRatePerS }: FileLimits): readonly string[] {
  const missing = {
    position: Object.keys(positionLots).length === 0,
    orderRatePerS: orderRatePerS === null,
  };
  return Object.entries(missing).flatMap(([key, isMissing]) => (isMissing ? [key] : []));
}

function readLots(table: TableReader, key: string, actor: Limited): Record<number, number> {
  const raw = table.take(key);
  const lots: Record<number, number> = {};
  if (raw === undefined) return lots;
  for (const instrument of actor.instruments) {
    const steps = stepsFromText(key, raw, { instrument, kind: "QUANTITY" });
    if (!steps.ok) {
      table.mistake(key, steps.failure.message, steps.failure.help);
      break;
    }
    if (!(steps.value >= 0)) table.mistake(key, `must be >= 0: found ${shown(raw)}`);
    lots[instrument.number] = steps.value;
  }
  return lots;
}

function readRate(table: TableReader): number | null {
  const raw = table.take("orderRatePerS");
  if (raw === undefined) return null;
  if (typeof raw === "number" && Number.isFinite(raw) && raw >= 0) return raw;
  table.mistake("orderRatePerS", `must be a number >= 0: found ${shown(raw)}`, [
    "example: orderRatePerS = 5",
  ]);
  return null;
}
