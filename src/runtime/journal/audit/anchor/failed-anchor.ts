/**
 * The place of an anchor that could not be opened. It takes no checkpoint and says why for each, so that
 * the log goes on and whoever counts failures sees it. It stays so for this life of its desk: what it
 * holds was not compared with the log, so nothing may be added to it.
 */
import type { AuditAnchor } from "./audit-anchor.ts";

/** @param why For people. */
export function failedAnchor(name: string, why: string): AuditAnchor {
  return {
    name,
    publish: (_note, onFailed) => onFailed(why) as undefined,
    latest: () => null,
    taken: () => null,
  };
}
