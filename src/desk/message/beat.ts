/**
 * Said by main each second, and whenever the answer changes: whether the desk is ready and may
 * trade. What nobody said, nobody was there for: uptime is counted from these.
 */
import { definePacked } from "../../runtime/codec/define-packed.ts";

/** Why an actor is not what it should be. */
export type BeatCause = {
  readonly actor: string;
  /** In one line. */
  readonly reason: string;
};

export type BeatBody = {
  /** FAIL: a required actor is not ready, so no load balancer sends anybody here. */
  readonly ready: "PASS" | "WARN" | "FAIL";
  readonly trading: "ACTIVE" | "REDUCING" | "HALTED";
  /** Those that fail it, then those of which it warns; none on a pass. */
  readonly causes: readonly BeatCause[];
  /** The desk is stopping because somebody said so: what follows is no outage. */
  readonly isDraining: boolean;
};

export const Beat = definePacked<BeatBody>("beat", 1);

/** Between two beats. Milliseconds: the resolution of every figure that is counted from them. */
export const BEAT_MS = 1_000;
