/** The gateway's core as it is, but for a planted fault. */
import { join, resolve } from "node:path";
import type { GatewayCore } from "../../../../../../src/trading/venue/binance/gateway/gateway-core.ts";
import { loadMutated } from "../../../../../kit/load-mutated.ts";
import type { Mutant } from "./mutants.ts";

const TRADING = resolve(import.meta.dir, "../../../../../../src/trading");

/** @throws When the text of an edit is not there exactly once. */
export async function loadGateway({ edits }: Mutant): Promise<typeof GatewayCore> {
  const entry = join(TRADING, "venue/binance/gateway/gateway-core.ts");
  const mutated = { entry, folder: TRADING, edits };
  return (await loadMutated<{ GatewayCore: typeof GatewayCore }>(mutated)).GatewayCore;
}
