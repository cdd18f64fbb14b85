/** How a client of the WebSocket API wants to be answered, by the address that it connects to. */
import type { TimeUnit } from "../answer/numbers.ts";
import { timeUnitOf } from "../streams/stream-path.ts";

export type ApiPath = {
  readonly unit: TimeUnit;
  /** Whether answers tell limits when the request does not say. */
  readonly tellsLimits: boolean;
};

/**
 * Reads path and query of an upgrade; null when it is not that of the WebSocket API.
 *
 * @param query Without its question mark.
 *
 * @example
 * ```ts
 * apiPath("/ws-api/v3", "returnRateLimits=false"); // => { unit: "MILLISECOND", tellsLimits: false }
 * apiPath("/ws-api/v2", ""); // => null
 * ```
 */
export function apiPath(path: string, query: string): ApiPath | null {
  if (path !== "/ws-api/v3" && path !== "/ws-api/v3/") return null;
  const params = new URLSearchParams(query);
  return {
    unit: timeUnitOf(params.get("timeUnit")),
    tellsLimits: params.get("returnRateLimits") !== "false",
  };
}
