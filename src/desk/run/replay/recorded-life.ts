/** One recorded life of an actor as its files have it, before any of its code runs. */
import { readFileSync } from "node:fs";
import type { KeptBeginning } from "../../../runtime/delivery/beginning.ts";
import { type DeliveryStep, deliverySteps } from "../../../runtime/delivery/delivery-step.ts";
import { readSegments } from "../../../runtime/delivery/read-segments.ts";
import type { DeliveryFiles } from "../files/deliveries.ts";

export type RecordedLife = {
  readonly incarnation: number;
  readonly beginning: KeptBeginning;
  /** Whether others heard of it: not of one that stood by and never came. */
  readonly isSeen: boolean;
  /** Sequence of the first message that others could see of it. */
  readonly firstSequence: number;
  /** Whether committed bytes are missing, and whether the recording ended before the life. */
  readonly isCut: boolean;
  readonly isEnded: boolean;
  /** Whether it did because the actor keeps files of its own: it cannot be run again. */
  readonly keepsFiles: boolean;
  /** Reads it again from its beginning. */
  steps(): Iterable<DeliveryStep>;
};

/** Null of a life that was killed before it wrote that it begins. */
export function readLife({ paths }: DeliveryFiles): RecordedLife | null {
  const { bytes, isCut, isEnded, keepsFiles } = readSegments(
    paths.map((path) => readFileSync(path)),
  );
  const steps = () => deliverySteps(bytes, isCut);
  let beginning: KeptBeginning | null = null;
  let isShown = false;
  for (const { taken } of steps()) {
    if (taken.kind === "BEGIN") beginning = taken.beginning;
    if (taken.kind === "SHOWN") isShown = true;
  }
  if (beginning === null) return null;
  const isSeen = isShown || !(beginning.isStandby || beginning.isRehearsal);
  const { firstSequence, incarnation } = beginning;
  return { incarnation, beginning, isSeen, firstSequence, isCut, isEnded, keepsFiles, steps };
}

/** In the order in which they were lived; what was only rehearsed behind the life that ran meanwhile. */
export function byLife(one: RecordedLife, other: RecordedLife): number {
  const isLater = Number(one.beginning.isRehearsal) - Number(other.beginning.isRehearsal);
  return one.incarnation - other.incarnation || isLater;
}

/**
 * The number of the handler that sent the message `sequence`, from 0; null when this life did not.
 */
export function senderOf(life: RecordedLife, sequence: number): number | null {
  let handlers = 0;
  let next = 0;
  for (const { taken, said } of life.steps()) {
    if (taken.kind === "BEGIN") next = taken.beginning.firstSequence;
    const count = handlersOf(taken);
    next += said;
    handlers += count;
    const isReal = taken.kind !== "BEGIN" && life.firstSequence <= sequence;
    if (isReal && said > 0 && next - said <= sequence && sequence < next) return handlers - 1;
  }
  return null;
}

function handlersOf(taken: DeliveryStep["taken"]): number {
  if (taken.kind === "RECORDS") return taken.count;
  return taken.kind === "SOURCE" || taken.kind === "TYPES" || taken.kind === "SHOWN" ? 0 : 1;
}
