/** Every scenario, and the memory orders in which the ordinary run searches through it. */
import { type MemoryOrder, ORDERS } from "../model/memory-order.ts";
import type { Scenario } from "../search/scenario.ts";
import { BOARD_SCENARIOS } from "./board.ts";
import { DOORBELL_SCENARIOS } from "./doorbell.ts";
import { EVICT_SCENARIOS } from "./topic-evict.ts";
import { GATE_SCENARIOS } from "./topic-gate.ts";
import { RECOVERY_SCENARIOS } from "./topic-recovery.ts";
import { SLOT_SCENARIOS } from "./topic-slots.ts";

export const SCENARIOS: readonly Scenario[] = [
  ...GATE_SCENARIOS,
  ...EVICT_SCENARIOS,
  ...SLOT_SCENARIOS,
  ...RECOVERY_SCENARIOS,
  ...BOARD_SCENARIOS,
  ...DOORBELL_SCENARIOS,
];

export type OrderName = MemoryOrder["name"];

/** The orders of one scenario; with `isLong` also those that take minutes. */
export function ordersOf({ orders }: Scenario, isLong: boolean): readonly MemoryOrder[] {
  const all = Object.values(ORDERS);
  return isLong || orders === undefined ? all : all.filter(({ name }) => orders.includes(name));
}

/** @throws When there is none of that name. */
export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`there is no scenario named ${name}`);
  return found;
}
