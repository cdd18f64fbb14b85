/** The ids of a journal that are nearest to one that it does not have. */
import { readRecords } from "../journal-view/journal-reader.ts";
import type { JournalView } from "../journal-view/journal-view.ts";
import { isOfOrders } from "./order-trail.ts";

/** Most characters that may differ in an id that is taken for a slip. */
const SLIPS_MAX = 2;
const NEAR_MAX = 5;

/**
 * Returns at most five ids: those that differ in one or two characters first, then the ones made right
 * before and after it, as ids sort as they were made.
 */
export function nearIds(view: JournalView, orderId: string): readonly string[] {
  const slips = new Map<string, number>();
  let before = "";
  let after = "";
  for (const seen of readRecords(view)) {
    if (!isOfOrders(seen)) continue;
    const id = seen.decode().body?.orderId;
    if (typeof id !== "string") continue;
    const slip = slipsBetween(id, orderId);
    if (slip <= SLIPS_MAX) keepBest(slips, id, slip);
    if (id < orderId && id > before) before = id;
    if (id > orderId && (after === "" || id < after)) after = id;
  }
  const sorted = [...slips].sort(([, left], [, right]) => left - right).map(([id]) => id);
  return [...new Set([...sorted, before, after])].filter((id) => id !== "").slice(0, NEAR_MAX);
}

function keepBest(slips: Map<string, number>, id: string, slip: number): undefined {
  slips.set(id, slip);
  if (slips.size <= NEAR_MAX) return;
  const [worst = ["", 0]] = [...slips].sort(([, left], [, right]) => right - left);
  slips.delete(worst[0]);
}

/** Characters that differ; Infinity for another length. */
function slipsBetween(left: string, right: string): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let count = 0;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) count += 1;
  return count;
}
