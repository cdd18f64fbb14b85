/** The records that the log writes by itself, beside those of the desk. */

/** Kinds that only the log writes. */
export const OWN_KIND = {
  /** A run begins: `keys` that sign, `tornBytes` that a crash had left. */
  STARTED: "RUN_STARTED",
  /** It ended in order: `reason`. */
  ENDED: "RUN_ENDED",
  /** Every 60 s: somebody is there. */
  HEARTBEAT: "HEARTBEAT",
  /** Always the first leaf behind a checkpoint: its `note`, and the `chain` at that size. */
  CHECKPOINT: "CHECKPOINT",
  /** From the next checkpoint on that `key` signs. */
  KEY_ADDED: "KEY_ADDED",
  /** That `key` signs no more. */
  KEY_RETIRED: "KEY_RETIRED",
} as const;

export type OwnKind = (typeof OWN_KIND)[keyof typeof OWN_KIND];

/** Who says them. */
export const OWN_ACTOR = "audit";

/** True for a kind that nobody else may write. */
export function isOwnKind(kind: string): boolean {
  return Object.values<string>(OWN_KIND).includes(kind);
}
