/** The demo desk for chaos, and for how long it is to be borne. */
import { parseDuration } from "../../../src/desk/cli/duration.ts";
import { FaultFolder } from "../../desk/faults/kit/fault-folder.ts";

/** 10 s; `OUTCRY_CHAOS=60s` or `10m` as asked. Milliseconds. */
export const CHAOS_MS = parseDuration(process.env.OUTCRY_CHAOS ?? "10s") ?? Number.NaN;

/** A run whose growth of memory can be judged. Milliseconds. */
export const JUDGED_MS = 300_000;

/** Of what is looked at beside: a longer run shows nothing more, but one of minutes. Milliseconds. */
export const SIDE_RUN_MS = CHAOS_MS >= JUDGED_MS ? CHAOS_MS : Math.min(CHAOS_MS, 10_000);

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
