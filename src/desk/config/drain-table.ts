/** `[drain]` of `desk.toml`: what becomes of open orders, and of whoever asks, when a desk stops. */
import type { TableReader } from "./toml/table-reader.ts";

/** Of an open order when the desk stops: cancelled, or left at the venue. */
export type OpenOrderPolicy = "cancel" | "leave";

export const OPEN_ORDER_POLICIES = ["cancel", "leave"] as const;

export type DrainTable = {
  /** Of instruments whose own table says nothing. */
  readonly openOrders: OpenOrderPolicy;
  /** How long a balancer takes to see that the desk is not ready. Milliseconds. */
  readonly unhealthyAfterMs: number;
};

export const DRAIN_DEFAULTS: DrainTable = { openOrders: "cancel", unhealthyAfterMs: 5_000 };

/** A drain ends within 30 s, and the console must answer until then. Milliseconds. */
const UNHEALTHY_AFTER_MS_MAX = 25_000;

export function readDrain(table: TableReader | null): DrainTable {
  if (table === null) return DRAIN_DEFAULTS;
  const openOrders = table.oneOf("openOrders", OPEN_ORDER_POLICIES, DRAIN_DEFAULTS.openOrders);
  const bounds = { min: 0, max: UNHEALTHY_AFTER_MS_MAX, unit: "ms" };
  const fallback = DRAIN_DEFAULTS.unhealthyAfterMs;
  const unhealthyAfterMs = table.whole("unhealthyAfterMs", { ...bounds, fallback });
  table.close();
  return { openOrders, unhealthyAfterMs };
}
