/** The body of `GET /api/v3/depth`: the book at one update id, as deep as it was asked for. */
import type { Instrument } from "../../market/instrument.ts";
import { type Bad, bad, isExactCount, isRecord, parseJson, shown } from "./json.ts";
import { type DepthLevels, readDepthLevels } from "./level-text.ts";

/** The book at `lastUpdateId`. */
export type DepthSnapshot = DepthLevels & {
  readonly kind: "SNAPSHOT";
  readonly lastUpdateId: number;
};

/** Reads a body. An error of the venue, `{"code":-1121,"msg":"Invalid symbol."}`, is bad too. */
export function parseSnapshot(body: string, instrument: Instrument): DepthSnapshot | Bad {
  const data = parseJson(body);
  if (!isRecord(data)) return bad("a depth snapshot is a JSON object");
  const { lastUpdateId } = data;
  if (!isExactCount(lastUpdateId)) return bad(`a snapshot has its update id: found ${shown(data)}`);
  const levels = readDepthLevels(instrument, data.bids, data.asks);
  if (typeof levels === "string") return bad(levels);
  return { kind: "SNAPSHOT", lastUpdateId, ...levels };
}
