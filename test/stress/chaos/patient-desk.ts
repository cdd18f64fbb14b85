/** The demo desk for chaos, and for how long it is to be borne. */
import { parseDuration } from "../../../src/desk/cli/duration.ts";
import { FaultFolder } from "../../desk/faults/kit/fault-folder.ts";

/** 10 s; `OUTCRY_CHAOS=60s` or `10m` as asked. Milliseconds. */
export const CHAOS_MS = parseDuration(process.env.OUTCRY_CHAOS ?? "10s") ?? Number.NaN;

/** No supervisor gives up, and each restart comes soon: the kills are the test's, not a fault. */
export function patientFolder(): FaultFolder {
  const folder = new FaultFolder();
  folder.edit(
    "desk",
    ["restartsMax = 5", "restartsMax = 1000"],
    ["restartsMax = 3", "restartsMax = 1000"],
    ["backoffMs = [100, 10_000]", "backoffMs = [1, 100]"],
    ['onExceeded = "escalate"', 'onExceeded = "escalate"\nbackoffMs = [1, 100]'],
  );
  folder.edit("strategy-reversion", ["bandSigma = 2.0", "bandSigma = 0.5"]);
  return folder;
}
