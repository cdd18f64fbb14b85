/** What an actor's file says of how long it may take, and of how large it may grow. */

import type { ChildSpec } from "../../../runtime/supervisor/child-spec.ts";
import { CHILD_DEFAULTS } from "../../../runtime/supervisor/child-spec.ts";
import { DURATION_MS_MAX } from "../duration-bounds.ts";
import { shown, type TableReader } from "../toml/table-reader.ts";

/** The part of a child specification that the actor's own file may change. */
export type ChildBounds = Pick<
  ChildSpec,
  | "heartbeatMs"
  | "heartbeatWarnMs"
  | "heartbeatLateMs"
  | "heapSoftMb"
  | "heapHardMb"
  | "startDeadlineMs"
  | "stopDeadlineMs"
>;

/** Least and greatest limit of a heap. A worker that has just begun has a few megabytes. */
const HEAP_MB_MIN = 16;
const HEAP_MB_MAX = 1_000_000;

/** Reads them and reports mistakes, a heartbeat's and a heap's second limit below its first too. */
export function readChildBounds(table: TableReader): ChildBounds {
  const heartbeatLateMs = readMs(table, "heartbeatLateMs");
  // By default half of what kills it, so that a file need not say both.
  const warnMs = Math.max(1, Math.floor(heartbeatLateMs / 2));
  const heartbeatWarnMs = readMs(table, "heartbeatWarnMs", warnMs);
  if (!(heartbeatWarnMs <= heartbeatLateMs)) {
    const message = `must be <= heartbeatLateMs, which is ${heartbeatLateMs}: found ${heartbeatWarnMs}`;
    table.mistake("heartbeatWarnMs", message, [`default: heartbeatWarnMs = ${warnMs} (ms)`]);
  }
  return {
    heartbeatMs: readMs(table, "heartbeatMs"),
    heartbeatWarnMs,
    heartbeatLateMs,
    ...readHeap(table),
    startDeadlineMs: readMs(table, "startDeadlineMs"),
    stopDeadlineMs: readMs(table, "stopDeadlineMs"),
  };
}

function readHeap(table: TableReader): Pick<ChildBounds, "heapSoftMb" | "heapHardMb"> {
  const heapSoftMb = readMb(table, "heapSoftMb");
  const heapHardMb = readMb(table, "heapHardMb");
  if (heapSoftMb !== null && heapHardMb !== null && !(heapSoftMb <= heapHardMb)) {
    const message = `must be >= heapSoftMb, which is ${heapSoftMb}: found ${heapHardMb}`;
    table.mistake("heapHardMb", message, ["heapHardMb = 0 is no limit"]);
  }
  return { heapSoftMb, heapHardMb };
}

/** A limit, or null for 0. */
function readMb(table: TableReader, key: "heapSoftMb" | "heapHardMb"): number | null {
  const fallback = CHILD_DEFAULTS[key] ?? 0;
  const value = table.take(key) ?? fallback;
  const mb = Number.isSafeInteger(value) ? Number(value) : -1;
  if (mb === 0) return null;
  if (mb >= HEAP_MB_MIN && mb <= HEAP_MB_MAX) return mb;
  table.mistake(
    key,
    `must be a whole number from ${HEAP_MB_MIN} to ${HEAP_MB_MAX}, or 0 for no limit: found ${shown(value)}`,
    [`default: ${key} = ${fallback} (MB)`],
  );
  return fallback;
}

type Duration = Extract<keyof ChildBounds, `${string}Ms`>;

function readMs(table: TableReader, key: Duration, fallback = CHILD_DEFAULTS[key]): number {
  return table.whole(key, { min: 1, max: DURATION_MS_MAX, unit: "ms", fallback });
}
