/** All planted faults. */
import { EXCHANGE_MUTANTS } from "./exchange.ts";
import { GATE_MUTANTS } from "./gate.ts";
import { GATEWAY_MUTANTS } from "./gateway.ts";
import { MARKET_MUTANTS } from "./market.ts";
import type { Mutant } from "./mutant.ts";
import { RECORD_MUTANTS } from "./record.ts";
import { RECOVERY_MUTANTS } from "./recovery.ts";
import { SUPERVISION_MUTANTS } from "./supervision.ts";
import { TRANSPORT_MUTANTS } from "./transport.ts";

export const MUTANTS: readonly Mutant[] = [
  ...SUPERVISION_MUTANTS,
  ...TRANSPORT_MUTANTS,
  ...GATE_MUTANTS,
  ...GATEWAY_MUTANTS,
  ...MARKET_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...RECORD_MUTANTS,
  ...EXCHANGE_MUTANTS,
];
